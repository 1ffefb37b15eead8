package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.List;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101). DJL's own keeps
 * its moments, twice the network's size, in native memory for good; here they are the manager's.
 */
final class AdamW {

  private static final float WEIGHT_DECAY = 1e-2f;
  private static final float BETA_1 = 0.9f;
  private static final float BETA_2 = 0.999f;
  private static final float EPSILON = 1e-8f;

  private record Moments(NDArray weight, NDArray mean, NDArray variance) {}

  private final List<Moments> moments;
  private int step;

  /**
   * @param manager owns the moments
   */
  AdamW(Block network, NDManager manager) {
    moments =
        network.getParameters().values().stream()
            .filter(Parameter::requiresGradient)
            .map(Parameter::getArray)
            .map(
                weight ->
                    new Moments(
                        weight, manager.zeros(weight.getShape()), manager.zeros(weight.getShape())))
            .toList();
  }

  /** Moves the weights against their gradients, which are then zero. */
  void update(double rate) {
    step++;
    double correction = Math.sqrt(1 - Math.pow(BETA_2, step)) / (1 - Math.pow(BETA_1, step));
    for (Moments m : moments)
      try (NDArray gradient = m.weight.getGradient()) {
        m.weight
            .getNDArrayInternal()
            .adamUpdate(
                new NDList(m.weight, gradient, m.mean, m.variance),
                new NDList(m.weight),
                (float) rate,
                (float) (rate * correction),
                WEIGHT_DECAY,
                1, // gradients are not rescaled
                -1, // nor clipped
                BETA_1,
                BETA_2,
                EPSILON,
                true,
                true);
      }
  }
}
