package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.training.GradientCollector;
import java.util.Map;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

/** A network that learns, batch by batch, in its compiled form. */
final class Optimization implements AutoCloseable {

  private final int classes;
  private final TorchModule network;
  private final Map<String, NDArray> state;
  private final NDManager manager;
  private final AdamW optimizer;
  private final CrossEntropyDice loss;

  /**
   * @param start with the weights to begin with, which it keeps
   * @param manager owns what the optimiser remembers
   */
  Optimization(UNet start, Compute compute, CrossEntropyDice loss, NDManager manager) {
    classes = start.architecture().classes();
    this.loss = loss;
    this.manager = manager;
    network = TorchModule.of(start, compute.training(), compute);
    try {
      network.learn();
      state = network.arrays();
      optimizer =
          new AdamW(
              state.values().stream().filter(NDArray::hasGradient).toList(), compute, manager);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
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
      NDArray images = batch.images(memory);
      NDList targets = targets(batch, memory);
      try (GradientCollector gradients = Torch.newGradientCollector()) {
        NDArray mean = loss.evaluate(targets, new NDList(network.train(images)));
        gradients.backward(mean);
        value = mean.getFloat();
      }
    }
    if (Double.isFinite(value)) optimizer.update(rate);
    return value;
  }

  /** Weights and running statistics by their names in PyTorch. */
  Map<String, NDArray> state() {
    return state;
  }

  /**
   * How well a network predicts a batch.
   *
   * @param validated of the same architecture, in a form that gives logits
   */
  Validation validate(TorchModule validated, Batch batch) {
    try (NDManager memory = manager.newSubManager()) {
      NDArray logits = validated.predict(batch.images(memory));
      NDList targets = targets(batch, memory);
      NDArray target = targets.singletonOrThrow();
      NDArray wrong =
          (target.getShape().get(1) == 1
                  ? logits.gt(0).neq(target.gt(0))
                  : logits.argMax(1).neq(target.argMax(1)).expandDims(1))
              .toType(DataType.FLOAT32, false);
      NDArray weights = loss.weights(target);
      return new Validation(
          loss.evaluate(targets, new NDList(logits)).getFloat(),
          wrong.mul(weights).sum().div(weights.sum()).getFloat());
    }
  }

  private NDList targets(Batch batch, NDManager memory) {
    return new NDList(batch.targets(memory, classes));
  }

  @Override
  public void close() {
    optimizer.close();
    network.close();
  }
}
