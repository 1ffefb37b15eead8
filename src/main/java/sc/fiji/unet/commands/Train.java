package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.io.FileInfo;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.display.TrainingPlot;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.jobs.TrainModel;
import sc.fiji.unet.jobs.TrainingPlan;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.About;
import sc.fiji.unet.progress.LearningPoint;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.progress.ValidationImage;
import sc.fiji.unet.targets.Annotation;
import sc.fiji.unet.targets.AnnotationForm;

/** U-Net Train...: images and their annotations to a model package. */
public final class Train extends Command<Train.Settings> {

  private static final long LARGEST_LOOKED_AT = 1 << 24; // pixels

  /**
   * Titles, files or folders.
   *
   * @param annotations as in {@link TrainingPairs#of}
   * @param ignore the number of what is not annotated beside -1; if it is 0, others count from 1
   */
  record Data(String images, String annotations, OptionalInt ignore) {}

  /**
   * Where the model goes.
   *
   * @param save file of the model; if empty, the model is installed under its name
   * @param replace whether a model that is there is replaced even if it is better
   * @param resume whether an interrupted training is gone on with
   */
  record Target(String name, String save, boolean replace, boolean resume) {

    Path file() {
      return modelFile(name, save);
    }
  }

  /**
   * See {@link TrainingPlan}.
   *
   * @param objects an aim in lower case
   */
  record Network(
      int filters, int depth, int classes, String objects, double background, int context) {}

  /**
   * What a training begins with.
   *
   * @param from a model's name or file, or empty
   */
  record Start(String from, int seed, ComputingChoice computing) {}

  /**
   * For those who get the model.
   *
   * @param author if empty, the user of this computer
   * @param licence of SPDX
   * @param example image for the package, or empty for one that shows nothing
   * @param half whether the file is half as large
   */
  record Package(String author, String licence, String example, boolean half) {

    About about() {
      About about = author.isEmpty() ? About.byUser() : About.byUser().by(List.of(author));
      return about.under(licence);
    }
  }

  record Settings(
      Data data,
      Target target,
      double minutes,
      int iterations,
      Network network,
      Start start,
      Package pack) {

    TrainingPlan plan() {
      TrainingPlan plan =
          TrainingPlan.of(target.name())
              .minutes(minutes)
              .iterations(iterations)
              .network(network.filters(), network.depth())
              .classes(network.classes())
              .objects(TrainingPlan.Aim.valueOf(network.objects().toUpperCase(Locale.ROOT)))
              .backgroundWeight(network.background())
              .context(network.context())
              .seed(start.seed())
              .computing(start.computing().wish())
              .replace(target.replace())
              .resume(target.resume())
              .half(pack.half());
      plan = plan.about(pack.about());
      return start.from().isEmpty() ? plan : plan.from(start.from());
    }
  }

  public Train() {
    super("U-Net Train...");
  }

  @Override
  Settings settings(Fields fields) {
    List<String> open = ImageSource.openTitles();
    Optional<Correction> correction = fields.areShown() ? correction() : Optional.empty();
    Data likely =
        correction.map(Correction::data).orElseGet(() -> likely(ImageSource.openImages()));
    String from = correction.map(Correction::model).orElse("");
    boolean own = !from.isEmpty() && ModelLibrary.ofUser().names().contains(from);
    boolean another = !own || ModelLibrary.ofUser().isBundled(from);
    List<String> annotations =
        Stream.concat(Stream.of(TrainingPairs.OVERLAY, TrainingPairs.ROI_MANAGER), open.stream())
            .toList();
    String objects =
        fields.choice(
            "Objects (what are you segmenting?)",
            Stream.of(TrainingPlan.Aim.values())
                .map(aim -> aim.name().toLowerCase(Locale.ROOT))
                .toArray(String[]::new));
    String images = fields.source("Images (title, file or folder)", likely.images(), open);
    String annotated =
        fields.source(
            "Annotations (title, file or folder; empty = beside the images)",
            likely.annotations(),
            annotations);
    String start = fields.model("From model (optional)", from);
    String name = fields.text("Name of the model", another ? "My model" : from);
    double minutes = fields.number("Minutes of training", 10, 0.01, 1e5);
    fields.more("More options");
    return new Settings(
        new Data(
            images,
            annotated,
            ignored(fields.numberOrNone("Ignore (number that is not annotated)", 0, 1 << 24))),
        new Target(
            name,
            fields.text("Save as (.zip, empty = install)", ""),
            fields.check("Replace a model of this name, even a better one", false),
            fields.check("Resume an interrupted training", false)),
        minutes,
        fields.integer("Iterations (0 = use minutes)", 0, 0, Integer.MAX_VALUE),
        new Network(
            fields.integer("Filters of the first level", 16, 1, 256),
            fields.integer("Depth (levels)", 4, 1, 6),
            fields.integer("Classes (1 = objects)", 1, 1, 256),
            objects,
            fields.number("Background weight (more keeps objects apart)", 1, 0.01, 1000),
            fields.integer("Context (slices above and below)", 0, 0, 5)),
        new Start(
            start, fields.integer("Seed", 1, 0, Integer.MAX_VALUE), ComputingChoice.ask(fields)),
        new Package(
            fields.text("Author (empty = your name here)", ""),
            fields.choice("Licence of the model", "CC-BY-4.0", "CC0-1.0", "MIT", "BSD-2-Clause"),
            fields.source("Example image to share with the model (optional)", "", open),
            fields.check("Half the size of the file (weights of 16 bit)", false)));
  }

