package sc.fiji.unet.jobs;

import java.util.Collections;
import java.util.List;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.RocAuc;
import sc.fiji.unet.metrics.WarpingError;
import sc.fiji.unet.progress.UserException;

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
   * @throws UserException if one of both has several channels, or they differ in number of planes
   *     or size
   */
  public static Outcome run(Source prediction, Source truth) {
    ComparedPlanes planes = ComparedPlanes.of(prediction, truth);
    List<Double> thresholds = IsbiEvaluation.THRESHOLDS;
    List<Double> warping =
        thresholds.stream()
            .map(at -> planes.mean((map, mask) -> WarpingError.of(map, mask, at)))
            .toList();
    double lowest = Collections.min(warping);
    return new Outcome(
        IsbiEvaluation.of(planes.predicted(), planes.expected(), thresholds),
        lowest,
        thresholds.get(warping.indexOf(lowest)),
        planes.mean(RocAuc::of));
  }
}
