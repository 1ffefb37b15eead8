package sc.fiji.unet.metrics;

/**
 * How many objects of the ground truth were found. An object is found where a predicted one covers
 * it with more than a given intersection over union (IoU); from 0.5 upwards no object can match two
 * others, so the matching is unique.
 *
 * <p>Empty cases: a ratio of 0 to 0 is 1. Two empty images, like two identical ones, score 1 in
 * everything. Without a prediction, precision is 1 and the rest 0; without ground truth, recall is
 * 1 and the rest 0.
 *
 * @param minimumIou the IoU that a match exceeds, 0.5 or more and less than 1
 * @param truePositives objects of the ground truth that were found
 * @param falsePositives predicted objects that match none
 * @param falseNegatives objects of the ground truth that were not found
 */
public record MatchScore(
    double minimumIou, int truePositives, int falsePositives, int falseNegatives) {

  /**
   * Matches the objects (labels other than 0) of two label images.
   *
   * @throws IllegalArgumentException if the IoU is below 0.5 or not below 1
   */
  public static MatchScore of(ContingencyTable table, double minimumIou) {
    if (!(minimumIou >= 0.5 && minimumIou < 1))
      throw new IllegalArgumentException(
          "The intersection over union is " + minimumIou + "; it must be 0.5 or more and below 1.");
    int matches = (int) table.overlaps().stream().filter(pair -> pair.exceeds(minimumIou)).count();
    return new MatchScore(
        minimumIou,
        matches,
        table.predictedObjects().size() - matches,
        table.trueObjects().size() - matches);
  }

  /** The counts of both, as of one image. */
  public MatchScore plus(MatchScore other) {
    return new MatchScore(
        minimumIou,
        truePositives + other.truePositives,
        falsePositives + other.falsePositives,
        falseNegatives + other.falseNegatives);
  }

  /** Number of objects in the ground truth. */
  public int trueObjects() {
    return truePositives + falseNegatives;
  }

  /** Number of predicted objects. */
  public int predictedObjects() {
    return truePositives + falsePositives;
  }

  /** Share of the predicted objects that match: TP / (TP + FP). */
  public double precision() {
    return Ratio.of(truePositives, predictedObjects());
  }

  /** Share of the objects of the ground truth that were found: TP / (TP + FN). */
  public double recall() {
    return Ratio.of(truePositives, trueObjects());
  }

  /** Harmonic mean of precision and recall: 2 TP / (2 TP + FP + FN). */
  public double f1() {
    return Ratio.of(2 * truePositives, trueObjects() + predictedObjects());
  }

  /** Average precision as the Data Science Bowl 2018 defines it: TP / (TP + FP + FN). */
  public double averagePrecision() {
    return Ratio.of(truePositives, truePositives + falsePositives + falseNegatives);
  }
}
