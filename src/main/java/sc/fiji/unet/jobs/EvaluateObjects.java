package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.ObjectMatching;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.Annotation;
import sc.fiji.unet.targets.AnnotationForm;

/**
 * Compares the objects of label images, or of masks, with those of the ground truth. Of a mask (one
 * value but 0 in all planes) connected pixels are an object. What was not annotated is left out.
 * Held in memory is one plane, or volume, of both.
 */
public final class EvaluateObjects {

  /** Whether objects go on through the slices (z) of a stack. */
  public enum Slices {
    /** As the labels of the ground truth do. */
    AUTOMATIC,
    TOGETHER,
    APART
  }

  /**
   * The numbers of a plane, or a volume.
   *
   * @param image name of the prediction
   * @param plane from 1; 0 if all of the image is one
   */
  public record Row(String image, int plane, ObjectScores scores) {}

  /**
   * The objects of a plane, or a volume.
   *
   * @param row their numbers
   * @param plane the first one, from 0
   * @param predicted label image, axis order (x, y[, z])
   * @param expected label image of the ground truth
   */
  public record Matched(
      Row row,
      int plane,
      ObjectMatching matching,
      RandomAccessibleInterval<IntType> predicted,
      RandomAccessibleInterval<IntType> expected) {}

  /** What a person says of the images' forms. */
  public record Forms(Optional<AnnotationForm> prediction, Optional<AnnotationForm> truth) {

    /** They are found out. */
    public static final Forms UNKNOWN = new Forms(Optional.empty(), Optional.empty());
  }

  private final Slices slices;
  private final Forms forms;
  private final List<Row> rows = new ArrayList<>();

  public EvaluateObjects(Slices slices, Forms forms) {
    this.slices = slices;
    this.forms = forms;
  }

  /**
   * Compares an image.
   *
   * @param each is handed each plane, or volume, as soon as it is compared
   * @throws UserException if one of both has several channels, they differ in number of planes or
   *     size, or a value is no label
   * @throws CancellationException if canceled
   */
  public void add(Source prediction, Source truth, Consumer<Matched> each, Progress progress) {
    ComparedPlanes.of(prediction, truth);
    prediction.remarks().forEach(progress::note);
    truth.remarks().forEach(progress::note);
    int volume = Math.max(prediction.slices(), truth.slices());
    Annotation found = found(prediction, volume, progress);
    Annotation wanted = Annotation.of(truth, volume, forms.truth(), progress);
    progress.note(found.summary());
    progress.note(wanted.summary());
    boolean together = slices == Slices.AUTOMATIC ? wanted.continued() : slices == Slices.TOGETHER;
    int depth = together ? volume : 1;
    for (int first = 0; first < truth.items(); first += depth) {
      progress.report("U-Net: comparing " + prediction.name(), (double) first / truth.items());
      if (progress.isCanceled()) throw new CancellationException();
      List<int[]> foundNumbers = numbers(found, first, depth);
      List<int[]> wantedNumbers = numbers(wanted, first, depth);
      for (int z = 0; z < depth; z++)
        Annotation.leaveOut(foundNumbers.get(z), wantedNumbers.get(z));
      RandomAccessibleInterval<IntType> predicted = objects(prediction, foundNumbers, found);
      RandomAccessibleInterval<IntType> expected = objects(truth, wantedNumbers, wanted);
      ContingencyTable table = ContingencyTable.of(expected, predicted);
      ObjectMatching matching = ObjectMatching.of(table);
      int plane = depth < truth.items() ? first / depth + 1 : 0;
      Row row = new Row(prediction.name(), plane, ObjectScores.of(table, matching));
      rows.add(row);
      each.accept(new Matched(row, first, matching, predicted, expected));
    }
  }

  private Annotation found(Source prediction, int volume, Progress progress) {
    if (forms.prediction().isPresent())
      return Annotation.of(prediction, volume, forms.prediction(), progress);
    Annotation found;
    try {
      found = Annotation.of(prediction, volume, Optional.empty(), progress);
    } catch (UserException e) {
      throw new UserException(e.getMessage() + " If it is a probability map, say so.", e);
    }
    if (found.form() == AnnotationForm.GREY_MASK)
      throw new UserException(
          "'"
              + prediction.name()
              + "' may be a probability map, or a mask with grey edges: say which it is.");
    return found;
  }

  /** In the order of the planes. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** All objects together; empty if nothing was compared. */
  public Optional<ObjectScores> all() {
    return rows.stream().map(Row::scores).reduce(ObjectScores::plus);
  }

  private static List<int[]> numbers(Annotation image, int first, int depth) {
    return IntStream.range(first, first + depth).mapToObj(image::numbers).toList();
  }

  private static RandomAccessibleInterval<IntType> objects(
      Source image, List<int[]> planes, Annotation form) {
    long[] size = image.interval().dimensionsAsLongArray();
    List<RandomAccessibleInterval<IntType>> numbers = new ArrayList<>();
    for (int[] plane : planes) numbers.add(ArrayImgs.ints(plane, size));
    RandomAccessibleInterval<IntType> objects =
        planes.size() == 1 ? numbers.get(0) : Views.stack(numbers);
    return form.form().isMask() ? components(objects) : objects;
  }

  private static RandomAccessibleInterval<IntType> components(
      RandomAccessibleInterval<IntType> mask) {
    RandomAccessibleInterval<IntType> labels = ArrayImgs.ints(mask.dimensionsAsLongArray());
    Components.label(mask, 1, 0, 1, labels);
    return labels;
  }
}
