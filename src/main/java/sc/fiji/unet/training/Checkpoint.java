package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.TorchModule;

/**
 * A training in the middle: with the same images and settings, all that it needs to go on as if it
 * had never been interrupted.
 *
 * @param training tells images and settings from others
 * @param step the last one taken
 * @param seconds that it took up to there
 * @param averaged steps in the average network
 * @param arrays of the network, its optimiser and its average, by name; asked for one at a time,
 *     for they are large together
 * @param lowest error of a validation; infinite if there was none
 * @param best the network that is kept, if there is one
 */
record Checkpoint(
    String training,
    int step,
    double seconds,
    int averaged,
    Map<String, Supplier<float[]>> arrays,
    double lowest,
    Optional<TrainedNetwork> best) {

  private static final long FORMAT = 0x554e65742d316cL;

  private static final String COPY =
      """
        def forward(self, count: Tensor, to: List[Tensor], values: List[Tensor]) -> Tensor:
          torch._foreach_copy_(to, values)
          return count
      """;

  /** The values of arrays when they are asked for. */
  static Map<String, Supplier<float[]>> values(Map<String, NDArray> arrays) {
    Map<String, Supplier<float[]>> values = new TreeMap<>();
    arrays.forEach((name, array) -> values.put(name, array::toFloatArray));
    return values;
  }

  /**
   * Gives arrays the values that they had.
   *
   * @throws IOException if it has others
   */
  void restore(Map<String, NDArray> to, Compute compute, NDManager manager) throws IOException {
    if (!to.keySet().equals(arrays.keySet())) throw damaged();
    try (NDManager memory = manager.newSubManager();
        TorchModule program = TorchModule.of(COPY, compute)) {
      List<NDArray> values = new ArrayList<>();
      for (Map.Entry<String, NDArray> array : to.entrySet()) {
        float[] value = arrays.get(array.getKey()).get();
        if (value.length != array.getValue().size()) throw damaged();
        values.add(memory.create(value, array.getValue().getShape()));
      }
      program.call(memory.create(1f), List.copyOf(to.values()), values);
    }
  }

  void write(DataOutputStream out) throws IOException {
    out.writeLong(FORMAT);
    out.writeUTF(training);
    out.writeInt(step);
    out.writeDouble(seconds);
    out.writeInt(averaged);
    out.writeInt(arrays.size());
    for (Map.Entry<String, Supplier<float[]>> array : arrays.entrySet()) {
      float[] values = array.getValue().get();
      out.writeUTF(array.getKey());
      out.writeInt(values.length);
      ByteBuffer bytes = ByteBuffer.allocate(values.length * Float.BYTES);
      bytes.asFloatBuffer().put(values);
      out.write(bytes.array());
    }
    out.writeDouble(lowest);
    out.writeBoolean(best.isPresent());
    if (best.isPresent()) {
      TrainedNetwork network = best.get();
      out.writeInt(network.bestIteration());
      out.writeDouble(network.validation().loss());
      out.writeDouble(network.validation().pixelError());
      out.writeDouble(network.validation().error());
      out.writeInt(network.weights().length);
      out.write(network.weights());
    }
    out.writeLong(FORMAT); // the end is there
  }

  /**
   * @throws IOException if it is none, or damaged
   */
  static Checkpoint read(DataInputStream in) throws IOException {
    if (in.readLong() != FORMAT) throw damaged();
    String training = in.readUTF();
    int step = in.readInt();
    double seconds = in.readDouble();
    int averaged = in.readInt();
    Map<String, Supplier<float[]>> arrays = new TreeMap<>();
    for (int count = in.readInt(); count > 0; count--) {
      String name = in.readUTF();
      float[] values = new float[in.readInt()];
      ByteBuffer.wrap(in.readNBytes(values.length * Float.BYTES)).asFloatBuffer().get(values);
      arrays.put(name, () -> values);
    }
    double lowest = in.readDouble();
    Optional<TrainedNetwork> best = Optional.empty();
    if (in.readBoolean()) {
      int iteration = in.readInt();
      Validation validation = new Validation(in.readDouble(), in.readDouble(), in.readDouble());
      byte[] weights = in.readNBytes(in.readInt());
      best = Optional.of(new TrainedNetwork(weights, step, iteration, validation, seconds));
    }
    if (in.readLong() != FORMAT) throw damaged();
    return new Checkpoint(training, step, seconds, averaged, arrays, lowest, best);
  }

  private static IOException damaged() {
    return new IOException("It is damaged, or that of another network.");
  }
}
