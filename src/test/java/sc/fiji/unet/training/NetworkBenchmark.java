package sc.fiji.unet.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Stream;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.TorchModule;

/**
 * Seconds of a prediction or a training step, for bench/network. Arguments: {@code predict|train
 * FILTERS SIDE BATCH ROUNDS KIND}, where the kind is blocks (predict only), fp32 or bf16; {@code
 * memory FILTERS SIDE BATCH ROUNDS KIND} for the bytes that a prediction takes (Linux); or {@code
 * fastest FILTERS}.
 */
public final class NetworkBenchmark {

  private static final int WARM_UP = 2; // rounds that do not count

  private interface Work {
    void run();
  }

  private NetworkBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Architecture architecture = new Architecture(1, 1, Integer.parseInt(arguments[1]), 4);
    if (arguments[0].equals("fastest")) {
      System.out.println(Precision.fastest(architecture).name().toLowerCase(Locale.ROOT));
      return;
    }
    int side = Integer.parseInt(arguments[2]);
    int patches = Integer.parseInt(arguments[3]);
    int rounds = Integer.parseInt(arguments[4]);
    String kind = arguments[5];
    try (NDManager memory = NDManager.newBaseManager("PyTorch")) {
      UNet network = new UNet(architecture);
      network.initialize(memory);
      Batch batch = batch(patches, side);
      if (kind.equals("blocks")) {
        time(kind, rounds, () -> predict(network, batch, memory));
        return;
      }
      Precision precision = Precision.valueOf(kind.toUpperCase(Locale.ROOT));
      if (arguments[0].equals("memory"))
        try (TorchModule compiled = TorchModule.of(network, precision.prediction())) {
          memory(kind, batch, () -> predict(compiled, batch, memory));
        }
      else if (arguments[0].equals("predict"))
        try (TorchModule compiled = TorchModule.of(network, precision.prediction())) {
          time(kind, rounds, () -> predict(compiled, batch, memory));
        }
      else
        try (Optimization optimization =
            new Optimization(network, precision, new CrossEntropyDice(1), memory)) {
          time(kind, rounds, () -> optimization.step(batch, 1e-4));
        }
    }
  }

  private static void predict(UNet network, Batch batch, NDManager memory) {
    try (NDManager scope = memory.newSubManager()) {
      network.predict(batch.images(scope)).toFloatArray();
    }
  }

  private static void predict(TorchModule network, Batch batch, NDManager memory) {
    try (NDManager scope = memory.newSubManager()) {
      network.predict(batch.images(scope)).toFloatArray();
    }
  }

  private static void memory(String kind, Batch batch, Work work) throws IOException {
    work.run();
    for (int round = 0; round < WARM_UP; round++) {
      System.gc();
      long before = resident("VmRSS");
      Files.writeString(Path.of("/proc/self/clear_refs"), "5"); // forgets the peak
      work.run();
      long peak = resident("VmHWM") - before;
      System.out.printf(
          "fiji %s %d bytes a pixel%n",
          kind, peak / batch.width() / batch.height() / batch.count());
    }
  }

  /** A line of the process's status, in bytes. */
  private static long resident(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith(name)).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }

  private static void time(String kind, int rounds, Work work) {
    for (int round = 0; round < WARM_UP + rounds; round++) {
      long start = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (round >= WARM_UP) System.out.printf(Locale.ROOT, "fiji %s %.4f%n", kind, seconds);
    }
  }

  private static Batch batch(int count, int side) {
    Random random = new Random(1);
    float[] values = new float[count * side * side];
    byte[] classes = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) random.nextGaussian();
      classes[i] = (byte) random.nextInt(2);
    }
    return new Batch(count, side, side, values, classes);
  }
}
