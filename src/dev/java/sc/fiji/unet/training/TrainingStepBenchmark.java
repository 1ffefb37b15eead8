package sc.fiji.unet.training;

import ai.djl.ndarray.NDManager;
import java.util.Set;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Torch;

/** Seconds of a training step, for bench/network. */
final class TrainingStepBenchmark {

  private TrainingStepBenchmark() {}

  public static void main(String[] arguments) {
    BenchmarkRun run = BenchmarkRun.of(arguments);
    Batch batch = run.batch();
    try (NDManager memory = Torch.newManager(run.compute())) {
      UNet network = new UNet(run.architecture());
      network.initialize(memory);
      try (Optimization optimization =
          new Optimization(network, Set.of(), run.compute(), new OutputLoss(1, 1), memory)) {
        run.time(() -> optimization.step(batch, 1e-4));
      }
    }
  }
}
