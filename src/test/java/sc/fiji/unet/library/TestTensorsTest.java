package sc.fiji.unet.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.bioimageio.Npy;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;

class TestTensorsTest {

  private static final String LETTERS = "bcyx";
  private static final long[] LENGTHS = {1, 4, 3, 2};

  /** Each number says where it is: x + 10 y + 100 c. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "bcyx", "bcxy", "byxc", "bxyc", "bycx", "bxcy", "cyx", "yxc", "xcy", "cbyx", "yxcb", "byx",
        "xby", "yx", "xy"
      })
  void arraysOfAnyOrder(String order) {
    Npy array = array(order);
    TestTensors read = TestTensors.of(description(order), array, array);
    for (RandomAccessibleInterval<FloatType> image : List.of(read.input(), read.output())) {
      long channels = order.contains("c") ? 4 : 1;
      assertArrayEquals(new long[] {2, 3, channels}, image.dimensionsAsLongArray());
      Cursor<FloatType> cursor = image.localizingCursor();
      while (cursor.hasNext()) {
        float value = cursor.next().get();
        assertEquals(
            cursor.getIntPosition(0)
                + 10 * cursor.getIntPosition(1)
                + 100 * cursor.getIntPosition(2),
            value);
      }
    }
  }

  @Test
  void arraysOfOtherAxes() {
    assertEquals("its test array has 3 axes; its description says 4.", error("bcyx", array("cyx")));
    assertEquals(
        "its test arrays hold 2 images; supported is one.",
        error("bcyx", new Npy(new long[] {2, 1, 1, 1}, new float[2])));
  }

  private static String error(String order, Npy array) {
    ModelDescription description = description(order);
    return assertThrows(
            IllegalArgumentException.class, () -> TestTensors.of(description, array, array))
        .getMessage();
  }

  private static Npy array(String order) {
    long[] shape = order.chars().mapToLong(axis -> LENGTHS[LETTERS.indexOf(axis)]).toArray();
    int size = 1;
    for (long length : shape) size *= (int) length;
    float[] values = new float[size];
    for (int i = 0; i < size; i++) {
      long rest = i;
      for (int axis = shape.length - 1; axis >= 0; axis--) {
        long position = rest % shape[axis];
        rest /= shape[axis];
        values[i] +=
            switch (order.charAt(axis)) {
              case 'x' -> position;
              case 'y' -> 10 * position;
              case 'c' -> 100 * position;
              default -> 0;
            };
      }
    }
    return new Npy(shape, values);
  }

  private static ModelDescription description(String order) {
    int channels = order.contains("c") ? 4 : 1;
    AxisSize any = new AxisSize(1, 1);
    Axes axes = new Axes(order);
    return new ModelDescription(
        "any",
        About.byUser(),
        new NetworkInput(channels, List.of(any, any), List.of(), axes, Optional.empty()),
        new NetworkOutput(Output.of(Output.classNames(channels)), List.of(0, 0), List.of(), axes),
        Optional.empty());
  }
}
