package sc.fiji.unet.metrics;

/**
 * How well two masks overlap, whatever the objects in them.
 *
 * <p>Empty cases: two empty masks score 1, as two identical ones do; one empty mask scores 0.
 *
 * @param both pixels that are foreground in both
 * @param one pixels that are foreground in one of them
 */
public record MaskScore(long both, long one) {

  /** Compares the foregrounds (labels other than 0) of two label images or masks. */
  public static MaskScore of(ContingencyTable table) {
    long both = 0;
    long one = 0;
    for (var cell : table.pixels().entrySet()) {
      boolean inTruth = cell.getKey().truth() != 0;
      boolean predicted = cell.getKey().prediction() != 0;
      if (inTruth && predicted) both += cell.getValue();
      else if (inTruth || predicted) one += cell.getValue();
    }
    return new MaskScore(both, one);
  }

  /** As of one image. */
  public MaskScore plus(MaskScore other) {
    return new MaskScore(both + other.both, one + other.one);
  }

  /** Intersection over union, also called Jaccard index; 0 to 1 (perfect). */
  public double iou() {
    return Ratio.of(both, both + one);
  }

  /** Dice coefficient, twice the intersection over the sum of both; 0 to 1 (perfect). */
  public double dice() {
    return Ratio.of(2 * both, 2 * both + one);
  }
}
