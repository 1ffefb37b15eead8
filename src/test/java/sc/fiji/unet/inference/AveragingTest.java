package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AveragingTest {

  /** What is found in the first pixel only, is found in each corner as often. */
  @ParameterizedTest
  @CsvSource({"false, 4, 0", "true, 4, 4"})
  void meanOfWhatIsLedBack(boolean square, int upright, int transposed) {
    List<List<Integer>> shapes = new ArrayList<>();
    Prediction first =
        (values, shape) -> {
          shapes.add(List.of(shape[0], shape[1]));
          float[] map = new float[values.length];
          map[0] = values[0];
          return map;
        };
    float[] image = {8, 1, 4, 12, 1, 16}; // 3 wide, 2 high
    assertArrayEquals(
        new float[] {2, 0, 1, 3, 0, 4}, new Averaging(first, square).predict(image, 2, 3));
    assertEquals(upright, Collections.frequency(shapes, List.of(2, 3)));
    assertEquals(transposed, Collections.frequency(shapes, List.of(3, 2)));
  }
}
