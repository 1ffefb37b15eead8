package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import java.util.Random;
import java.util.function.IntBinaryOperator;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.model.Appearance;

class AppearanceMeasurementTest {

  private static RandomAccessibleInterval<FloatType> image(int side, IntBinaryOperator values) {
    float[] pixels = new float[side * side];
    for (int i = 0; i < pixels.length; i++) pixels[i] = values.applyAsInt(i % side, i / side);
    return ArrayImgs.floats(pixels, side, side, 1);
  }

  private static Appearance measured(IntBinaryOperator values) {
    return AppearanceMeasurement.of(image(128, values)).orElseThrow();
  }

  @Test
  void stripesAreMeasuredByHand() {
    // Half of the pixels at 1, half at -1; every fourth of the horizontal neighbours differs by 2.
    Appearance stripes = measured((x, y) -> x / 4 % 2 * 10 + 7);
    assertEquals(1, stripes.evenness(), 1e-4);
    assertEquals(Math.sqrt(31 / 127.0 * 4 / 2 / 2), stripes.detail(), 1e-3);
    assertEquals(1, stripes.structure(), 1e-2); // of squares every horizontal neighbour does
  }

  @Test
  void brightnessAndContrastDoNotCount() {
    IntBinaryOperator values = (x, y) -> (x * x + 3 * y) % 17;
    Appearance one = measured(values);
    Appearance other = measured((x, y) -> 1000 + 5 * values.applyAsInt(x, y));
    assertEquals(one.asymmetry(), other.asymmetry(), 1e-4);
    assertEquals(one.detail(), other.detail(), 1e-4);
  }

  @Test
  void fewBrightPixelsAreNotFewDarkOnes() {
    Appearance bright = measured((x, y) -> x < 16 ? 100 : 0);
    Appearance dark = measured((x, y) -> x < 16 ? 0 : 100);
    assertEquals(bright.asymmetry(), -dark.asymmetry(), 1e-4);
    assertTrue(bright.asymmetry() > 0.3);
    assertTrue(bright.evenness() < 0.7);
  }

  @Test
  void noiseHasADetailOfOne() {
    Random random = new Random(1);
    Appearance noise = measured((x, y) -> (int) (1000 * random.nextGaussian()));
    assertEquals(1, noise.detail(), 0.02);
    assertEquals(0.25, noise.structure(), 0.02); // the mean of 16
    assertEquals(Math.sqrt(2 / Math.PI), noise.evenness(), 0.01);
  }

  @Test
  void constantAndSmallImagesSayNothing() {
    assertEquals(Optional.empty(), AppearanceMeasurement.of(image(128, (x, y) -> 5)));
    assertEquals(Optional.empty(), AppearanceMeasurement.of(image(63, (x, y) -> x)));
  }
}
