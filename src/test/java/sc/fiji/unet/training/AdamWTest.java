package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.runtime.Torch;

class AdamWTest {

  /** The algorithm 2 of Loshchilov and Hutter 2019, written out, with the gradient 2w of w². */
  @Test
  void movesTheWeightsAsPublished() {
    double[] expected = {1, -3};
    double[] mean = new double[2];
    double[] variance = new double[2];
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      NDArray weights = manager.create(new float[] {1, -3});
      weights.setRequiresGradient(true);
      try (AdamW optimizer = new AdamW(List.of(weights), SmallModels.COMPUTE, manager)) {
        int arrays = manager.getManagedArrays().size();
        for (int step = 1; step <= 20; step++) {
          double rate = 0.1 / step;
          for (int i = 0; i < 2; i++) {
            double gradient = 2 * expected[i];
            mean[i] = 0.9 * mean[i] + 0.1 * gradient;
            variance[i] = 0.999 * variance[i] + 0.001 * gradient * gradient;
            double direction =
                mean[i]
                    / (1 - Math.pow(0.9, step))
                    / (Math.sqrt(variance[i] / (1 - Math.pow(0.999, step))) + 1e-8);
            expected[i] -= rate * (direction + 0.01 * expected[i]);
          }
          try (NDManager memory = manager.newSubManager()) {
            learn(() -> attached(weights.square(), memory).sum());
          }
          optimizer.update(rate);
          float[] found = weights.toFloatArray();
          assertArrayEquals(expected, new double[] {found[0], found[1]}, 1e-5);
          try (NDArray gradient = weights.getGradient()) {
            assertArrayEquals(new float[2], gradient.toFloatArray());
          }
        }
        assertEquals(arrays, manager.getManagedArrays().size());
      }
    }
  }

  @Test
  void gradientsThatAreNoNumbersMoveNothing() {
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      NDArray good = manager.create(new float[] {1, -3});
      NDArray bad = manager.create(new float[] {0, 4});
      good.setRequiresGradient(true);
      bad.setRequiresGradient(true);
      try (AdamW optimizer = new AdamW(List.of(good, bad), SmallModels.COMPUTE, manager)) {
        learn(() -> bad.sqrt().sum().add(good.square().sum()));
        optimizer.update(0.1);
        assertArrayEquals(new float[] {1, -3}, good.toFloatArray());
        assertArrayEquals(new float[] {0, 4}, bad.toFloatArray());
        learn(() -> bad.square().sum().add(good.square().sum()));
        optimizer.update(0.1);
        assertArrayEquals(new float[] {0.899f, -2.897f}, good.toFloatArray(), 1e-5f);
        assertArrayEquals(new float[] {0, 3.896f}, bad.toFloatArray(), 1e-5f);
      }
    }
  }

  private static NDArray attached(NDArray array, NDManager memory) {
    array.attach(memory);
    return array;
  }

  private static void learn(Supplier<NDArray> loss) {
    try (GradientCollector gradients = Torch.newGradientCollector();
        NDArray value = loss.get()) {
      gradients.backward(value);
    }
  }
}
