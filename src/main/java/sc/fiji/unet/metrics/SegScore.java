package sc.fiji.unet.metrics;

/**
 * SEG of the Cell Tracking Challenge (Ulman et al. 2017, doi:10.1038/nmeth.4473): how well the
 * objects of the ground truth are covered. An object is found by the predicted one that covers more
 * than half of its pixels, of which there is one at most; it counts their intersection over union,
 * and 0 if there is none. SEG is the mean over all objects of the ground truth.
 *
 * @param sum over the objects of the ground truth
 * @param objects number of them
 */
public record SegScore(double sum, int objects) {

  public static SegScore of(ContingencyTable table) {
    double sum =
        table.overlaps().stream()
            .filter(ContingencyTable.Overlap::holdsTruth)
            .mapToDouble(ContingencyTable.Overlap::iou)
            .sum();
    return new SegScore(sum, table.trueObjects().size());
  }

  /** As of one image. */
  public SegScore plus(SegScore other) {
    return new SegScore(sum + other.sum, objects + other.objects);
  }

  /** SEG, 0 to 1; 1 where there is no object. */
  public double value() {
    return Ratio.of(sum, objects);
  }
}
