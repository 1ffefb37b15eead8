package sc.fiji.unet.training;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.runtime.TrainedModel;
import sc.fiji.unet.targets.Sample;

/**
 * Trains a U-Net on samples: AdamW on random patches; the average over the last steps with the
 * fewest wrong validation pixels is kept.
 */
public final class Training {

  private static final int PATCH = 256; // pixels
  private static final int PATCHES_PER_STEP = 4;

  private static final double HELD_BACK = 0.2;
  private static final int VALIDATION_PATCH = 512; // pixels
  private static final int VALIDATION_PATCHES = 4;

  /** Four validation patches cost about as much as one step, so this spends 5 % on validation. */
  private static final int STEPS_PER_VALIDATION = 25;

  private final TrainingSettings settings;
  private final List<Sample> training;
  private final List<Batch> validation;
  private final int patch;

  /**
   * Holds back the last fifth of the samples for validation; of a single sample the lowest fifth of
   * its rows.
   *
   * @throws IllegalArgumentException if there is no sample, the channels are not the network's, or
   *     what is learned from is background only
   */
  public Training(TrainingSettings settings, List<Sample> samples) {
    this.settings = settings;
    Architecture architecture = settings.architecture();
    if (samples.isEmpty())
      throw new IllegalArgumentException("There is no annotated image to train on.");
    int slices = 2 * settings.context() + 1;
    for (Sample sample : samples)
      if (sample.channels().size() != architecture.inputChannels())
        throw new IllegalArgumentException(
            "An image has "
                + sample.channels().size() / slices
                + " channels; the network takes "
                + architecture.inputChannels() / slices
                + ". All images must have as many.");
    List<Sample> heldBack;
    if (samples.size() == 1) {
      Sample only = samples.get(0);
      int cut = only.height() - heldBack(only.height());
      training = List.of(only.rows(0, cut));
      heldBack = List.of(only.rows(cut, only.height()));
    } else {
      int cut = samples.size() - heldBack(samples.size());
      training = List.copyOf(samples.subList(0, cut));
      heldBack = samples.subList(cut, samples.size());
    }
    if (training.stream().noneMatch(Training::hasObjects))
      throw new IllegalArgumentException(
          "The annotation of the training images is background (0) everywhere; mark some objects.");
    int longest = training.stream().mapToInt(s -> Math.max(s.width(), s.height())).max().orElse(1);
    patch = Math.min(PATCH, architecture.aligned(longest));
    int count = Math.min(VALIDATION_PATCHES, heldBack.size());
    validation =
        IntStream.range(0, count)
            .mapToObj(i -> heldBack.get(i * heldBack.size() / count))
            .map(sample -> Batch.middle(sample, VALIDATION_PATCH, architecture))
            .toList();
  }

  private static boolean hasObjects(Sample sample) {
    for (byte value : sample.classes()) if (value != 0) return true;
    return false;
  }

  private static int heldBack(int count) {
    if (count < 2)
      throw new IllegalArgumentException(
          "A single row of pixels is too little to train on: a part must be held back to validate.");
    return (int) Math.max(1, Math.round(HELD_BACK * count));
  }

  /** Number of samples that are learned from; those behind them are held back. */
  public int trainingSamples() {
    return training.size();
  }

  /**
   * Trains until the budget is spent or the listener cancels.
   *
   * @throws IllegalStateException if the loss is no number any more
   */
  public TrainingResult run(TrainingListener listener) {
    Engine.getEngine("PyTorch").setRandomSeed((int) settings.seed());
    UNet network = new UNet(settings.architecture());
    CrossEntropyDice loss = new CrossEntropyDice(settings.backgroundWeight());
    try (NDManager memory = NDManager.newBaseManager("PyTorch");
        PatchSource patches =
            new PatchSource(
                training, patch, PATCHES_PER_STEP, settings.context(), settings.seed())) {
      network.initialize(memory);
      if (settings.start() != null) TrainedModel.copyWeights(settings.start(), network);
      try (Optimization optimization =
              new Optimization(network, settings.precision(), loss, memory);
          AverageNetwork average = new AverageNetwork(optimization.state(), memory)) {
        return run(optimization, average, network, patches, listener);
      }
    }
  }

  private TrainingResult run(
      Optimization optimization,
      AverageNetwork average,
      UNet network,
      PatchSource patches,
      TrainingListener listener) {
    long start = System.nanoTime();
    byte[] weights = null;
    int best = 0;
    Validation lowest = new Validation(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);
    double sum = 0;
    int summed = 0;
    int iteration = 0;
    boolean ended = false;
    while (!ended) {
      double rate = LearningRate.at(spent(iteration, start));
      double loss = optimization.step(patches.next(), rate);
      if (Double.isFinite(loss)) average.update();
      sum += loss;
      summed++;
      iteration++;
      double spent = spent(iteration, start);
      // A loss that is no number never comes back; what was best before is kept.
      ended = spent >= 1 || !Double.isFinite(loss) || listener.isCanceled();
      listener.report(
          String.format(Locale.ROOT, "U-Net: training, iteration %d, loss %.3f", iteration, loss),
          Math.min(1, spent));
      // The first one is early, so that there soon is something to see, and to stop.
      if (ended || iteration == 1 || iteration % STEPS_PER_VALIDATION == 0) {
        average.copyTo(network);
        Validation now =
            Validation.mean(
                validation.stream().map(batch -> optimization.validate(network, batch)).toList());
        listener.losses(iteration, sum / summed, now.loss());
        sum = 0;
        summed = 0;
        // Not the loss: it rises again where a network that errs less is too sure of itself.
        if (Double.isFinite(now.loss()) && now.pixelError() <= lowest.pixelError()) {
          lowest = now;
          best = iteration;
          weights = TrainedModel.weights(network);
        }
      }
    }
    if (weights == null)
      throw new IllegalStateException("The training diverged: the loss is no number any more.");
    double seconds = (System.nanoTime() - start) / 1e9;
    return new TrainingResult(weights, iteration, best, lowest, seconds);
  }

  private double spent(int iteration, long start) {
    return settings.iterations() > 0
        ? (double) iteration / settings.iterations()
        : (System.nanoTime() - start) / 6e10 / settings.minutes();
  }
}
