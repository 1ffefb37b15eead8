package sc.fiji.unet.metrics;

import java.util.Map;
import sc.fiji.unet.metrics.ContingencyTable.Pair;

/**
 * How well a segmentation S agrees with the ground truth T, from 0 to 1 (perfect), by the two
 * scores of the ISBI 2012 challenge (Arganda-Carreras et al. 2015, doi:10.3389/fnana.2015.00142).
 *
 * <p>Both look only at the n pixels that belong to an object of the ground truth. The share of them
 * that lies in object i of S and j of T is {@code p_ij}, in object i of S {@code s_i}, in object j
 * of T {@code t_j}. A pixel that S leaves unlabelled (0, as on border lines) counts in both scores
 * as an object of its own, with p = s = 1/n.
 *
 * <p>Empty cases: a ratio of 0 to 0 is 1. So an empty ground truth scores 1, whatever was
 * predicted; identity scores 1, a single object included. An empty prediction is one of n objects
 * of one pixel: it merges nothing (merge 1) and splits everything.
 *
 * @param split falls when objects of the ground truth are split
 * @param merge falls when objects of the ground truth are merged
 * @param score harmonic mean of the two (F-score, alpha 0.5)
 */
public record SplitMergeScore(double split, double merge, double score) {

  /**
   * V_rand with n² normalisation: the sum of {@code p_ij²} over the sum of {@code t_j²} (split),
   * over the sum of {@code s_i²} (merge), and over the mean of these two sums (score). A share c of
   * unlabelled pixels adds {@code c/n} to the sums of {@code p²} and {@code s²}.
   */
  public static SplitMergeScore rand(ContingencyTable table) {
    ContingencyTable foreground = table.foreground();
    double p2 = 0;
    double s2 = 0;
    double t2 = 0;
    // Whole pixels instead of shares: the ratios are the same, n² cancels.
    for (Map.Entry<Pair, Long> cell : foreground.pixels().entrySet())
      p2 += squared(cell.getKey().prediction(), cell.getValue());
    for (Map.Entry<Integer, Long> object : foreground.predictionSums().entrySet())
      s2 += squared(object.getKey(), object.getValue());
    for (long size : foreground.truthSums().values()) t2 += (double) size * size;
    return new SplitMergeScore(
        Ratio.of(p2, t2), Ratio.of(p2, s2), Ratio.of(p2, 0.5 * s2 + 0.5 * t2));
  }

  private static double squared(int predicted, long pixels) {
    return predicted == 0 ? pixels : (double) pixels * pixels;
  }

  /**
   * V_info: the mutual information I(S;T) over the entropy H(S) (split), over H(T) (merge), and
   * over the mean of the two entropies (score). A share c of unlabelled pixels in object j of T
   * adds {@code c log n} to H(S) and {@code -c log t_j} to I(S;T).
   *
   * <p>If the ground truth is one object, H(T) and I(S;T) are 0: the score is 1 where S does not
   * split it and 0 where it does.
   */
  public static SplitMergeScore information(ContingencyTable table) {
    ContingencyTable foreground = table.foreground();
    Map<Integer, Long> predicted = foreground.predictionSums();
    Map<Integer, Long> truth = foreground.truthSums();
    double n = foreground.total();
    double mutual = 0;
    double entropyS = 0;
    double entropyT = 0;
    for (Map.Entry<Pair, Long> cell : foreground.pixels().entrySet()) {
      Pair pair = cell.getKey();
      double t = truth.get(pair.truth()) / n;
      double sGivenP =
          pair.prediction() == 0 ? 1 : (double) predicted.get(pair.prediction()) / cell.getValue();
      mutual -= cell.getValue() / n * Math.log(sGivenP * t);
    }
    for (Map.Entry<Integer, Long> object : predicted.entrySet())
      entropyS -=
          object.getValue() / n * Math.log((object.getKey() == 0 ? 1 : object.getValue()) / n);
    for (long size : truth.values()) entropyT -= size / n * Math.log(size / n);
    return new SplitMergeScore(
        Ratio.of(mutual, entropyS),
        Ratio.of(mutual, entropyT),
        Ratio.of(mutual, 0.5 * entropyS + 0.5 * entropyT));
  }
}
