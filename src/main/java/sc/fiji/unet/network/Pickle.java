package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Modules in Python's pickle format, protocol 2 (PEP 307), as TorchScript's reader expects them:
 * objects with a dictionary of attributes, arrays rebuilt from numbered files of numbers.
 */
final class Pickle {

  /** An empty tuple. */
  static final byte[] NO_CONSTANTS = {(byte) 0x80, 2, ')', '.'};

  private static final int NEW_OBJECT = 0x81;
  private static final int TRUE = 0x88;
  private static final int FALSE = 0x89;

  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final Form form;
  private final List<NDArray> arrays;

  /**
   * @param arrays receives the arrays in the order of their files' numbers
   */
  Pickle(Form form, List<NDArray> arrays) {
    this.form = form;
    this.arrays = arrays;
  }

  byte[] module(ScriptModule module) {
    out.write(0x80);
    out.write(2);
    object(module);
    out.write('.');
    return out.toByteArray();
  }

  private void object(ScriptModule module) {
    name("__torch__", module.type());
    out.write(')');
    out.write(NEW_OBJECT);
    out.write('}');
    out.write('(');
    module.parameters().forEach((name, array) -> array(name, array, !form.predicts()));
    module.buffers().forEach((name, array) -> array(name, array, false));
    text("training");
    out.write(form.trains() ? TRUE : FALSE);
    for (Map.Entry<String, ScriptModule> child : module.children().entrySet()) {
      text(child.getKey());
      object(child.getValue());
    }
    out.write('u');
    out.write('b');
  }

  /** torch._utils._rebuild_tensor_v2(storage, offset, shape, strides, requires_grad, hooks) */
  private void array(String name, NDArray array, boolean requiresGradient) {
    text(name);
    name("torch._utils", "_rebuild_tensor_v2");
    Shape shape = array.getShape();
    out.write('(');
    storage(shape);
    number(0);
    tuple(shape.getShape());
    tuple(strides(shape));
    out.write(requiresGradient ? TRUE : FALSE);
    name("collections", "OrderedDict");
    out.write(')');
    out.write('R');
    out.write('t');
    out.write('R');
    arrays.add(array);
  }

  /** A persistent identifier: ('storage', type, file, device, numbers). */
  private void storage(Shape shape) {
    out.write('(');
    text("storage");
    name("torch", TorchScript.bytesEach(shape, form) == 2 ? "BFloat16Storage" : "FloatStorage");
    text(String.valueOf(arrays.size()));
    text("cpu");
    number(shape.size());
    out.write('t');
    out.write('Q');
  }

  private long[] strides(Shape shape) {
    int[] order = // from the slowest axis to the fastest
        TorchScript.channelsLast(shape, form)
            ? new int[] {0, 2, 3, 1}
            : IntStream.range(0, shape.dimension()).toArray();
    long[] strides = new long[order.length];
    long stride = 1;
    for (int i = order.length - 1; i >= 0; i--) {
      strides[order[i]] = stride;
      stride *= shape.get(order[i]);
    }
    return strides;
  }

  private void tuple(long[] numbers) {
    out.write('(');
    for (long number : numbers) number(number);
    out.write('t');
  }

  private void number(long number) {
    out.write('J');
    fourBytes(Math.toIntExact(number));
  }

  private void text(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    out.write('X');
    fourBytes(bytes.length);
    out.writeBytes(bytes);
  }

  private void name(String module, String name) {
    out.writeBytes(("c" + module + "\n" + name + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void fourBytes(int value) {
    out.writeBytes(ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array());
  }
}
