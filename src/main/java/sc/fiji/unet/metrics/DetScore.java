package sc.fiji.unet.metrics;

import java.util.List;

/**
 * DET of the Cell Tracking Challenge (Matula et al. 2015, doi:10.1371/journal.pone.0144959): what
 * it costs to correct the detections, over what it costs to make them all. An object of the ground
 * truth is detected by the predicted one that covers more than half of its pixels. Of a predicted
 * object that detects n, n - 1 have to be split off, at 5 each; one that is missing costs 10, one
 * that detects nothing 1.
 *
 * @param splits objects to be split off
 * @param missing objects of the ground truth that nothing detects
 * @param superfluous predicted objects that detect nothing
 * @param objects number of those of the ground truth
 */
public record DetScore(int splits, int missing, int superfluous, int objects) {

  private static final int SPLIT = 5;
  private static final int ADD = 10;
  private static final int DELETE = 1;

  public static DetScore of(ContingencyTable table) {
    List<ContingencyTable.Overlap> found =
        table.overlaps().stream().filter(ContingencyTable.Overlap::holdsTruth).toList();
    int detecting =
        (int) found.stream().map(ContingencyTable.Overlap::prediction).distinct().count();
    int objects = table.trueObjects().size();
    return new DetScore(
        found.size() - detecting,
        objects - found.size(),
        table.predictedObjects().size() - detecting,
        objects);
  }

  /** As of one image. */
  public DetScore plus(DetScore other) {
    return new DetScore(
        splits + other.splits,
        missing + other.missing,
        superfluous + other.superfluous,
        objects + other.objects);
  }

  /**
   * DET, 0 to 1: {@code 1 - min(cost, cost of all) / cost of all}. Where there is no object it is 1
   * if none was predicted, else 0.
   */
  public double value() {
    double all = (double) ADD * objects;
    double cost = (double) SPLIT * splits + (double) ADD * missing + (double) DELETE * superfluous;
    return all == 0 ? (cost == 0 ? 1 : 0) : 1 - Math.min(cost, all) / all;
  }
}
