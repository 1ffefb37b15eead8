package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.model.ProcessingStep.Softmax;

class NetworkInputTest {

  private static final AxisSize WIDTH = new AxisSize(16, 8);
  private static final AxisSize HEIGHT = new AxisSize(20, 0);

  @Test
  void noSoftmax() {
    assertThrows(
        IllegalArgumentException.class,
        () -> input(List.of(WIDTH, HEIGHT), List.of(new Softmax()), "bcyx"));
  }

  @Test
  void allowsWhatEachAxisAllows() {
    NetworkInput input = input(List.of(WIDTH, HEIGHT), List.of(), "bcyx");
    assertTrue(input.allows(32, 20));
    assertFalse(input.allows(30, 20));
    assertFalse(input.allows(32, 28));
    assertFalse(input.isSquare());
    assertTrue(input(List.of(WIDTH, WIDTH, HEIGHT), List.of(), "bczyx").isSquare());
  }

  @Test
  void eachAxisOfSpaceHasASize() {
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> input(List.of(WIDTH, HEIGHT), List.of(), "bczyx"));
    assertEquals("The axes bczyx have 2 sizes; each of x, y and z needs one.", error.getMessage());
  }

  private static NetworkInput input(
      List<AxisSize> sizes, List<ProcessingStep> preprocessing, String axes) {
    return new NetworkInput(1, sizes, preprocessing, new Axes(axes), Optional.empty());
  }
}
