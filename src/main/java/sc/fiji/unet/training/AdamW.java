package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.TorchModule;

/**
 * Adam with decoupled weight decay (Loshchilov and Hutter 2019, arXiv:1711.05101), as PyTorch does
 * it in one pass over all weights. DJL's own takes many, and keeps its moments, twice the network's
 * size, in native memory for good; here they are the manager's.
 */
final class AdamW implements AutoCloseable {

  private static final String CODE =
      """
        def forward(self, rate: Tensor, weights: List[Tensor], gradients: List[Tensor], \
      means: List[Tensor], variances: List[Tensor], steps: List[Tensor]) -> Tensor:
          if bool(torch.isfinite(torch.norm(torch.stack(torch._foreach_norm(gradients, 2))))):
            torch._foreach_add_(steps, 1)
            torch._fused_adamw_(weights, gradients, means, variances, \
      annotate(List[Tensor], []), steps, lr=rate, beta1=0.9, beta2=0.999, \
      weight_decay=0.01, eps=1e-08, amsgrad=False, maximize=False)
          else:
            pass
          torch._foreach_zero_(gradients)
          return rate
      """;

  private final TorchModule program;
  private final NDManager manager;
  private final List<NDArray> weights;
  private final List<NDArray> means;
  private final List<NDArray> variances;
  private final List<NDArray> steps;

  /**
   * @param weights that take gradients
   * @param manager owns the moments
   */
  AdamW(List<NDArray> weights, Compute compute, NDManager manager) {
    this.manager = manager;
    this.weights = weights;
    means = forEach(NDArray::zerosLike);
    variances = forEach(NDArray::zerosLike);
    steps = forEach(weight -> manager.create(0f));
    program = TorchModule.of(CODE, compute);
  }

  private List<NDArray> forEach(UnaryOperator<NDArray> maker) {
    List<NDArray> made = weights.stream().map(maker).toList();
    made.forEach(array -> array.attach(manager));
    return made;
  }

  /** What it remembers, by name. */
  Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new TreeMap<>();
    for (int i = 0; i < weights.size(); i++) {
      arrays.put("mean " + i, means.get(i));
      arrays.put("variance " + i, variances.get(i));
      arrays.put("step " + i, steps.get(i));
    }
    return arrays;
  }

  /**
   * Moves the weights against their gradients, which are then zero. If one of them is no number,
   * the weights stay: all of them would be lost for good.
   */
  void update(double rate) {
    try (NDManager memory = manager.newSubManager()) {
      List<NDArray> gradients = weights.stream().map(NDArray::getGradient).toList();
      gradients.forEach(gradient -> gradient.attach(memory));
      program.call(memory.create((float) rate), weights, gradients, means, variances, steps);
    }
  }

  @Override
  public void close() {
    program.close();
  }
}
