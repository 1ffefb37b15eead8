package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.Random;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class RocAucTest {

  private static double auc(float[] map, int... mask) {
    return RocAuc.of(ArrayImgs.floats(map, map.length, 1), ArrayImgs.ints(mask, map.length, 1));
  }

  /** Of the six pairs .9 wins three, .4 one and a half. */
  @Test
  void byHand() {
    assertEquals(4.5 / 6, auc(new float[] {0.9f, 0.4f, 0.4f, 0.8f, 0.1f}, 1, 2, 0, 0, 0), 1e-12);
  }

  @Test
  void eachPairIsCompared() {
    Random random = new Random(1);
    float[] map = new float[200];
    int[] mask = new int[map.length];
    for (int i = 0; i < map.length; i++) {
      mask[i] = random.nextInt(2);
      map[i] = (random.nextInt(20) - 5 + 4 * mask[i]) / 20f;
    }
    map[0] = -0f;
    double higher = 0;
    double pairs = 0;
    for (int i = 0; i < map.length; i++)
      for (int j = 0; j < map.length; j++)
        if (mask[i] > mask[j]) {
          pairs++;
          higher += map[i] > map[j] ? 1 : map[i] == map[j] ? 0.5 : 0;
        }
    assertEquals(higher / pairs, auc(map, mask), 1e-12);
  }

  @Test
  void emptyCases() {
    assertEquals(Double.NaN, auc(new float[] {0.2f, 0.7f}, 0, 0));
    assertEquals(Double.NaN, auc(new float[] {0.2f, 0.7f}, 1, 1));
    assertEquals(0.5, auc(new float[] {0.7f, 0.7f}, 0, 1));
    assertThrows(IllegalArgumentException.class, () -> auc(new float[] {Float.NaN}, 1));
  }
}
