package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.metrics.ContingencyTable.Pair;

class ContingencyTableTest {

  private static final ContingencyTable TABLE =
      ContingencyTable.of(
          ArrayImgs.ints(new int[] {0, 0, 1, 1, 70_000, 1}, 3, 2),
          ArrayImgs.floats(new float[] {0, 4, 4, 4, 16_777_215, 0}, 3, 2));

  @Test
  void countsPairs() {
    assertEquals(
        Map.of(
            new Pair(0, 0), 1L,
            new Pair(0, 4), 1L,
            new Pair(1, 4), 2L,
            new Pair(70_000, 16_777_215), 1L,
            new Pair(1, 0), 1L),
        TABLE.pixels());
    assertEquals(6, TABLE.total());
  }

  /** Many pairs, each in two places, negative and large labels among them. */
  @Test
  void keepsPairsInTheOrderOfTheirFirstPixels() {
    int[] truth = new int[2000];
    int[] prediction = new int[truth.length];
    Map<Pair, Long> expected = new LinkedHashMap<>();
    for (int i = 0; i < truth.length; i++) {
      truth[i] = (500 - i % 1000) << 16;
      prediction[i] = i % 1000 % 7 - 3;
      expected.merge(new Pair(truth[i], prediction[i]), 1L, Long::sum);
    }
    ContingencyTable table =
        ContingencyTable.of(
            ArrayImgs.ints(truth, truth.length), ArrayImgs.ints(prediction, truth.length));
    assertEquals(1000, expected.size());
    assertEquals(List.copyOf(expected.entrySet()), List.copyOf(table.pixels().entrySet()));
  }

  @Test
  void sumsPerLabel() {
    assertEquals(Map.of(0, 2L, 1, 3L, 70_000, 1L), TABLE.truthSums());
    assertEquals(Map.of(0, 2L, 4, 3L, 16_777_215, 1L), TABLE.predictionSums());
  }

  @Test
  void foregroundLeavesOutTheBackgroundOfTheTruthOnly() {
    assertEquals(Map.of(1, 3L, 70_000, 1L), TABLE.foreground().truthSums());
    assertEquals(Map.of(0, 1L, 4, 2L, 16_777_215, 1L), TABLE.foreground().predictionSums());
  }

  @Test
  void refusesOtherSizes() {
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> ContingencyTable.of(ArrayImgs.ints(3, 2), ArrayImgs.ints(2, 3)));
    assertEquals(
        "The prediction has [2, 3] pixels and the ground truth [3, 2];"
            + " both must have the same size.",
        error.getMessage());
  }
}
