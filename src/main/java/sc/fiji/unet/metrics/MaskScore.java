package sc.fiji.unet.metrics;

/**
 * How well two masks overlap, whatever the objects in them: 0 to 1 (perfect).
 *
 * <p>Empty cases: two empty masks score 1, as two identical ones do; one empty mask scores 0.
 *
 * @param iou intersection over union, also called Jaccard index
 * @param dice Dice coefficient, twice the intersection over the sum of both
 */
public record MaskScore(double iou, double dice) {

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
    return new MaskScore(Ratio.of(both, both + one), Ratio.of(2 * both, 2 * both + one));
  }
}
