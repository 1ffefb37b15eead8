package sc.fiji.unet.jobs;

import static sc.fiji.unet.jobs.TrainingPlan.Aim.AUTOMATIC;
import static sc.fiji.unet.jobs.TrainingPlan.Aim.VOLUMES;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CancellationException;
import java.util.function.Function;
import java.util.stream.Collectors;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.images.PlaneStore;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Device;
import sc.fiji.unet.model.KnownAppearance;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.Placement;
import sc.fiji.unet.targets.AnnotatedStack;
import sc.fiji.unet.targets.Goal;
import sc.fiji.unet.training.Checkpoints;
import sc.fiji.unet.training.Start;
import sc.fiji.unet.training.TrainedNetwork;
import sc.fiji.unet.training.Training;
import sc.fiji.unet.training.TrainingSettings;
import sc.fiji.unet.training.Validator;

/**
 * Trains a model on images and their annotations, and writes its package. What it learns from is in
 * memory, in the images' own bit depth, or in a temporary file that {@link #close} deletes.
 */
public final class TrainModel implements Closeable {

  /** A kill loses no more. */
  private static final Duration INTERVAL = Duration.ofMinutes(2);

  /** Of a package for each number in it: 32 bit, and what is beside the weights. */
  private static final long BYTES = 5;

  /** Of the images, that the model remembers. */
  private static final int MOST_NAMES = 50;

  private final TrainingPlan plan;
  private final Optional<ModelDescription> from;
  private final Optional<Start> start;

  /** Of the model to begin with; empty of a bundled one. */
  private final Optional<Path> fromFile;

  private final PlaneStore store;
  private final List<AnnotatedStack> stacks = new ArrayList<>();
  private final List<CommonPixelSize.Image> pixelSizes = new ArrayList<>();
  private final List<String> remarks = new ArrayList<>();
  private Optional<Source> example = Optional.empty();

  /**
   * What came of it.
   *
   * @param name of the model; another than planned where a better one had that
   * @param file the package
   * @param iterations steps taken in all
   * @param bestIteration step whose network was kept
   * @param pixelError share of validation pixels that the kept network gets wrong, weighted as in
   *     the loss; not a number if there was no object to validate on
   * @param decoding how its maps become objects, fitted on what was held back
   * @param score what it reaches there, for people: "mean AP 0.712"; empty if that is not known
   * @param metric of the score, and of the images
   * @param judged the images that were held back, the worst first; empty if that is not known
   * @param seconds time taken
   */
  public record Outcome(
      String name,
      Path file,
      int iterations,
      int bestIteration,
      double pixelError,
      Decoding decoding,
      String score,
      String metric,
      List<JudgedImage> judged,
      double seconds) {}

  /**
   * @param library where the model to begin with is looked for
   * @throws UserException if it cannot be found, or was not trained with this plugin
   * @throws IOException if its package cannot be read
   */
  public TrainModel(TrainingPlan plan, ModelLibrary library) throws IOException {
    this(plan, library, Storage.automatic());
  }

  TrainModel(TrainingPlan plan, ModelLibrary library, Storage storage) throws IOException {
    this.plan = plan;
    store = storage.planes();
    if (plan.from().isEmpty()) {
      from = Optional.empty();
      start = Optional.empty();
      fromFile = Optional.empty();
      return;
    }
    String named = plan.from().get();
    fromFile = library.isBundled(named) ? Optional.empty() : Optional.of(library.file(named));
    try (PackageReader reader = library.read(named)) {
      ModelDescription description = reader.description();
      start = Optional.of(Start.of(description, reader.weights()));
      library
          .open(reader, Computing.AUTOMATIC.on(Device.CPU))
          .close(); // before the images are read
      from = Optional.of(description);
    }
  }

  /** Slices above and below each slice that images must hold, see {@link #add}. */
  public int context() {
    return from.map(ModelDescription::context).orElse(plan.network().context());
  }

  /** Of each slice of the images; empty before the first one, if no model says it. */
  public OptionalInt channels() {
    if (from.isPresent()) return OptionalInt.of(from.get().inputChannels());
    return stacks.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of(stacks.get(0).channels() / (2 * context() + 1));
  }

