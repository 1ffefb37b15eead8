package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class PanopticScoreTest {

  private static PanopticScore score(int[] truth, int[] prediction) {
    return PanopticScore.of(
        ContingencyTable.of(
            ArrayImgs.ints(truth, truth.length, 1), ArrayImgs.ints(prediction, truth.length, 1)));
  }

  /** IoU of 1 and 4 is 3/4, of 2 and 5 it is 1, of 3 and 6 exactly 1/2, which is no match. */
  @Test
  void byHand() {
    int[] truth = {1, 1, 1, 1, 0, 2, 2, 0, 3, 3};
    int[] prediction = {4, 4, 4, 0, 0, 5, 5, 0, 6, 0};
    PanopticScore score = score(truth, prediction);
    assertEquals((0.75 + 1) / 2, score.segmentationQuality(), 1e-12);
    assertEquals(2 / (2 + 0.5 + 0.5), score.recognitionQuality(), 1e-12);
    assertEquals(1.75 / 3, score.quality(), 1e-12);
    assertEquals(1.75 / 3, score.plus(score).quality(), 1e-12);
  }

  @Test
  void emptyCases() {
    int[] none = new int[3];
    int[] one = {0, 1, 1};
    assertEquals(1, score(none, none).quality());
    assertEquals(1, score(one, one).quality());
    assertEquals(0, score(one, none).quality());
    assertEquals(0, score(none, one).quality());
    assertEquals(1, score(none, one).segmentationQuality());
  }
}
