package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AxisOrderTest {

  @ParameterizedTest
  @ValueSource(strings = {"bcyx", "byxc", "bcxy", "xycb", "cyx", "yxc"})
  void thereAndBack(String axes) {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray tensor = manager.arange(24f).reshape(1, 2, 3, 4);
      AxisOrder order = new AxisOrder(axes);
      NDArray from = order.from(tensor);
      assertEquals(axes.length(), from.getShape().dimension());
      for (int i = 0; i < axes.length(); i++)
        assertEquals("bcyx".indexOf(axes.charAt(i)) + 1, from.getShape().get(i));
      NDArray back = order.to(from);
      assertEquals(tensor.getShape(), back.getShape());
      assertArrayEquals(tensor.toFloatArray(), back.toFloatArray());
    }
  }

  @Test
  void channelsLast() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray tensor = manager.arange(6f).reshape(1, 2, 1, 3);
      NDArray from = new AxisOrder("byxc").from(tensor);
      assertEquals(new Shape(1, 1, 3, 2), from.getShape());
      assertArrayEquals(new float[] {0, 3, 1, 4, 2, 5}, from.toFloatArray());
    }
  }

  @Test
  void oneChannelNeedsNoAxis() {
    try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
      NDArray tensor = manager.arange(12f).reshape(1, 1, 3, 4);
      assertEquals(new Shape(4, 3), new AxisOrder("xy").from(tensor).getShape());
      assertEquals(new Shape(1, 1, 3, 4), new AxisOrder("yx").to(tensor.reshape(3, 4)).getShape());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"bczyx", "bcy", "bcyxx", ""})
  void otherAxes(String axes) {
    assertThrows(IllegalArgumentException.class, () -> new AxisOrder(axes));
  }
}