  /** The model's, unless the plan asks for others. */
  private int classes() {
    int planned = plan.network().classes();
    return from.isEmpty() || planned > 1 || plan.objects() != AUTOMATIC
        ? planned
        : from.get().architecture().classes();
  }

  /**
   * Takes an image and its annotation; both may be closed afterwards.
   *
   * @param image with the channels of {@link #context} slices above and below each slice
   * @param annotation a mask or label image, or class numbers
   * @throws UserException if sizes or numbers of planes differ, the annotation does not suit, or
   *     the temporary folder is full
   */
  public void add(Source image, Source annotation) {
    AnnotatedStack stack = new AnnotatedStack(image, annotation, store);
    stacks.add(stack);
    remarks.addAll(image.remarks());
    remarks.addAll(annotation.remarks());
    remarks.add(stack.summary());
    remarks.addAll(stack.flaws().remarks());
    pixelSizes.add(CommonPixelSize.Image.of(image));
  }

  /**
   * Chooses the image whose middle becomes a part of the package, to test it with and to show; else
   * it is a pattern, and nobody's image leaves the computer with the model.
   *
   * @param image like those of the training; its middle plane is taken
   */
  public void example(Source image) {
    example = Optional.of(image);
  }

  /**
   * Trains. A run that the listener cancels keeps the best network so far. One that is killed
   * leaves a file FILE.training, no older than two minutes, with which the plan can resume.
   *
   * @param file the package. One that is there is replaced once the training has succeeded, if the
   *     new model does better on what was held back, or the plan says so; else the new one gets
   *     another name, see {@link Outcome#file}
   * @throws CancellationException if the listener discards the training
   * @throws UserException if the images do not suit, the file cannot be written, or memory does not
   *     suffice
   */
  public Outcome run(Path file, TrainingListener listener) throws IOException {
    if (stacks.isEmpty()) throw new UserException("There is no annotated image to train on.");
    PackageWriter.requireWritable(file);
    try (Reservation reserved = Reservation.of(file)) {
      return train(file, listener);
    }
  }

  private Outcome train(Path file, TrainingListener listener) throws IOException {
    Goal goal = goal();
    List<String> masks =
        stacks.stream().filter(stack -> !stack.isLabelled()).map(AnnotatedStack::name).toList();
    if (goal.separate() && plan.objects() == AUTOMATIC && !masks.isEmpty())
      remarks.add(
          "Among label images there are masks, of which connected pixels count as one object: "
              + String.join(", ", masks)
              + ".");
    Examples examples =
        new Examples(stacks, goal, from.map(ModelDescription::magnification), listener);
    stacks.clear(); // a training is long, and needs the memory of annotations
    remarks.forEach(listener::note);
    listener.note(examples.summary());
    examples.remarks().forEach(listener::note);
    Placement place = Placement.of(plan.computing());
    place.remark().ifPresent(listener::note);
    TrainingSettings settings =
        new TrainingSettings(
            architecture(goal, examples.planes().get(0).channels()),
            plan.budget(),
            plan.seed(),
            plan.weightOfBackground(examples.annotated()),
            context(),
            plan.half(),
            place.compute());
    if (start.isPresent() && !start.get().hasMeaningOf(settings.architecture()))
      listener.note(
          String.format(
              "The model '%s' has learned %s: its last layer begins anew.",
              from.get().name(), meaning(start.get().architecture())));
    CommonPixelSize pixels = CommonPixelSize.of(pixelSizes);
    pixels.remark().ifPresent(listener::note);
    Decoding usual = examples.decoding();
    SeparationScore score = score(goal, examples);
    Training training = new Training(settings, examples.split(), validator(goal, usual, score));
    RandomAccessibleInterval<FloatType> shown = shown(examples);
    Optional<KnownAppearance> appearance = appearance(examples);
    HeldBackScore heldBack = new HeldBackScore(examples.heldBack(), score, place.compute());
    PackageWriter.requireWritable(file, BYTES * settings.architecture().parameters());
    Checkpoints checkpoints =
        new Checkpoints(
            file.resolveSibling(file.getFileName() + ".training"), plan.resume(), INTERVAL);
    TrainedNetwork trained;
    try {
      trained = training.run(start, checkpoints, listener);
    } catch (CancellationException e) {
      checkpoints.done();
      throw e;
    }
    ModelDescription description =
        new ModelDescription(
                plan.name(),
                settings.architecture(),
                context(),
                Output.classNames(goal.classes()),
                facts(trained, examples))
            .with(plan.about())
            .with(pixelSize(pixels, examples.magnification()))
            .with(examples.magnification());
    if (appearance.isPresent()) description = description.with(appearance.get());
    listener.report("U-Net: fitting thresholds", 1);
    Judgement judgement =
        judgement(
            examples,
            heldBack,
            description.with(usual),
            trained.weights(),
            images ->
                new DecodingFit(images, score, goal.separate(), examples.minimumSizes())
                    .from(usual),
            listener);
    if (listener.isDiscarded()) {
      checkpoints.done();
      throw new CancellationException("discarded");
    }
    description = description.with(judgement.decoding());
    if (judgement.reached().isPresent())
      description = description.with("score", heldBack.words(judgement.reached().getAsDouble()));
    Path kept = place(file, description, heldBack, judgement, listener);
    description = description.named(plan.name() + Replacing.added(file, kept));
    kept = save(kept, description, trained.weights(), shown, listener);
    checkpoints.done();
    return new Outcome(
        description.name(),
        kept,
        trained.iterations(),
        trained.bestIteration(),
        examples.split().judges() ? trained.validation().pixelError() : Double.NaN,
        judgement.decoding(),
        judgement.reached().isPresent() ? heldBack.words(judgement.reached().getAsDouble()) : "",
        heldBack.name(),
        judgement.images(),
        trained.seconds());
  }

