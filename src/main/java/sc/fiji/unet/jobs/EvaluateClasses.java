package sc.fiji.unet.jobs;

import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.metrics.ClassScores;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.Annotation;
import sc.fiji.unet.targets.AnnotationForm;

/** Compares maps of class numbers. What was not annotated is left out. */
public final class EvaluateClasses {

  private EvaluateClasses() {}

  /**
   * The classes of all planes of an image.
   *
   * @throws UserException if one of both has several channels, they differ in number of planes or
   *     size, or a value is no class
   * @throws CancellationException if canceled
   */
  public static ClassScores run(Source prediction, Source truth, Progress progress) {
    ComparedPlanes.of(prediction, truth);
    Annotation found = read(prediction, progress);
    Annotation wanted = read(truth, progress);
    ClassScores all = ClassScores.NONE;
    for (int i = 0; i < truth.items(); i++) {
      progress.report("U-Net: comparing " + prediction.name(), (double) i / truth.items());
      if (progress.isCanceled()) throw new CancellationException();
      int[] predicted = found.numbers(i);
      int[] expected = wanted.numbers(i);
      int[] both =
          IntStream.range(0, expected.length)
              .filter(p -> predicted[p] >= 0 && expected[p] >= 0)
              .toArray();
      all = all.plus(ClassScores.of(ContingencyTable.of(at(both, expected), at(both, predicted))));
    }
    return all;
  }

  /** In a row. */
  private static RandomAccessibleInterval<IntType> at(int[] pixels, int[] plane) {
    return ArrayImgs.ints(IntStream.of(pixels).map(p -> plane[p]).toArray(), pixels.length);
  }

  private static Annotation read(Source image, Progress progress) {
    image.remarks().forEach(progress::note);
    Annotation classes =
        Annotation.of(image, image.slices(), Optional.of(AnnotationForm.LABELS), progress);
    progress.note(classes.summary());
    return classes;
  }
}
