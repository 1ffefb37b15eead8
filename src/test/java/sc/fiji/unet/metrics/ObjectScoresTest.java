package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class ObjectScoresTest {

  private static final int WIDTH = 60;
  private static final int HEIGHT = 45;

  /**
   * Boxes in rows against speckled boxes of other widths. The numbers were computed apart from this
   * code, in NumPy, from the definitions, object by object.
   */
  @Test
  void equalsAnotherImplementation() {
    int[] truth = new int[WIDTH * HEIGHT];
    int[] predicted = new int[truth.length];
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        int i = y * WIDTH + x;
        boolean box = x % 10 >= 1 && x % 10 <= 8 && y % 9 >= 1 && y % 9 <= 7;
        if (box) truth[i] = 1 + x / 10 + 6 * (y / 9);
        int width = 4 + 2 * (y / 9);
        if ((x * 7 + y * 3) % 11 != 0) predicted[i] = 50 + (x + 2) / width + 20 * ((y + 1) / 9);
      }
    ObjectScores scores =
        ObjectScores.of(
            ContingencyTable.of(
                ArrayImgs.ints(truth, WIDTH, HEIGHT), ArrayImgs.ints(predicted, WIDTH, HEIGHT)));
    assertEquals(new MatchScore(0.5, 6, 58, 24), scores.at(50));
    assertEquals(new MatchScore(0.6, 1, 63, 29), scores.at(60));
    assertEquals(0.010752688172043012, scores.at(60).averagePrecision(), 1e-12);
    assertEquals(0.3742325767329781, scores.seg().value(), 1e-12);
    assertEquals(new DetScore(1, 6, 41, 30), scores.det());
    assertEquals(0.6466666666666667, scores.det().value(), 1e-12);
    assertEquals(0.07522705268172272, scores.panoptic().quality(), 1e-12);
    assertEquals(7, scores.splits());
    assertEquals(1, scores.merges());
    assertEquals(0.7387518142235123, scores.masks().dice(), 1e-12);
    assertEquals(0.5857307249712314, scores.masks().iou(), 1e-12);
    ObjectScores twice = scores.plus(scores);
    assertEquals(
        new MatchScore(
            0.55,
            2 * scores.at(55).truePositives(),
            2 * scores.at(55).falsePositives(),
            2 * scores.at(55).falseNegatives()),
        twice.at(55));
    assertEquals(scores.meanAveragePrecision(), twice.meanAveragePrecision(), 1e-12);
    assertEquals(14, twice.splits());
  }
}
