package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Torch;

class OptimizationTest {

  /** What others left in native memory must not get into the gradients. */
  @ParameterizedTest
  @CsvSource({"BF16, 1, true", "BF16, 3, false", "BF16, 5, false", "FP32, 3, false"})
  void everyStepMovesTheWeightsWhateverWasInMemory(
      Precision precision, int classes, boolean distance) {
    Compute compute = Compute.onCpu(precision);
    Batch batch = batch(classes, distance);
    try (NDManager memory = Torch.newManager(compute)) {
      UNet network = new UNet(new Architecture(2, 1, classes, distance, 16, 2));
      network.initialize(memory);
      try (Optimization optimization =
          new Optimization(network, Set.of(), compute, new OutputLoss(classes, 1), memory)) {
        for (int step = 0; step < 12; step++) {
          leaveNoNumbers(memory);
          float[] before = weights(optimization);
          assertTrue(Double.isFinite(optimization.step(batch, 1e-3)));
          assertFalse(Arrays.equals(before, weights(optimization)), "step " + step);
        }
      }
    }
  }

  /** The first step of Adam is the rate itself, but for the decay of 1 %. */
  @Test
  void whatIsKnownLearnsAtAShareOfTheRate() {
    Compute compute = Compute.onCpu(Precision.FP32);
    try (NDManager memory = Torch.newManager(compute)) {
      UNet network = new UNet(new Architecture(2, 1, 1, true, 4, 1));
      network.initialize(memory);
      Set<String> known = Set.of("bridge.conv0.weight", "bridge.norm0.weight");
      try (Optimization optimization =
          new Optimization(network, known, compute, new OutputLoss(1, 1), memory)) {
        Map<String, float[]> before = learned(optimization);
        optimization.step(batch(1, true), 1e-2);
        learned(optimization)
            .forEach(
                (name, after) -> {
                  double rate = known.contains(name) ? 4e-3 : 1e-2;
                  for (int i = 0; i < after.length; i++)
                    assertTrue(Math.abs(after[i] - before.get(name)[i]) <= 1.1 * rate, () -> name);
                  if (!name.contains("conv") || name.endsWith("weight"))
                    assertTrue(Math.abs(after[0] - before.get(name)[0]) > 0.5 * rate, () -> name);
                });
        assertEquals(
            3 * optimization.state().keySet().stream().filter(n -> !n.contains("running")).count()
                + optimization.state().size(),
            optimization.arrays().size());
      }
    }
  }

  private static Map<String, float[]> learned(Optimization optimization) {
    return optimization.state().entrySet().stream()
        .filter(array -> array.getValue().hasGradient())
        .collect(Collectors.toMap(Map.Entry::getKey, a -> a.getValue().toFloatArray()));
  }

  private static Batch batch(int classes, boolean distance) {
    Batch batch = new Batch(2, 32, 32, 1, distance);
    for (int i = 0; i < batch.pixels(); i++) {
      batch.set(i, 0, i % 7);
      batch.setClass(i, (byte) (i / 5 % Math.max(2, classes)));
      if (distance) batch.setDistance(i, i % 3 / 2f, i % 11 == 0);
    }
    return batch;
  }

  private static void leaveNoNumbers(NDManager manager) {
    try (NDManager memory = manager.newSubManager()) {
      for (long size = 16; size < 1 << 21; size = size * 5 / 4)
        for (int i = 0; i < 2; i++) memory.zeros(new Shape(size)).add(Float.NaN);
    }
  }

  private static float[] weights(Optimization optimization) {
    NDArray weights = optimization.state().get("output.weight");
    return weights.toFloatArray();
  }
}
