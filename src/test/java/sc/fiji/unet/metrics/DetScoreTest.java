package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class DetScoreTest {

  private static DetScore score(int[] truth, int[] prediction) {
    return DetScore.of(
        ContingencyTable.of(
            ArrayImgs.ints(truth, truth.length, 1), ArrayImgs.ints(prediction, truth.length, 1)));
  }

  /** 7 detects 1, 2 and 3; 8 has only half of 4; 9 detects nothing, either. */
  @Test
  void byHand() {
    int[] truth = {1, 1, 2, 2, 3, 0, 4, 4, 0};
    int[] prediction = {7, 7, 7, 7, 7, 0, 8, 0, 9};
    DetScore score = score(truth, prediction);
    assertEquals(new DetScore(2, 1, 2, 4), score);
    assertEquals(1 - (5 * 2 + 10 + 2) / 40.0, score.value(), 1e-12);
    assertEquals(1 - 22 / 60.0, score.plus(new DetScore(0, 0, 0, 2)).value(), 1e-12);
  }

  @Test
  void emptyCases() {
    int[] none = new int[30];
    int[] one = new int[30];
    one[3] = 1;
    assertEquals(1, score(none, none).value());
    assertEquals(0, score(none, one).value());
    assertEquals(0, score(one, none).value());
    int[] many = new int[30];
    for (int i = 4; i < many.length; i++) many[i] = i;
    assertEquals(0, score(one, many).value(), "no more can be lost than all");
  }
}
