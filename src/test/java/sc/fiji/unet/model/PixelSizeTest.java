package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PixelSizeTest {

  @Test
  void nearIsFivePercentOfEachSide() {
    PixelSize size = new PixelSize(0.1, 2);
    for (PixelSize near : new PixelSize[] {size, new PixelSize(0.1049, 1.91)}) {
      assertTrue(size.isNear(near));
      assertTrue(near.isNear(size));
    }
    for (PixelSize far : new PixelSize[] {new PixelSize(0.1051, 2), new PixelSize(0.1, 1.9)}) {
      assertFalse(size.isNear(far));
      assertFalse(far.isNear(size));
    }
  }

  @Test
  void wordsForPeople() {
    assertEquals("0.004 x 0.65 µm", new PixelSize(0.004, 0.65).toString());
    assertEquals("0.3333 x 1200 µm", new PixelSize(1 / 3.0, 1200).toString());
  }

  @ParameterizedTest
  @ValueSource(doubles = {0, -1, Double.NaN, Double.POSITIVE_INFINITY})
  void whatIsNoSize(double length) {
    assertThrows(IllegalArgumentException.class, () -> new PixelSize(length, 1));
    Exception error = assertThrows(IllegalArgumentException.class, () -> new PixelSize(1, length));
    assertEquals(
        "A pixel is 1.0 x " + length + " µm; allowed are finite numbers above 0.",
        error.getMessage());
  }
}
