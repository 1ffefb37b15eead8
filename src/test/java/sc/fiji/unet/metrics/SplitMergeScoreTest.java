package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.Random;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class SplitMergeScoreTest {

  private static final int[] TRUTH = {
    1, 1, 1, 0, 2, 2, 2, 2, //
    1, 1, 1, 0, 2, 2, 2, 2, //
    1, 1, 1, 0, 2, 2, 2, 2, //
    0, 0, 0, 0, 0, 0, 0, 0, //
    3, 3, 3, 3, 3, 0, 4, 4, //
    3, 3, 3, 3, 3, 0, 4, 4
  };

  /** Splits object 2, merges 3 and 4, and has borders inside of 1, 2 and 3. */
  private static final int[] PREDICTION = {
    1, 1, 0, 7, 7, 7, 0, 2, //
    1, 1, 0, 7, 7, 7, 0, 2, //
    1, 1, 0, 7, 7, 7, 0, 2, //
    0, 0, 0, 7, 7, 0, 0, 0, //
    3, 3, 3, 3, 3, 3, 3, 3, //
    3, 0, 3, 3, 3, 3, 3, 3
  };

  /**
   * Counted with numpy over all pairs of the 35 foreground pixels, a pixel with itself included,
   * after giving each 0 of the prediction a label of its own: pairs together in both, over pairs
   * together in one.
   */
  @Test
  void randEqualsCountingPairs() {
    assertScore(0.5425219941348973, 0.7198443579766537, 0.6187290969899666, rand());
  }

  /**
   * From scikit-image 0.26, each 0 of the prediction relabelled as above:
   * skimage.metrics.variation_of_information(truth, prediction, ignore_labels=(0,)) gives H(S|T) =
   * 1.1561255270488613 and H(T|S) = 0.3307540377958111 bit, shannon_entropy H(S) and H(T).
   */
  @Test
  void informationEqualsScikitImage() {
    assertScore(
        0.576930331169752,
        0.8265884515302964,
        0.6795547803999474,
        SplitMergeScore.information(table(TRUTH, PREDICTION)));
  }

  @Test
  void identityIsPerfect() {
    assertScore(1, 1, 1, SplitMergeScore.rand(table(TRUTH, TRUTH)));
    assertScore(1, 1, 1, SplitMergeScore.information(table(TRUTH, TRUTH)));
  }

  @Test
  void predictionOnTheBackgroundOfTheTruthDoesNotCount() {
    int[] prediction = PREDICTION.clone();
    for (int p = 0; p < TRUTH.length; p++) if (TRUTH[p] == 0) prediction[p] = 99 + p;
    assertEquals(rand(), SplitMergeScore.rand(table(TRUTH, prediction)));
  }

  @Test
  void emptyTruthIsPerfect() {
    ContingencyTable table = table(new int[48], PREDICTION);
    assertScore(1, 1, 1, SplitMergeScore.rand(table));
    assertScore(1, 1, 1, SplitMergeScore.information(table));
    assertScore(1, 1, 1, SplitMergeScore.rand(table(new int[48], new int[48])));
  }

  /** 35 objects of one pixel against objects of 9, 12, 10 and 4. */
  @Test
  void emptyPredictionSplitsEverything() {
    ContingencyTable table = table(TRUTH, new int[48]);
    double t2 = 81 + 144 + 100 + 16;
    assertScore(35 / t2, 1, 35 / (0.5 * 35 + 0.5 * t2), SplitMergeScore.rand(table));
    double entropy = 0;
    for (double size : new double[] {9, 12, 10, 4}) entropy -= size / 35 * Math.log(size / 35);
    assertScore(
        entropy / Math.log(35),
        1,
        entropy / (0.5 * Math.log(35) + 0.5 * entropy),
        SplitMergeScore.information(table));
  }

  @Test
  void oneObject() {
    int[] one = new int[48];
    Arrays.fill(one, 6);
    assertScore(1, 1, 1, SplitMergeScore.rand(table(one, one)));
    assertScore(1, 1, 1, SplitMergeScore.information(table(one, one)));
    int[] halves = one.clone();
    Arrays.fill(halves, 0, 24, 5);
    assertScore(0.5, 1, 1 / 1.5, SplitMergeScore.rand(table(one, halves)));
    assertScore(0, 1, 0, SplitMergeScore.information(table(one, halves)));
    assertScore(1, 0.5, 1 / 1.5, SplitMergeScore.rand(table(halves, one)));
    assertScore(1, 0, 0, SplitMergeScore.information(table(halves, one)));
  }

  @Test
  void scoresAreHarmonicMeansAndSwapWithTheImages() {
    Random random = new Random(2);
    for (int run = 0; run < 100; run++) {
      int[] a = random.ints(48, 1, 5).toArray();
      int[] b = random.ints(48, 1, 5).toArray();
      SplitMergeScore rand = SplitMergeScore.rand(table(a, b));
      SplitMergeScore information = SplitMergeScore.information(table(a, b));
      assertEquals(2 / (1 / rand.split() + 1 / rand.merge()), rand.score(), 1e-12);
      assertEquals(
          2 / (1 / information.split() + 1 / information.merge()), information.score(), 1e-12);
      assertScore(rand.merge(), rand.split(), rand.score(), SplitMergeScore.rand(table(b, a)));
      assertScore(
          information.merge(),
          information.split(),
          information.score(),
          SplitMergeScore.information(table(b, a)));
    }
  }

  private static SplitMergeScore rand() {
    return SplitMergeScore.rand(table(TRUTH, PREDICTION));
  }

  private static ContingencyTable table(int[] truth, int[] prediction) {
    return ContingencyTable.of(ArrayImgs.ints(truth, 8, 6), ArrayImgs.ints(prediction, 8, 6));
  }

  private static void assertScore(
      double split, double merge, double score, SplitMergeScore actual) {
    assertEquals(split, actual.split(), 1e-12, "split");
    assertEquals(merge, actual.merge(), 1e-12, "merge");
    assertEquals(score, actual.score(), 1e-12, "score");
  }
}
