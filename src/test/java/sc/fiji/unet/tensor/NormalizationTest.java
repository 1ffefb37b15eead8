package sc.fiji.unet.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import org.junit.jupiter.api.Test;

class NormalizationTest {

  @Test
  void zeroMeanAndUnitVariance() {
    Normalization normalization = of(1, 2, 3, 6);
    assertEquals(3, normalization.mean());
    assertEquals(Math.sqrt(3.5), normalization.deviation(), 1e-12);
    assertEquals(0, normalization.apply(3));
    assertEquals(-2 / Math.sqrt(3.5), normalization.apply(1), 1e-6);
  }

  @Test
  void constantImageBecomesZero() {
    Normalization normalization = of(0.1f, 0.1f, 0.1f);
    assertEquals(0, normalization.apply(0.1f));
    assertEquals(0, of(7).apply(7));
  }

  @Test
  void keepsItsPrecisionOnALargeOffset() {
    Normalization normalization = of(16_000_000, 16_000_001);
    assertEquals(0.5, normalization.deviation(), 1e-9);
    assertEquals(1, normalization.apply(16_000_001), 1e-5);
  }

  @Test
  void integerImages() {
    RandomAccessibleInterval<? extends RealType<?>> bytes =
        ArrayImgs.unsignedBytes(new byte[] {0, (byte) 255}, 2, 1);
    assertEquals(new Normalization(127.5, 127.5), Normalization.of(bytes));
  }

  private static Normalization of(float... values) {
    return Normalization.of(ArrayImgs.floats(values, values.length, 1));
  }
}
