package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MatchScoreTest {

  private static final int[] TRUTH = {1, 1, 1, 1, 0, 2, 2, 0, 3, 3, 3, 3};
  private static final int[] PREDICTION = {4, 4, 4, 0, 0, 0, 5, 6, 7, 7, 8, 8};
  private static final int[] EMPTY = new int[12];

  /** IoU of 1 and 4 is 3/4; of 2 and 5, 3 and 7, 3 and 8 exactly 1/2, which does not match. */
  @Test
  void matchesAboveHalf() {
    MatchScore score = score(TRUTH, PREDICTION, 0.5);
    assertEquals(new MatchScore(0.5, 1, 4, 2), score);
    assertEquals(3, score.trueObjects());
    assertEquals(5, score.predictedObjects());
    assertScores(1.0 / 5, 1.0 / 3, 2.0 / 8, 1.0 / 7, score);
  }

  @Test
  void aHigherIouMatchesLess() {
    assertEquals(1, score(TRUTH, PREDICTION, 0.74).truePositives());
    assertEquals(new MatchScore(0.75, 0, 5, 3), score(TRUTH, PREDICTION, 0.75));
  }

  @Test
  void identityIsPerfect() {
    assertEquals(new MatchScore(0.95, 3, 0, 0), score(TRUTH, TRUTH, 0.95));
    assertScores(1, 1, 1, 1, score(TRUTH, TRUTH, 0.5));
  }

  @Test
  void emptyCases() {
    assertScores(1, 1, 1, 1, score(EMPTY, EMPTY, 0.5));
    assertScores(0, 1, 0, 0, score(EMPTY, PREDICTION, 0.5));
    assertScores(1, 0, 0, 0, score(TRUTH, EMPTY, 0.5));
    assertEquals(new MatchScore(0.5, 0, 5, 0), score(EMPTY, PREDICTION, 0.5));
    assertEquals(new MatchScore(0.5, 0, 0, 3), score(TRUTH, EMPTY, 0.5));
  }

  @ParameterizedTest
  @ValueSource(doubles = {0.49, 1, Double.NaN})
  void refusesAnIouThatIsNotUnique(double iou) {
    assertThrows(IllegalArgumentException.class, () -> score(TRUTH, TRUTH, iou));
  }

  private static MatchScore score(int[] truth, int[] prediction, double iou) {
    return MatchScore.of(
        ContingencyTable.of(ArrayImgs.ints(truth, 12), ArrayImgs.ints(prediction, 12)), iou);
  }

  private static void assertScores(
      double precision, double recall, double f1, double averagePrecision, MatchScore actual) {
    assertEquals(precision, actual.precision(), "precision");
    assertEquals(recall, actual.recall(), "recall");
    assertEquals(f1, actual.f1(), "F1");
    assertEquals(averagePrecision, actual.averagePrecision(), "average precision");
  }
}
