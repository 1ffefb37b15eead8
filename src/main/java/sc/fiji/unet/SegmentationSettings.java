package sc.fiji.unet;

/**
 * From probabilities to objects.
 *
 * @param threshold pixels at least as probable belong to an object, 0 to 1
 * @param minimumSize objects of fewer pixels are dropped
 * @param tileSize largest width and height the network is given at once, in pixels; 0 to choose by
 *     itself. The answer does not depend on it
 * @param averaged whether probabilities are averaged over the eight flips and rotations of the
 *     image: better, and eight times as slow
 * @param probabilities whether the probability map is kept
 */
public record SegmentationSettings(
    double threshold, int minimumSize, int tileSize, boolean averaged, boolean probabilities) {

  /**
   * Threshold 0.5, objects of 20 pixels and more, automatic tiles: the dialog's. The probability
   * map is kept.
   */
  public static final SegmentationSettings DEFAULT =
      new SegmentationSettings(0.5, 20, 0, false, true);

  public SegmentationSettings {
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
