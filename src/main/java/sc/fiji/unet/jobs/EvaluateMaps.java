package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.RocAuc;
import sc.fiji.unet.metrics.WarpingError;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.Annotation;
import sc.fiji.unet.targets.AnnotationForm;

/** Compares probability maps of the inside of cells with masks (0 membrane). */
public final class EvaluateMaps {

  private EvaluateMaps() {}

  /**
   * What was found of one image.
   *
   * @param isbi the metrics of the ISBI 2012 challenge, means over the planes
   * @param warpingError the lowest mean over the planes
   * @param warpingThreshold where it is
   * @param rocAuc area under the receiver operating characteristic, the mean over the planes in
   *     which there is a membrane; not a number if there is none
   */
  public record Outcome(
      IsbiEvaluation isbi, double warpingError, double warpingThreshold, double rocAuc) {}

  /** Whether all of an image is from 0 to 1, and not all of it one of both, as masks are. */
  public static boolean isMap(Source image) {
    boolean between = false;
    for (int i = 0; i < image.items(); i++)
      for (FloatType pixel : Views.iterable(image.item(i))) {
        float value = pixel.get();
        if (!(value >= 0 && value <= 1)) return false;
        between |= value > 0 && value < 1;
      }
    return between;
  }

  /**
   * @param prediction from 0 to 1, or in 8 or 16 bit from 0 to 255 or 65535
   * @param truth the inside of cells, whatever their numbers; all of it annotated
   * @throws UserException if one of both has several channels, they differ in number of planes or
   *     size, a value of the prediction is no probability, or one of the truth no label
   * @throws CancellationException if canceled
   */
  public static Outcome run(
      Source prediction, Source truth, Optional<AnnotationForm> form, Progress progress) {
    ComparedPlanes planes = ComparedPlanes.of(prediction, truth);
    prediction.remarks().forEach(progress::note);
    truth.remarks().forEach(progress::note);
    Annotation inside = Annotation.of(truth, truth.slices(), form, progress);
    progress.note(inside.summary());
    float certain = certain(prediction);
    progress.note(
        String.format(
            "'%s' is read as a probability map, %.0f as certain.", prediction.name(), certain));
    List<Double> thresholds = IsbiEvaluation.THRESHOLDS;
    List<IsbiEvaluation> isbi = new ArrayList<>();
    List<List<Double>> warping = new ArrayList<>();
    List<Double> rocAuc = new ArrayList<>();
    for (int i = 0; i < truth.items(); i++) {
      progress.report("U-Net: comparing " + prediction.name(), (double) i / truth.items());
      if (progress.isCanceled()) throw new CancellationException();
      RandomAccessibleInterval<FloatType> map =
          Converters.convert(
              planes.predicted().plane(i),
              (in, out) -> out.set(in.get() / certain),
              new FloatType());
      RandomAccessibleInterval<FloatType> mask = mask(inside, i, truth);
      isbi.add(IsbiEvaluation.of(List.of(map), List.of(mask), thresholds));
      warping.add(thresholds.stream().map(at -> WarpingError.of(map, mask, at)).toList());
      rocAuc.add(RocAuc.of(map, mask));
    }
    double[] warpings =
        IntStream.range(0, thresholds.size())
            .mapToDouble(t -> mean(warping.stream().map(plane -> plane.get(t)).toList()))
            .toArray();
    int lowest = 0;
    for (int t = 1; t < warpings.length; t++) if (warpings[t] < warpings[lowest]) lowest = t;
    return new Outcome(
        IsbiEvaluation.mean(isbi), warpings[lowest], thresholds.get(lowest), mean(rocAuc));
  }

  private static RandomAccessibleInterval<FloatType> mask(
      Annotation inside, int plane, Source truth) {
    int[] numbers = inside.numbers(plane);
    float[] mask = new float[numbers.length];
    for (int i = 0; i < mask.length; i++) {
      if (numbers[i] == Annotation.UNKNOWN)
        throw new UserException(
            "'"
                + truth.name()
                + "' is not annotated everywhere, which probability maps cannot be compared with;"
                + " compare labels with it.");
      mask[i] = numbers[i] > 0 ? 1 : 0;
    }
    return ArrayImgs.floats(mask, truth.interval().dimensionsAsLongArray());
  }

  /** The value that stands for a probability of 1. */
  private static float certain(Source map) {
    float highest = 0;
    for (int i = 0; i < map.items(); i++)
      for (FloatType pixel : Views.iterable(map.item(i))) {
        float value = pixel.get();
        if (!(value >= 0 && value <= 65535))
          throw new UserException(
              String.format(
                  "The probability map '%s' has the value %s; allowed are 0 to 1, and in 8 or 16 bit 0"
                      + " to 255 or 65535.",
                  map.name(), value));
        highest = Math.max(highest, value);
      }
    return highest <= 1 ? 1 : highest <= 255 ? 255 : 65535;
  }

  /** Of the numbers that there are; not a number if there is none. */
  private static double mean(List<Double> values) {
    return values.stream()
        .mapToDouble(Double::doubleValue)
        .filter(Double::isFinite)
        .average()
        .orElse(Double.NaN);
  }
}
