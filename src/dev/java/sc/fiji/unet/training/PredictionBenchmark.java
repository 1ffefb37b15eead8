package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.function.UnaryOperator;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

/** Seconds of a prediction, for bench/network; the kind is fp32, bf16 or blocks. */
final class PredictionBenchmark {

  private PredictionBenchmark() {}

  public static void main(String[] arguments) {
    BenchmarkRun run = BenchmarkRun.of(arguments);
    Batch batch = run.batch();
    try (NDManager memory = Torch.newManager(Compute.onCpu(Precision.FP32))) {
      UNet network = new UNet(run.architecture());
      network.initialize(memory);
      if (run.kind().equals("blocks")) {
        run.time(() -> predict(network::predict, batch, memory));
        return;
      }
      try (TorchModule compiled =
          TorchModule.of(network, run.compute().prediction(), run.compute())) {
        run.time(() -> predict(compiled::predict, batch, memory));
      }
    }
  }

  static void predict(UnaryOperator<NDArray> network, Batch batch, NDManager memory) {
    try (NDManager scope = memory.newSubManager()) {
      network.apply(batch.images(scope)).flatten().toFloatArray();
    }
  }
}
