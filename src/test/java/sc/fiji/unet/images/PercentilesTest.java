package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class PercentilesTest {

  @Test
  void betweenTwoValues() {
    assertArrayEquals(
        new double[] {-3, -1, 1, 3.25, 10},
        of(new float[] {10, -3, 1, -1, 4}, 0, 25, 50, 68.75, 100));
  }

  @Test
  void oneValueOrNone() {
    assertArrayEquals(new double[] {-0.5, -0.5}, of(new float[] {-0.5f}, 0, 99.8));
    assertArrayEquals(new double[] {0, 0}, of(new float[] {Float.NaN}, 0, 99.8));
  }

  /** Random bits are floats of any size, some of them no numbers; small integers are ties. */
  @Test
  void asIfSorted() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      float[] values = new float[1 + random.nextInt(i < 50 ? 5 : 5000)];
      int kind = random.nextInt(4);
      for (int p = 0; p < values.length; p++)
        values[p] =
            switch (kind) {
              case 0 -> Float.intBitsToFloat(random.nextInt());
              case 1 -> random.nextInt(-2, 3);
              case 2 -> (float) (1e6 + random.nextGaussian());
              default -> random.nextInt(10) == 0 ? Float.NaN : (float) random.nextGaussian();
            };
      float[] sorted = new float[values.length];
      int n = 0;
      for (float value : values) if (Float.isFinite(value)) sorted[n++] = value;
      Arrays.sort(sorted, 0, n);
      double[] percents = {0, 100 * random.nextDouble(), random.nextInt(101), 100};
      double[] found = of(values, percents);
      for (int q = 0; q < percents.length; q++)
        assertEquals(percentile(sorted, n, percents[q]), found[q]);
    }
  }

  private static double percentile(float[] sorted, int n, double percent) {
    if (n == 0) return 0;
    double index = percent / 100 * (n - 1);
    double below = sorted[(int) index];
    double above = sorted[(int) Math.ceil(index)];
    return below + (above - below) * (index - (int) index);
  }

  private static double[] of(float[] values, double... percents) {
    return Percentiles.of(
        BandValues.of(Bands.of(List.of(ArrayImgs.floats(values, values.length, 1))), 0, List.of()),
        percents);
  }
}
