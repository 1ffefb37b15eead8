package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import sc.fiji.unet.progress.UserException;

class DisjointSetsTest {

  @Test
  void growsToTheLongestArrayAndNoFurther() {
    int longest = Integer.MAX_VALUE - 8;
    assertEquals(1536, DisjointSets.capacityAfter(1024));
    assertEquals(longest, DisjointSets.capacityAfter(longest / 2 + longest / 4));
    assertThrows(UserException.class, () -> DisjointSets.capacityAfter(longest));
  }

  @Test
  void joinedSetsAreOneObjectOfAllTheirPixels() {
    DisjointSets sets = new DisjointSets();
    for (int set = 1; set <= 5; set++) {
      assertEquals(set, sets.add());
      sets.addPixels(set, Integer.MAX_VALUE / 2);
    }
    assertEquals(4, sets.join(4, 5));
    assertEquals(2, sets.join(2, 4));
    assertEquals(1, sets.number(ObjectFilter.minimum(2L + Integer.MAX_VALUE / 2), 7));
    int[] labels = {0, 0, 7, 0, 7, 7};
    for (int set = 0; set <= 5; set++) assertEquals(labels[set], sets.label(set));
  }

  @Test
  void countsPixelsBeyondInt() {
    DisjointSets sets = new DisjointSets();
    sets.add();
    for (int i = 0; i < 3; i++) sets.addPixels(1, Integer.MAX_VALUE);
    assertEquals(1, sets.number(ObjectFilter.minimum(3L * Integer.MAX_VALUE), 1));
  }
}
