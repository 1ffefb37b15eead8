package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class MaskScoreTest {

  private static final int[] EMPTY = new int[6];

  @Test
  void comparesForegroundsWhateverTheLabels() {
    MaskScore score = score(new int[] {1, 1, 2, 2, 0, 0}, new int[] {0, 0, 255, 7, 7, 0});
    assertEquals(new MaskScore(2, 3), score);
    assertScores(2.0 / 5, 4.0 / 7, score);
    assertScores(3.0 / 7, 6.0 / 10, score.plus(new MaskScore(1, 1)));
  }

  private static void assertScores(double iou, double dice, MaskScore score) {
    assertEquals(iou, score.iou());
    assertEquals(dice, score.dice());
  }

  @Test
  void identityIsPerfect() {
    int[] mask = {1, 0, 2, 2, 0, 0};
    assertScores(1, 1, score(mask, mask));
  }

  @Test
  void emptyCases() {
    int[] mask = {1, 0, 0, 0, 0, 0};
    assertScores(1, 1, score(EMPTY, EMPTY));
    assertScores(0, 0, score(mask, EMPTY));
    assertScores(0, 0, score(EMPTY, mask));
  }

  private static MaskScore score(int[] truth, int[] prediction) {
    return MaskScore.of(
        ContingencyTable.of(ArrayImgs.ints(truth, 3, 2), ArrayImgs.ints(prediction, 3, 2)));
  }
}
