package sc.fiji.unet.jobs;

import java.util.List;
import sc.fiji.unet.progress.UserException;

/**
 * From probabilities to objects. Begin with a model's own ({@link SegmentImage#defaults}) and
 * change what you like:
 *
 * <pre>{@code
 * model.defaults().threshold(0.7).minimumSize(50)
 * }</pre>
 *
 * @param threshold pixels at least as probable belong to an object, 0 to 1
 * @param minimumSize objects of fewer pixels are dropped
 * @param tileSize largest width and height the network is given at once, in pixels; 0 to choose by
 *     itself. The answer does not depend on it
 * @param testTimeAugmentation whether probabilities are averaged over the eight flips and rotations
 *     of the image (four where a model's sizes differ): better, and eight times as slow
 * @param outlines whether objects are outlined, for ROIs and measurements; a million of them take
 *     more than a gigabyte
 * @param probabilities whether the probability map is kept
 * @param channels of the image that the model is given, in its order, counted from 1; empty for
 *     all, or for the mean of an RGB image's if it takes one
 */
public record SegmentationSettings(
    double threshold,
    int minimumSize,
    int tileSize,
    boolean testTimeAugmentation,
    boolean outlines,
    boolean probabilities,
    List<Integer> channels) {

  /** Threshold 0.5, objects of 20 pixels and more, outlines and the probability map kept. */
  static final SegmentationSettings DEFAULT =
      new SegmentationSettings(0.5, 20, 0, false, true, true, List.of());

  /**
   * @throws UserException if a number is not allowed
   */
  public SegmentationSettings {
    channels = List.copyOf(channels);
    if (!(threshold >= 0 && threshold <= 1))
      throw new UserException("The threshold is " + threshold + "; allowed are 0 to 1.");
    if (minimumSize < 0 || tileSize < 0)
      throw new UserException(
          "The minimum size is "
              + minimumSize
              + " and the tile size "
              + tileSize
              + "; neither may be negative.");
  }

  public SegmentationSettings threshold(double probability) {
    return new SegmentationSettings(
        probability,
        minimumSize,
        tileSize,
        testTimeAugmentation,
        outlines,
        probabilities,
        channels);
  }

  public SegmentationSettings minimumSize(int pixels) {
    return new SegmentationSettings(
        threshold, pixels, tileSize, testTimeAugmentation, outlines, probabilities, channels);
  }

  public SegmentationSettings tileSize(int pixels) {
    return new SegmentationSettings(
        threshold, minimumSize, pixels, testTimeAugmentation, outlines, probabilities, channels);
  }

  public SegmentationSettings testTimeAugmentation(boolean average) {
    return new SegmentationSettings(
        threshold, minimumSize, tileSize, average, outlines, probabilities, channels);
  }

  public SegmentationSettings outlines(boolean keep) {
    return new SegmentationSettings(
        threshold, minimumSize, tileSize, testTimeAugmentation, keep, probabilities, channels);
  }

  public SegmentationSettings probabilities(boolean keep) {
    return new SegmentationSettings(
        threshold, minimumSize, tileSize, testTimeAugmentation, outlines, keep, channels);
  }

  public SegmentationSettings channels(List<Integer> numbers) {
    return new SegmentationSettings(
        threshold, minimumSize, tileSize, testTimeAugmentation, outlines, probabilities, numbers);
  }
}
