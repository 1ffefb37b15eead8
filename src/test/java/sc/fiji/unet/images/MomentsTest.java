package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class MomentsTest {

  @Test
  void meanAndDeviation() {
    Moments moments = of(1, 2, 3, 6);
    assertEquals(4, moments.n());
    assertEquals(3, moments.mean());
    assertEquals(Math.sqrt(3.5), moments.deviation(), 1e-15);
  }

  @Test
  void oneValueOrNoneDeviatesByNothing() {
    assertEquals(new Moments(1, 0.1, 0), Moments.of(some -> some.accept(new double[] {0.1})));
    assertEquals(new Moments(0, 0, 0), Moments.of(some -> {}));
    assertEquals(new Moments(0, 0, 0), of(Float.NaN));
    assertEquals(0, of(0.1f, 0.1f, 0.1f).squares());
  }

  @Test
  void pixelsThatAreNoNumbersAreLeftOut() {
    assertEquals(
        of(1, 6, 2), of(Float.NaN, 1, 6, Float.NEGATIVE_INFINITY, 2, Float.POSITIVE_INFINITY));
  }

  /** In blocks of many sizes, against two passes over all; the first value lies far off. */
  @Test
  void keepsItsPrecisionOnALargeOffset() {
    Random random = new Random(1);
    for (int i = 0; i < 50; i++) {
      double offset = 1e9 * random.nextGaussian();
      List<double[]> blocks =
          IntStream.range(0, 1 + random.nextInt(9))
              .mapToObj(block -> random.doubles(random.nextInt(3000), offset, offset + 1).toArray())
              .toList();
      if (blocks.get(0).length > 0 && i % 2 == 0) blocks.get(0)[0] = 0;
      double[] all = blocks.stream().flatMapToDouble(Arrays::stream).toArray();
      double mean = 0;
      for (double value : all) mean += (value - offset) / all.length;
      double squares = 0;
      for (double value : all) squares += Math.pow(value - offset - mean, 2);
      Moments moments = Moments.of(some -> blocks.forEach(some));
      assertEquals(all.length, moments.n());
      assertEquals(offset + mean, moments.mean(), 1e-5);
      assertEquals(squares, moments.squares(), 1e-6 * squares);
    }
  }

  private static Moments of(float... values) {
    return Moments.of(
        BandValues.of(Bands.of(List.of(ArrayImgs.floats(values, values.length, 1))), 0, List.of()));
  }
}
