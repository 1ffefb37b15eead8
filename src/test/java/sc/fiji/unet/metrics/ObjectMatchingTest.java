package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static sc.fiji.unet.metrics.ObjectMatching.Fate.FALSE;
import static sc.fiji.unet.metrics.ObjectMatching.Fate.HIT;
import static sc.fiji.unet.metrics.ObjectMatching.Fate.MERGED;
import static sc.fiji.unet.metrics.ObjectMatching.Fate.MISSED;
import static sc.fiji.unet.metrics.ObjectMatching.Fate.SPLIT;

import java.util.Map;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class ObjectMatchingTest {

  private static ObjectMatching match(int[] truth, int[] prediction) {
    return ObjectMatching.of(
        ContingencyTable.of(
            ArrayImgs.ints(truth, truth.length, 1), ArrayImgs.ints(prediction, truth.length, 1)));
  }

  /** 1 is found, 2 in two equal pieces, 3 and 4 in one, 5 is missing, and 16 is nothing. */
  @Test
  void oneOfEach() {
    int[] truth = {1, 1, 1, 0, 2, 2, 2, 2, 0, 3, 3, 4, 4, 0, 5, 5, 0, 0};
    int[] prediction = {11, 11, 0, 0, 12, 12, 13, 13, 0, 14, 14, 14, 14, 0, 0, 15, 15, 16};
    ObjectMatching matching = match(truth, prediction);
    assertEquals(Map.of(1, HIT, 2, SPLIT, 3, MERGED, 4, MERGED, 5, MISSED), matching.truth());
    assertEquals(
        Map.of(11, HIT, 12, SPLIT, 13, SPLIT, 14, MERGED, 15, FALSE, 16, FALSE),
        matching.prediction());
    assertEquals(1, matching.splits());
    assertEquals(1, matching.merges());
  }

  /** A large object stays a hit when a speck is split off, or swallowed. */
  @Test
  void hitsCountAmongSplitsAndMerges() {
    int[] truth = {1, 1, 1, 1, 1, 0, 2, 2, 2, 2, 3};
    int[] prediction = {6, 6, 6, 6, 7, 0, 8, 8, 8, 8, 8};
    ObjectMatching matching = match(truth, prediction);
    assertEquals(Map.of(1, HIT, 2, HIT, 3, MERGED), matching.truth());
    assertEquals(Map.of(6, HIT, 7, SPLIT, 8, HIT), matching.prediction());
    assertEquals(1, matching.splits());
    assertEquals(1, matching.merges());
  }

  @Test
  void emptyCases() {
    int[] none = new int[3];
    int[] one = {0, 9, 9};
    assertEquals(new ObjectMatching(Map.of(), Map.of(), 0, 0), match(none, none));
    assertEquals(new ObjectMatching(Map.of(9, MISSED), Map.of(), 0, 0), match(one, none));
    assertEquals(new ObjectMatching(Map.of(), Map.of(9, FALSE), 0, 0), match(none, one));
  }
}
