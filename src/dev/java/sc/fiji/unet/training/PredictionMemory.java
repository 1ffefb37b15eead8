package sc.fiji.unet.training;

import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

/** Bytes that a prediction takes, for bench/network (Linux). */
final class PredictionMemory {

  private PredictionMemory() {}

  public static void main(String[] arguments) throws IOException {
    BenchmarkRun run = BenchmarkRun.of(arguments);
    Batch batch = run.batch();
    try (NDManager memory = Torch.newManager(run.compute())) {
      UNet network = new UNet(run.architecture());
      network.initialize(memory);
      try (TorchModule compiled =
          TorchModule.of(network, run.compute().prediction(), run.compute())) {
        // Of what PyTorch takes once. What it frees and keeps would hide a second prediction's
        // needs.
        PredictionBenchmark.predict(compiled::predict, new Batch(1, 256, 256, 1, false), memory);
        System.gc();
        long before = resident("VmRSS");
        PredictionBenchmark.predict(compiled::predict, batch, memory);
        long peak = resident("VmHWM") - before;
        System.out.printf("fiji %s %d bytes a pixel%n", run.kind(), peak / batch.pixels());
      }
    }
  }

  /** A line of the process's status, in bytes. */
  private static long resident(String name) throws IOException {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith(name)).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
    }
  }
}
