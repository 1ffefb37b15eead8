package sc.fiji.unet.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import sc.fiji.unet.network.UNet;

/** A network that learns, batch by batch. */
final class Optimization {

  private final UNet network;
  private final NDManager manager;
  private final AdamW optimizer;
  private final CrossEntropyDice loss;

  /**
   * @param network with its parameters
   * @param manager owns what the optimiser remembers
   */
  Optimization(UNet network, CrossEntropyDice loss, NDManager manager) {
    this.network = network;
    this.loss = loss;
    this.manager = manager;
    optimizer = new AdamW(network, manager);
  }

  /**
   * Learns from a batch.
   *
   * @param rate learning rate
   * @return the loss before; if it is no number, nothing was learned
   */
  double step(Batch batch, double rate) {
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
    if (Double.isFinite(value)) optimizer.update(rate);
    return value;
  }

  /** How well a network, this or another one of its architecture, predicts a batch. */
  Validation validate(UNet validated, Batch batch) {
    try (NDManager memory = manager.newSubManager()) {
      NDArray logits = validated.logits(batch.images(memory));
      NDList targets = targets(batch, memory);
      NDArray target = targets.singletonOrThrow();
      NDArray wrong =
          target.getShape().get(1) == 1
              ? logits.gt(0).neq(target.gt(0))
              : logits.argMax(1).neq(target.argMax(1));
      return new Validation(
          loss.evaluate(targets, new NDList(logits)).getFloat(),
          wrong.toType(DataType.FLOAT32, false).mean().getFloat());
    }
  }

  private NDList targets(Batch batch, NDManager memory) {
    return new NDList(batch.targets(memory, network.architecture().classes()));
  }
}
