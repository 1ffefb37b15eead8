package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class SegScoreTest {

  private static SegScore score(int[] truth, int[] prediction) {
    return SegScore.of(
        ContingencyTable.of(
            ArrayImgs.ints(truth, truth.length, 1), ArrayImgs.ints(prediction, truth.length, 1)));
  }

  /** 3 of 4 pixels and one too many: 3/5; exactly half is not found; the third is whole. */
  @Test
  void byHand() {
    int[] truth = {1, 1, 1, 1, 0, 2, 2, 2, 2, 0, 3, 3};
    int[] prediction = {7, 7, 7, 0, 7, 8, 8, 9, 9, 0, 5, 5};
    SegScore score = score(truth, prediction);
    assertEquals(3, score.objects());
    assertEquals((0.6 + 0 + 1) / 3, score.value(), 1e-12);
    assertEquals((0.6 + 0 + 1 + 2) / 5, score.plus(new SegScore(2, 2)).value(), 1e-12);
  }

  @Test
  void emptyCases() {
    assertEquals(1, score(new int[3], new int[3]).value());
    assertEquals(1, score(new int[3], new int[] {0, 1, 0}).value());
    assertEquals(0, score(new int[] {0, 1, 0}, new int[3]).value());
  }
}
