package sc.fiji.unet.jobs;

import java.util.List;

/**
 * From probabilities to objects.
 *
 * @param threshold pixels at least as probable belong to an object, 0 to 1
 * @param minimumSize objects of fewer pixels are dropped
 * @param tileSize largest width and height the network is given at once, in pixels; 0 to choose by
 *     itself. The answer does not depend on it
 * @param averaged whether probabilities are averaged over the eight flips and rotations of the
 *     image: better, and eight times as slow
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
    boolean averaged,
    boolean outlines,
    boolean probabilities,
    List<Integer> channels) {

  /**
   * Threshold 0.5, objects of 20 pixels and more, automatic tiles: the dialog's. Outlines and the
   * probability map are kept.
   */
  public static final SegmentationSettings DEFAULT =
      new SegmentationSettings(0.5, 20, 0, false, true, true, List.of());

  public SegmentationSettings {
    channels = List.copyOf(channels);
    if (!(threshold >= 0 && threshold <= 1))
      throw new IllegalArgumentException("The threshold is " + threshold + "; allowed are 0 to 1.");
    if (minimumSize < 0 || tileSize < 0)
      throw new IllegalArgumentException(
          "The minimum size is "
              + minimumSize
              + " and the tile size "
              + tileSize
              + "; neither may be negative.");
  }
}
