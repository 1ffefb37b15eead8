package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AxesTest {

  @ParameterizedTest
  @CsvSource({
    "bcyx, 4, 2",
    "byxc, 4, 2",
    "xycb, 4, 2",
    "cyx, 3, 2",
    "yx, 2, 2",
    "bczyx, 5, 3",
    "zyx, 3, 3"
  })
  void planesAndVolumes(String letters, int count, int dimensions) {
    Axes axes = new Axes(letters);
    assertEquals(count, axes.count());
    assertEquals(dimensions, axes.dimensions());
    assertEquals(letters, axes.toString());
  }

  @Test
  void oneChannelNeedsNoAxis() {
    assertTrue(new Axes("cyx").has('c'));
    assertFalse(new Axes("yx").has('c'));
  }

  @Test
  void dimensionsOfSpaceBeginWithX() {
    assertEquals("xyz", "" + Axes.ofSpace(0) + Axes.ofSpace(1) + Axes.ofSpace(2));
  }

  @ParameterizedTest
  @ValueSource(strings = {"bcy", "bcx", "bcyxx", "btyx", ""})
  void otherAxes(String letters) {
    Exception error = assertThrows(IllegalArgumentException.class, () -> new Axes(letters));
    assertEquals(
        "The axes are "
            + letters
            + "; supported are y and x, with or without b (batch), c (channel) and z, each once.",
        error.getMessage());
  }
}
