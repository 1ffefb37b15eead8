package sc.fiji.unet.metrics;

/**
 * Panoptic quality of objects of one class (Kirillov et al. 2019, doi:10.1109/CVPR.2019.00963): how
 * many objects match with an intersection over union (IoU) of more than 0.5, times how well those
 * do.
 *
 * <p>Empty cases: a ratio of 0 to 0 is 1. Two empty images score 1 in everything; if one of both is
 * empty, the quality is 0 and that of the matches 1.
 *
 * @param sum of the IoU of all matches
 * @param matches number of them
 */
public record PanopticScore(double sum, MatchScore matches) {

  public static PanopticScore of(ContingencyTable table) {
    double sum =
        table.overlaps().stream()
            .filter(pair -> pair.exceeds(0.5))
            .mapToDouble(ContingencyTable.Overlap::iou)
            .sum();
    return new PanopticScore(sum, MatchScore.of(table, 0.5));
  }

  /** As of one image. */
  public PanopticScore plus(PanopticScore other) {
    return new PanopticScore(sum + other.sum, matches.plus(other.matches));
  }

  /** Mean IoU of the matches. */
  public double segmentationQuality() {
    return Ratio.of(sum, matches.truePositives());
  }

  /** TP / (TP + FP / 2 + FN / 2), which is F1. */
  public double recognitionQuality() {
    return matches.f1();
  }

  /** PQ, the product of both, 0 to 1. */
  public double quality() {
    return segmentationQuality() * recognitionQuality();
  }
}
