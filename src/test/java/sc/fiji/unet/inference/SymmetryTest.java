package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SymmetryTest {

  /** 3 wide, 2 high. */
  @ParameterizedTest
  @CsvSource({
    "false, false, false, 123456",
    "false, true, false, 321654",
    "false, false, true, 456123",
    "false, true, true, 654321",
    "true, false, false, 142536", // 2 wide, 3 high
    "true, true, false, 415263",
    "true, false, true, 362514",
    "true, true, true, 635241"
  })
  void thereAndBack(boolean transposed, boolean flippedX, boolean flippedY, String turned) {
    Symmetry symmetry = new Symmetry(transposed, flippedX, flippedY);
    float[] image = {1, 2, 3, 4, 5, 6};
    assertArrayEquals(transposed ? new int[] {3, 2} : new int[] {2, 3}, symmetry.shape(2, 3));
    float[] applied = symmetry.apply(image, 2, 3);
    assertArrayEquals(digits(turned), applied);
    assertArrayEquals(digits("123456"), symmetry.undo(applied, 2, 3));
    assertArrayEquals(digits("123456"), image);
  }

  /** An image has its channels side by side, a map one after the other. */
  @Test
  void channelsStayTogether() {
    Symmetry turn = new Symmetry(true, true, false);
    float[] image = {1, -1, 2, -2, 3, -3, 4, -4, 5, -5, 6, -6};
    assertArrayEquals(
        new float[] {4, -4, 1, -1, 5, -5, 2, -2, 6, -6, 3, -3}, turn.apply(image, 2, 3));
    float[] map = {4, 1, 5, 2, 6, 3, -4, -1, -5, -2, -6, -3};
    assertArrayEquals(new float[] {1, 2, 3, 4, 5, 6, -1, -2, -3, -4, -5, -6}, turn.undo(map, 2, 3));
  }

  @Test
  void eightOfASquareAndFourOfARectangle() {
    assertEquals(8, Set.copyOf(Symmetry.all(true)).size());
    List<Symmetry> keepingTheShape = Symmetry.all(false);
    assertEquals(4, Set.copyOf(keepingTheShape).size());
    for (Symmetry symmetry : keepingTheShape)
      assertArrayEquals(new int[] {2, 3}, symmetry.shape(2, 3));
  }

  private static float[] digits(String digits) {
    float[] values = new float[digits.length()];
    for (int i = 0; i < values.length; i++) values[i] = digits.charAt(i) - '0';
    return values;
  }
}