  /**
   * @param description with the usual thresholds, which are kept where none can be fitted
   */
  private Judgement judgement(
      Examples examples,
      HeldBackScore heldBack,
      ModelDescription description,
      byte[] weights,
      Function<List<PredictedImage>, Decoding> fit,
      TrainingListener listener) {
    if (examples.split().judges())
      return Judgement.of(
          heldBack, description, weights, fit, from, start.map(Start::weights), listener);
    listener.note(
        "No object could be held back: how well the model does is not known, and its usual"
            + " thresholds are kept.");
    return Judgement.none(description.decoding());
  }

  /** The file of the new model: another where one is there that does better. */
  private Path place(
      Path file,
      ModelDescription description,
      HeldBackScore heldBack,
      Judgement judgement,
      TrainingListener listener)
      throws IOException {
    if (!Files.exists(file)) return file;
    if (plan.replace()) {
      listener.note("The model that was there, '" + file + "', is replaced, whatever it reached.");
      return file;
    }
    OptionalDouble known =
        fromFile.equals(Optional.of(file)) ? judgement.before() : OptionalDouble.empty();
    return new Replacing(file, description, heldBack).place(judgement.reached(), known, listener);
  }

  /** Returns where it is: elsewhere if the disk has become full, or is gone. */
  private static Path save(
      Path file,
      ModelDescription description,
      byte[] weights,
      RandomAccessibleInterval<FloatType> shown,
      TrainingListener listener)
      throws IOException {
    try {
      ModelLibrary.save(file, description, weights, shown);
      return file;
    } catch (UserException e) {
      Path kept = Files.createTempDirectory("unet-").resolve(file.getFileName());
      ModelLibrary.save(kept, description, weights, shown);
      listener.note(e.getMessage() + " It is in '" + kept + "' instead: move it from there.");
      return kept;
    }
  }

  @Override
  public void close() throws IOException {
    store.close();
  }

  private static String meaning(Architecture architecture) {
    return architecture.classes() > 1
        ? architecture.classes() + " classes"
        : architecture.distance() ? "separate objects" : "regions";
  }

  private SeparationScore score(Goal goal, Examples examples) {
    if (goal.separate()) return SeparationScore.ofObjects();
    return switch (plan.objects()) {
      case BOUNDARIES -> SeparationScore.ofBoundaries();
      case LINES -> SeparationScore.ofLines();
      case REGIONS -> SeparationScore.ofRegions();
      default ->
          examples.hasThinBoundaries()
              ? SeparationScore.ofBoundaries()
              : SeparationScore.ofRegions();
    };
  }

