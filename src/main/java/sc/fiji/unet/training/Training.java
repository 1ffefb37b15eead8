package sc.fiji.unet.training;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.DoubleSummaryStatistics;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import java.util.zip.CRC32;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.progress.LearningPoint;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.NativeMemoryException;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.targets.AnnotatedImage;

/**
 * Trains a U-Net on annotated images: AdamW on random patches; the average over the last steps with
 * the lowest error in validation is kept.
 */
public final class Training {

  private static final int PATCH = 256; // pixels

  /** Of objects that are shown at a size that suits: more steps in the same time teach more. */
  private static final int PATCH_OF_OBJECTS = 192;

  private static final int PATCHES_PER_STEP = 4;

  private static final int VALIDATION_PATCH = 512; // pixels
  private static final int VALIDATION_PIXELS = 4 * VALIDATION_PATCH * VALIDATION_PATCH;

  /** Validation costs about as much as two steps, so this spends 4 % on it. */
  private static final int STEPS_PER_VALIDATION = 50;

  private final TrainingSettings settings;
  private final List<AnnotatedImage> training;
  private final List<HeldBack> validation;
  private final Optional<Validator> validator;
  private final int patch;
  private boolean begun;

  /**
   * @param validator chooses the weights that are kept; if empty the pixel error does
   * @throws UserException if the channels are not the network's
   */
  public Training(TrainingSettings settings, Split images, Optional<Validator> validator) {
    this.settings = settings;
    this.validator = validator;
    Architecture architecture = settings.architecture();
    training = images.learned();
    for (AnnotatedImage image : training) requireChannels(image);
    for (AnnotatedImage image : images.heldBack()) requireChannels(image);
    int longest = training.stream().mapToInt(i -> Math.max(i.width(), i.height())).max().orElse(1);
    int largest = architecture.distance() ? PATCH_OF_OBJECTS : PATCH;
    patch = Math.min(largest, architecture.aligned(longest));
    validation =
        evenly(images.heldBack(), VALIDATION_PIXELS).stream()
            .map(image -> HeldBack.middle(image, VALIDATION_PATCH, architecture))
            .toList();
  }

  /** As many, evenly chosen, as have together so many pixels; one at least. */
  private static List<AnnotatedImage> evenly(List<AnnotatedImage> heldBack, long pixels) {
    for (int count = heldBack.size(); ; count--) {
      int n = count;
      List<AnnotatedImage> chosen =
          IntStream.range(0, n).mapToObj(i -> heldBack.get(i * heldBack.size() / n)).toList();
      long sum = chosen.stream().mapToLong(Training::validated).sum();
      if (sum <= pixels || n == 1) return chosen;
    }
  }

  private static long validated(AnnotatedImage image) {
    return (long) Math.min(VALIDATION_PATCH, image.width())
        * Math.min(VALIDATION_PATCH, image.height());
  }

  private void requireChannels(AnnotatedImage image) {
    int slices = 2 * settings.context() + 1;
    int wanted = settings.architecture().inputChannels();
    if (image.channels() != wanted)
      throw new UserException(
          "An image has "
              + image.channels() / slices
              + " channels; the network takes "
              + wanted / slices
              + ". All images must have as many.");
  }

  /**
   * Trains until the budget is spent or the listener cancels. While it pauses no time is spent. A
   * device that fails before a first step is done leaves it to the processor.
   *
   * @param checkpoints for going on after an interruption
   * @param start what to begin with; random weights if empty
   * @throws CancellationException if the listener discards it
   * @throws UserException if the loss is no number any more, or memory does not suffice
   * @throws IOException if the weights to begin with are not those of the network
   */
  public TrainedNetwork run(
      Optional<Start> start, Checkpoints checkpoints, TrainingListener listener)
      throws IOException {
    Compute compute = settings.compute();
    try {
      if (!compute.isOnCpu())
        try {
          return run(compute, start, checkpoints, listener);
        } catch (EngineException | NativeMemoryException | UncheckedIOException e) {
          if (begun) throw e;
          listener.note(compute.failure(e));
        }
      return run(compute.otherwise(), start, checkpoints, listener);
    } catch (EngineException | NativeMemoryException e) {
      RuntimeException cause = NativeMemoryException.of(e);
      if (!(cause instanceof NativeMemoryException)) throw cause;
      throw new UserException(
          "There is too little memory to train this network: choose fewer filters, or close images"
              + " and other programs.",
          e);
    }
  }

