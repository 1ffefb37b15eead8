package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Activation;
import ai.djl.training.GradientCollector;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.progress.ValidationImage;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

/** A network that learns, batch by batch, in its compiled form. */
final class Optimization implements AutoCloseable {

  private final int classes;
  private final boolean distance;
  private final TorchModule network;
  private final Map<String, NDArray> state;
  private final NDManager manager;
  private final Map<String, Learner> learners;
  private final OutputLoss loss;

  /** What learns at a rate. */
  private record Learner(AdamW optimizer, double share) {}

  /** Of the rate: what was learned elsewhere is not to be forgotten while the rest learns. */
  private static final double SHARE_OF_KNOWN = 0.4;

  /**
   * @param start with the weights to begin with, which it keeps
   * @param known names of those that are another network's, and so learn at {@value
   *     #SHARE_OF_KNOWN} of the rate
   * @param manager owns what the optimiser remembers
   */
  Optimization(UNet start, Set<String> known, Compute compute, OutputLoss loss, NDManager manager) {
    classes = start.architecture().classes();
    distance = start.architecture().distance();
    this.loss = loss;
    this.manager = manager;
    network = TorchModule.of(start, compute.training(), compute);
    try {
      network.learn();
      state = network.arrays();
      learners = new TreeMap<>();
      add("", weights(name -> !known.contains(name)), 1, compute);
      add("known ", weights(known::contains), SHARE_OF_KNOWN, compute);
    } catch (RuntimeException e) {
      network.close();
      throw e;
    }
  }

  private List<NDArray> weights(Predicate<String> names) {
    return state.entrySet().stream()
        .filter(array -> array.getValue().hasGradient() && names.test(array.getKey()))
        .map(Map.Entry::getValue)
        .toList();
  }

  private void add(String name, List<NDArray> weights, double share, Compute compute) {
    if (!weights.isEmpty())
      learners.put(name, new Learner(new AdamW(weights, compute, manager), share));
  }

  /**
   * Learns from a batch.
   *
   * @param rate learning rate
   * @return the loss before; if it is no number, nothing was learned
   */
  double step(Batch batch, double rate) {
    return Torch.together(() -> learn(batch, rate));
  }

  private double learn(Batch batch, double rate) {
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
    if (Double.isFinite(value))
      learners.values().forEach(learner -> learner.optimizer().update(learner.share() * rate));
    return value;
  }

  /** Weights and running statistics by their names in PyTorch. */
  Map<String, NDArray> state() {
    return state;
  }

  /** All that it learned and remembers, by name. */
  Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new TreeMap<>();
    learners.forEach(
        (group, learner) ->
            learner.optimizer().arrays().forEach((name, a) -> arrays.put(group + name, a)));
    state.forEach((name, array) -> arrays.put("network " + name, array));
    return arrays;
  }

  /**
   * How well a network predicts patches.
   *
   * @param validated of the same architecture, in a form that gives logits
   * @param patches one and more
   * @param validator says how well objects are found; empty if the pixels count
   * @param viewer of the first patch
   */
  Validation validate(
      TorchModule validated,
      List<HeldBack> patches,
      Optional<Validator> validator,
      Consumer<ValidationImage> viewer) {
    double lossSum = 0;
    double wrongSum = 0;
    List<Validator.Predicted> predicted = new ArrayList<>();
    for (HeldBack patch : patches)
      try (NDManager memory = manager.newSubManager()) {
        NDArray logits = validated.predict(patch.batch().images(memory));
        NDList targets = targets(patch.batch(), memory);
        lossSum += loss.evaluate(targets, new NDList(logits)).getFloat();
        wrongSum += wrong(targets, loss.classes(logits));
        float[] foreground = foreground(logits);
        Optional<float[]> ofObjects = distance ? Optional.of(distance(logits)) : Optional.empty();
        if (validator.isPresent()) predicted.add(patch.predicted(foreground, ofObjects));
        if (patch == patches.get(0))
          viewer.accept(patch.shown(foreground, ofObjects.orElse(foreground)));
      }
    double wrong = wrongSum / patches.size();
    return new Validation(
        lossSum / patches.size(),
        wrong,
        validator.map(of -> 1 - of.reached().applyAsDouble(predicted)).orElse(wrong));
  }

  /** Share of the pixels that are wrong, each with its weight in the loss. */
  private double wrong(NDList targets, NDArray logits) {
    NDArray target = loss.classes(targets.get(0));
    NDArray wrong =
        (classes == 1
                ? logits.gt(0).neq(target.gt(0))
                : logits.argMax(1).neq(target.argMax(1)).expandDims(1))
            .toType(DataType.FLOAT32, false);
    NDArray weights = loss.weights(target, OutputLoss.known(targets));
    return wrong.mul(weights).sum().div(weights.sum().maximum(1)).getFloat();
  }

  private float[] foreground(NDArray logits) {
    NDArray ofClasses = loss.classes(logits);
    NDArray foreground =
        classes == 1
            ? Activation.sigmoid(ofClasses)
            : ofClasses.softmax(1).get(":, 0:1").neg().add(1);
    return foreground.toFloatArray();
  }

  private float[] distance(NDArray logits) {
    return Activation.sigmoid(logits.get(":, " + classes + ":")).toFloatArray();
  }

  private NDList targets(Batch batch, NDManager memory) {
    NDList targets = new NDList(batch.targets(memory, classes));
    batch.known(memory).ifPresent(targets::add);
    return targets;
  }

  @Override
  public void close() {
    learners.values().forEach(learner -> learner.optimizer().close());
    network.close();
  }
}