  @Override
  Set<String> forOnce() {
    return Set.of(
        "objects", "from", "name", "save", "ignore", "replace", "resume", "iterations", "seed");
  }

  /**
   * ROIs that were corrected.
   *
   * @param data the image, and the ROI Manager
   * @param model that found them
   */
  private record Correction(Data data, String model) {}

  /** If the active image was segmented, and its ROIs are in the ROI Manager. */
  private static Optional<Correction> correction() {
    ImagePlus active = WindowManager.getCurrentImage();
    if (active == null || RoiManagers.present().isEmpty()) return Optional.empty();
    return ResultImages.model(active)
        .map(
            model ->
                new Correction(
                    new Data(active.getTitle(), TrainingPairs.ROI_MANAGER, OptionalInt.empty()),
                    model));
  }

  private static OptionalInt ignored(OptionalDouble number) {
    return number.isPresent() ? OptionalInt.of((int) number.getAsDouble()) : OptionalInt.empty();
  }

  /** The first image that looks like one, and the first that looks like an annotation. */
  static Data likely(List<ImagePlus> open) {
    Map<Boolean, List<String>> titles =
        open.stream()
            .filter(ResultImages::mayHoldObjects)
            .collect(
                Collectors.partitioningBy(
                    Train::looksLikeAnnotation,
                    Collectors.mapping(ImagePlus::getTitle, Collectors.toList())));
    return new Data(first(titles.get(false)), first(titles.get(true)), OptionalInt.empty());
  }

  private static String first(List<String> titles) {
    return titles.isEmpty() ? "" : titles.get(0);
  }

  /** By the plane that is shown. */
  private static boolean looksLikeAnnotation(ImagePlus image) {
    if ((long) image.getWidth() * image.getHeight() > LARGEST_LOOKED_AT) return false;
    ImagePlus plane = new ImagePlus(image.getTitle(), image.getProcessor());
    plane.setCalibration(image.getCalibration());
    try {
      Source numbers = ImagePlusSource.annotation(plane);
      return Annotation.of(numbers, 1, Optional.empty(), Progress.NONE).form()
          != AnnotationForm.EMPTY;
    } catch (UserException e) {
      return false; // it says why it is none
    }
  }

  @Override
  void run(Settings settings) throws IOException {
    Path file = settings.target().file();
    Data data = settings.data();
    if (data.images().isBlank())
      throw new UserException("Name the images to train on: images=[TITLE, FILE or FOLDER].");
    boolean same = data.images().equals(data.annotations());
    if (same && new ImageSource("images", data.images()).folder().isEmpty())
      throw new UserException(
          "Images and annotations are both '"
              + data.images()
              + "'; if two windows have one title, rename one (Image > Rename...).");
    TrainingPlan plan = settings.plan();
    try (TrainModel job =
        naming(
            "from", settings.start().from(), () -> new TrainModel(plan, ModelLibrary.ofUser()))) {
      train(job, settings, file);
    }
  }

