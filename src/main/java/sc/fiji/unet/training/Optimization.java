package sc.fiji.unet.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.optimizer.AdamW;
import ai.djl.training.optimizer.Optimizer;
import sc.fiji.unet.network.UNet;

/**
 * A network that learns by AdamW.
 *
 * <p>Instead of DJL's Trainer, which holds on to the gradients of every step until it is closed:
 * the size of the network, in native memory, at each step.
 */
final class Optimization {

  private static final float WEIGHT_DECAY = 1e-2f;

  private final UNet network;
  private final NDManager manager;
  private final LearningRate rate = new LearningRate();
  private final Optimizer optimizer =
      AdamW.builder().optLearningRateTracker(rate).optWeightDecays(WEIGHT_DECAY).build();
  private final CrossEntropyDice loss = new CrossEntropyDice();

  /**
   * @param manager owns the parameters and what the optimiser remembers
   */
  Optimization(UNet network, NDManager manager) {
    this.network = network;
    this.manager = manager;
    network.initialize(manager);
  }

  /**
   * Learns from a batch.
   *
   * @param spent share of the budget that is spent, 0 to 1
   * @return the loss before
   * @throws IllegalStateException if it is no number any more
   */
  double step(Batch batch, double spent) {
    double value;
    try (NDManager memory = manager.newSubManager()) {
      NDList images = new NDList(batch.images(memory));
      NDList targets = targets(batch, memory);
      ParameterStore parameters = new ParameterStore(manager, false);
      try (GradientCollector gradients = Engine.getEngine("PyTorch").newGradientCollector()) {
        NDArray mean = loss.evaluate(targets, network.forward(parameters, images, true));
        gradients.backward(mean);
        value = mean.getFloat();
      }
    }
    if (Double.isNaN(value))
      throw new IllegalStateException("The training diverged: the loss is no number any more.");
    rate.spend(spent);
    for (Parameter parameter : network.getParameters().values())
      if (parameter.requiresGradient())
        try (NDArray gradient = parameter.getArray().getGradient()) {
          optimizer.update(parameter.getId(), parameter.getArray(), gradient);
        }
    return value;
  }

  /** The loss of a batch, learning nothing. */
  double loss(Batch batch) {
    try (NDManager memory = manager.newSubManager()) {
      NDList logits = new NDList(network.logits(batch.images(memory)));
      return loss.evaluate(targets(batch, memory), logits).getFloat();
    }
  }

  private NDList targets(Batch batch, NDManager memory) {
    return new NDList(batch.targets(memory, network.architecture().classes()));
  }
}