  /** Of all images it has learned from; empty if that is not known of those of its beginnings. */
  private Optional<KnownAppearance> appearance(Examples examples) {
    Optional<KnownAppearance> now = examples.appearance();
    if (from.isEmpty()) return now;
    return from.get()
        .appearance()
        .flatMap(before -> now.map(before::plus).or(() -> Optional.of(before)));
  }

  /** Regions are judged by their pixels, but where a gap of a few pixels joins two of them. */
  private static Optional<Validator> validator(Goal goal, Decoding usual, SeparationScore score) {
    if (!goal.separate() && !(score.isOfBoundaries() && goal.classes() == 1))
      return Optional.empty();
    return Optional.of(
        new Validator(
            score.name(),
            patches ->
                DecodingFit.quick(
                    usual,
                    score,
                    goal.separate(),
                    patches.stream().map(PredictedImage::of).toList())));
  }

  /** What a pixel is that the network sees; none where each image is resized in another way. */
  private Optional<PixelSize> pixelSize(CommonPixelSize images, Magnification magnification) {
    if (magnification.measured()) return Optional.empty();
    double factor = magnification.factor();
    return images
        .size()
        .map(size -> new PixelSize(size.width() / factor, size.height() / factor))
        .or(() -> from.flatMap(model -> model.input().pixelSize()));
  }

  private Goal goal() {
    TrainingPlan.Aim wanted = plan.objects();
    int classes = classes();
    boolean byLooks = classes == 1 && stacks.stream().anyMatch(AnnotatedStack::isLabelled);
    boolean separate =
        switch (wanted) {
          case AUTOMATIC -> from.map(model -> model.architecture().distance()).orElse(byLooks);
          case SEPARATE, VOLUMES -> true;
          case REGIONS, BOUNDARIES, LINES -> false;
        };
    boolean continued = stacks.stream().allMatch(AnnotatedStack::continuesThroughSlices);
    return new Goal(
        classes, separate, separate && (wanted == VOLUMES || wanted == AUTOMATIC && continued));
  }

  /** Axis order (x, y, channel). */
  private RandomAccessibleInterval<FloatType> shown(Examples examples) {
    if (example.isEmpty()) return TestPattern.of(examples.planes().get(0).channels());
    Source image = example.get();
    if (image.channels() != examples.planes().get(0).channels())
      throw new UserException(
          "The example '"
              + image.name()
              + "' has "
              + image.channels() / (2 * context() + 1)
              + " channels; the images of the training have others.");
    return image.item(image.items() / 2);
  }

  private Architecture architecture(Goal goal, int channels) {
    TrainingPlan.NetworkSize size = plan.network();
    Optional<Architecture> known = start.map(Start::architecture);
    try {
      return new Architecture(
          2,
          known.map(Architecture::inputChannels).orElse(channels),
          goal.classes(),
          goal.separate(),
          known.map(Architecture::baseFilters).orElse(size.filters()),
          known.map(Architecture::depth).orElse(size.depth()));
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e); // a person's numbers
    }
  }

  /** Of the images, without their folders. */
  private String names() {
    List<String> names = pixelSizes.stream().map(CommonPixelSize.Image::name).distinct().toList();
    String named = names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "));
    int others = names.size() - MOST_NAMES;
    return others > 0 ? named + " and " + others + " more" : named;
  }

  private Map<String, Object> facts(TrainedNetwork trained, Examples examples) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("images", names());
    facts.put("planes", examples.planes().size());
    facts.put("training_planes", examples.split().learned().size());
    facts.put("objects", examples.sizes().objects());
    facts.put("median_object_pixels", examples.sizes().median());
    facts.put("iterations", trained.iterations());
    facts.put("best_iteration", trained.bestIteration());
    if (examples.split().judges()) {
      facts.put("validation_loss", trained.validation().loss());
      facts.put("validation_error", trained.validation().error());
      facts.put("validation_pixel_error", trained.validation().pixelError());
    }
    facts.put("seconds", trained.seconds());
    facts.put("seed", plan.seed());
    from.ifPresent(model -> facts.put("from", model.name()));
    return facts;
  }
}