  private TrainedNetwork run(
      Compute compute, Optional<Start> start, Checkpoints checkpoints, TrainingListener listener)
      throws IOException {
    String fingerprint = fingerprint(start);
    Optional<Checkpoint> resumed = checkpoints.resumed(fingerprint, listener);
    Torch.setRandomSeed((int) settings.seed());
    OutputLoss loss =
        new OutputLoss(settings.architecture().classes(), settings.backgroundWeight());
    try (NDManager memory = Torch.newManager(compute);
        PatchSource patches =
            new PatchSource(
                training,
                patch,
                PATCHES_PER_STEP,
                settings.context(),
                settings.seed(),
                resumed.map(Checkpoint::step).orElse(0))) {
      UNet network = new UNet(settings.architecture());
      network.initialize(memory);
      Set<String> known = start.isPresent() ? start.get().giveTo(network, memory) : Set.of();
      try (Optimization optimization = new Optimization(network, known, compute, loss, memory);
          AverageNetwork average =
              new AverageNetwork(network, optimization.state(), compute, memory)) {
        if (resumed.isPresent()) {
          resumed.get().restore(arrays(optimization, average), compute, memory);
          average.goOn(resumed.get().averaged());
        }
        return new Run(optimization, average, patches, checkpoints, fingerprint, listener)
            .from(resumed);
      }
    }
  }

  private static Map<String, NDArray> arrays(Optimization optimization, AverageNetwork average) {
    Map<String, NDArray> arrays = optimization.arrays();
    arrays.putAll(average.arrays());
    return arrays;
  }

  /** Tells settings, images and what is begun with from others. */
  private String fingerprint(Optional<Start> start) {
    CRC32 all = new CRC32();
    for (AnnotatedImage image : training) image.addTo(all);
    start.ifPresent(model -> all.update(model.weights()));
    return settings.fingerprint()
        + validator.map(Validator::metric).orElse("")
        + " "
        + training.size()
        + " "
        + all.getValue();
  }

  /** What the steps work with. */
  private final class Run {

    private final Optimization optimization;
    private final AverageNetwork average;
    private final PatchSource patches;
    private final Checkpoints checkpoints;
    private final String fingerprint;
    private final TrainingListener listener;

    Run(
        Optimization optimization,
        AverageNetwork average,
        PatchSource patches,
        Checkpoints checkpoints,
        String fingerprint,
        TrainingListener listener) {
      this.optimization = optimization;
      this.average = average;
      this.patches = patches;
      this.checkpoints = checkpoints;
      this.fingerprint = fingerprint;
      this.listener = listener;
    }

    TrainedNetwork from(Optional<Checkpoint> resumed) {
      double before = resumed.map(Checkpoint::seconds).orElse(0.0);
      long start = System.nanoTime() - (long) (1e9 * before);
      BestNetwork best = resumed.map(BestNetwork::new).orElseGet(BestNetwork::new);
      DoubleSummaryStatistics losses = new DoubleSummaryStatistics();
      for (int step = resumed.map(Checkpoint::step).orElse(0) + 1; ; step++) {
        double rate = LearningRate.at(spent(step - 1, start));
        double loss = optimization.step(patches.next(), rate);
        if (Double.isFinite(loss)) average.update();
        losses.accept(loss);
        double seconds = (System.nanoTime() - start) / 1e9;
        double spent = spent(step, start);
        // A loss that is no number never comes back; what was best before is kept.
        boolean last = spent >= 1 || !Double.isFinite(loss) || listener.isCanceled();
        // The first one is early, so that there soon is something to see, and to stop.
        if (last || step == 1 || step % STEPS_PER_VALIDATION == 0) {
          Validation now =
              optimization.validate(average.network(), validation, validator, listener::show);
          listener.validated(
              new LearningPoint(
                  step,
                  losses.getAverage(),
                  now.loss(),
                  now.error(),
                  reached(now),
                  seconds,
                  seconds / Math.min(1, spent)));
          losses = new DoubleSummaryStatistics();
          best.offer(step, now, () -> average.archive(settings.half()));
        }
        begun = true;
        listener.report(
            String.format(
                Locale.ROOT,
                "U-Net: training, iteration %d, loss %.3f, lowest validation error %.3f",
                step,
                loss,
                best.error()),
            Math.min(1, spent));
        if (listener.isDiscarded()) throw new CancellationException("discarded");
        if (last) return best.after(step, seconds);
        int taken = step;
        checkpoints.offer(() -> checkpoint(taken, seconds, best), listener);
        long paused = System.nanoTime();
        listener.pauseIfAsked();
        start += System.nanoTime() - paused;
      }
    }

    private String reached(Validation validation) {
      return validator.isPresent()
          ? String.format(Locale.ROOT, "%s %.3f", validator.get().metric(), 1 - validation.error())
          : String.format(
              Locale.ROOT, "%.1f %% of the pixels right", 100 - 100 * validation.error());
    }

    private Checkpoint checkpoint(int step, double seconds, BestNetwork best) {
      return new Checkpoint(
          fingerprint,
          step,
          seconds,
          average.steps(),
          Checkpoint.values(arrays(optimization, average)),
          best.error(),
          best.kept(step, seconds));
    }
  }

  private double spent(int iteration, long start) {
    return settings.budget().spent(iteration, System.nanoTime() - start);
  }
}
