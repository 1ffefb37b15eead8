package sc.fiji.unet.training;

import ai.djl.ndarray.NDManager;
import sc.fiji.unet.Workbench;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

/** Bytes that a prediction takes, for bench/network (Linux). */
final class PredictionMemory {

  private PredictionMemory() {}

  public static void main(String[] arguments) {
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
        long before = Workbench.resident("VmRSS");
        PredictionBenchmark.predict(compiled::predict, batch, memory);
        long peak = Workbench.resident("VmHWM") - before;
        System.out.printf("fiji %s %d bytes a pixel%n", run.kind(), peak / batch.pixels());
      }
    }
  }
}