  private static void train(TrainModel job, Settings settings, Path file) throws IOException {
    Map<String, Path> files = addPairs(settings, job);
    if (!settings.pack().example().isEmpty())
      job.example(
          ImagePlusSource.forTraining(
              new ImageSource("example", settings.pack().example()).first(),
              job.context(),
              job.channels()));
    TrainModel.Outcome outcome;
    try (Live live = new Live(settings.target().name())) {
      outcome = job.run(file, live);
      live.keep(outcome);
    }
    IJ.log(
        String.format(
            Locale.ROOT,
            "U-Net Train: %s, %d iterations in %.1f min; %s; threshold %s, seeds %s,"
                + " minimum size %d pixels, saved as %s",
            outcome.name(),
            outcome.iterations(),
            outcome.seconds() / 60,
            kept(outcome),
            outcome.decoding().foreground(),
            outcome.decoding().seeds(),
            outcome.decoding().minimumSize(),
            outcome.file()));
    showWorst(outcome, files);
  }

  /** Which network is the model, and how it does: not as in the plot, with the usual thresholds. */
  static String kept(TrainModel.Outcome outcome) {
    String kept = "kept is iteration " + outcome.bestIteration();
    return Double.isNaN(outcome.pixelError())
        ? kept + ", not validated"
        : String.format(
            Locale.ROOT,
            "%s, with its own thresholds %spixel error %.4f on what was held back",
            kept,
            outcome.score().isEmpty() ? "" : outcome.score() + ", ",
            outcome.pixelError());
  }

  /** What the model does worst on, and the area of each image in which it is least sure. */
  private static void showWorst(TrainModel.Outcome outcome, Map<String, Path> files) {
    WorstFirst.show(
        outcome.judged(),
        outcome.metric(),
        "Held back by " + outcome.name() + ", worst first",
        name -> {
          ImagePlus open = WindowManager.getImage(name);
          if (open != null || !files.containsKey(name)) return open;
          return IJ.openImage(files.get(name).toString());
        });
  }

  /** Returns the files of the images, by their titles. */
  private static Map<String, Path> addPairs(Settings settings, TrainModel job) throws IOException {
    Map<String, Path> files = new HashMap<>();
    Data data = settings.data();
    Progress progress = new ImageJProgress();
    TrainingPairs found =
        TrainingPairs.of(new ImageSource("images", data.images()), data.annotations());
    found.remark().ifPresent(progress::note);
    int count = found.pairs().size();
    for (int i = 0; i < count; i++) {
      if (progress.isCanceled()) throw new CancellationException();
      progress.report("U-Net: reading image " + (i + 1) + " of " + count, (double) i / count);
      TrainingPairs.Pair pair = found.pairs().get(i);
      ImagePlus image = pair.image().open();
      ImagePlus annotation =
          pair.annotation().of(image, settings.network().classes() > 1, progress);
      job.add(
          ImagePlusSource.forTraining(image, job.context(), job.channels()),
          data.ignore().isPresent()
              ? ImagePlusSource.annotation(annotation, data.ignore().getAsInt())
              : ImagePlusSource.annotation(annotation));
      FileInfo file = image.getOriginalFileInfo();
      if (file != null && file.directory != null && file.fileName != null)
        files.put(image.getTitle(), Path.of(file.directory, file.fileName));
    }
    return files;
  }

  /** Status bar, progress bar, plot and a validation image; Escape or the plot's buttons stop. */
  private static final class Live implements TrainingListener, AutoCloseable {

    private final ImageJProgress progress = ImageJProgress.withoutForecast();
    private final TrainingPlot plot;
    private String end = "nothing is kept";

    Live(String name) {
      plot = new TrainingPlot("Training of " + name);
    }

    @Override
    public void report(String status, double fraction) {
      progress.report(status, fraction);
    }

    @Override
    public void note(String sentence) {
      progress.note(sentence);
    }

    @Override
    public boolean isCanceled() {
      return plot.stopped();
    }

    void keep(TrainModel.Outcome outcome) {
      end = kept(outcome);
    }

    /** The status bar would keep the last step for ever. */
    @Override
    public void close() {
      plot.end(end);
      IJ.showStatus("U-Net Train: " + end);
    }

    @Override
    public boolean isDiscarded() {
      return plot.discarded();
    }

    @Override
    public void pauseIfAsked() {
      plot.waitWhilePaused();
    }

    @Override
    public void show(ValidationImage image) {
      plot.show(image);
    }

    @Override
    public void validated(LearningPoint point) {
      plot.add(point);
      if (plot.isVisible()) return;
      IJ.log(
          String.format(
              Locale.ROOT,
              "iteration %d: training loss %.4f, validation loss %.4f, error %.4f; %s; %s",
              point.iteration(),
              point.trainingLoss(),
              point.validationLoss(),
              point.error(),
              point.reached(),
              point.time()));
    }
  }
}
