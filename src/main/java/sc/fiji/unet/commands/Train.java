package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.display.TrainingPlot;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.ImagePixelSize;
import sc.fiji.unet.jobs.CommonPixelSize;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.targets.Sample;
import sc.fiji.unet.training.TrainingResult;
import sc.fiji.unet.training.TrainingSettings;

/** U-Net Train...: images and their annotations to a model package. */
public final class Train extends Command<Train.Settings> {

  /**
   * What {@link TrainingSettings} holds, but for the channels, which the images give.
   *
   * @param author of the model, for its package; if empty, the user of this computer
   * @param example image for the package, or empty to take one of the images
   * @param save file of the model; if empty, the model is installed under its name
   */
  record Settings(
      String images,
      String annotations,
      String name,
      String save,
      double minutes,
      int iterations,
      int filters,
      int depth,
      int classes,
      double background,
      int context,
      String from,
      int seed,
      String precision,
      String author,
      String example) {}

  public Train() {
    super("U-Net Train...");
  }

  @Override
  Settings settings(Fields fields) {
    List<String> open = ImageSource.openTitles();
    return new Settings(
        fields.source("Images (title, file or folder)", open.isEmpty() ? "" : open.get(0), open),
        fields.source(
            "Annotations (title, file or folder)", open.size() < 2 ? "" : open.get(1), open),
        fields.text("Name of the model", "My model"),
        fields.text("Save as (.zip, empty = install)", ""),
        fields.number("Minutes of training", 10, 0.01, 1e5),
        fields.integer("Iterations (0 = use minutes)", 0, 0, Integer.MAX_VALUE),
        fields.integer("Filters of the first level", 16, 1, 256),
        fields.integer("Depth (levels)", 4, 1, 6),
        fields.integer("Classes (1 = objects)", 1, 1, 256),
        fields.number("Background weight (more keeps objects apart)", 1, 0.01, 1000),
        fields.integer("Context (slices above and below)", 0, 0, 5),
        fields.source("From model (optional)", "", ModelLibrary.ofUser().names()),
        fields.integer("Seed", 1, 0, Integer.MAX_VALUE),
        PrecisionChoice.ask(fields),
        fields.text("Author (empty = your name here)", ""),
        fields.source("Example image for the package (optional)", "", open));
  }

  @Override
  void run(Settings settings) throws IOException {
    Path file = file(settings);
    if (settings.images().equals(settings.annotations()))
      throw new IllegalArgumentException(
          "Images and annotations are both '"
              + settings.images()
              + "'; if two windows have one title, rename one (Image > Rename...).");
    Start start = Start.of(settings);
    Pairs pairs = pairs(settings, start.classes(settings), start.context());
    List<Sample> samples = pairs.samples();
    TrainingSettings training = start.training(settings, samples.get(0).channels().size());
    CommonPixelSize pixels = CommonPixelSize.of(pairs.pixelSizes());
    pixels.remark().ifPresent(IJ::log);
    About about = About.byUser();
    if (!settings.author().isEmpty()) about = about.by(List.of(settings.author()));
    ImagePlus example = example(settings);
    TrainingResult result;
    try (Live live = new Live(settings.name())) {
      PixelSize pixelSize = pixels.size() == null ? start.pixelSize() : pixels.size();
      result =
          UNetModel.train(
              settings.name(), about, pixelSize, example, samples, training, live, file);
    }
    IJ.log(
        String.format(
            Locale.ROOT,
            "U-Net Train: %s, %d iterations in %.1f min, validation pixel error %.4f (iteration %d), saved"
                + " as %s",
            settings.name(),
            result.iterations(),
            result.seconds() / 60,
            result.validation().pixelError(),
            result.bestIteration(),
            file));
  }

  private static ImagePlus example(Settings settings) throws IOException {
    if (settings.example().isEmpty()) return null;
    SortedMap<String, ImageSource.Opener> images =
        new ImageSource("example", settings.example()).images();
    return images.get(images.firstKey()).open();
  }

  private static Path file(Settings settings) {
    if (settings.save().isEmpty()) return ModelLibrary.ofUser().newFile(settings.name());
    if (settings.save().endsWith(".zip")) return Path.of(settings.save()).toAbsolutePath();
    throw new IllegalArgumentException(
        "save=[" + settings.save() + "] is no name for a model; it must end in .zip.");
  }

  /** All slices with their annotations, and the pixel size of each image. */
  private record Pairs(List<Sample> samples, List<ImagePixelSize> pixelSizes) {}

  private static Pairs pairs(Settings settings, int classes, int context) throws IOException {
    SortedMap<String, ImageSource.Opener> images =
        new ImageSource("images", settings.images()).images();
    SortedMap<String, ImageSource.Opener> annotations =
        new ImageSource("annotations", settings.annotations()).images();
    Set<String> unpaired = new TreeSet<>(images.keySet());
    unpaired.addAll(annotations.keySet());
    unpaired.removeIf(name -> images.containsKey(name) && annotations.containsKey(name));
    if (!unpaired.isEmpty())
      throw new IllegalArgumentException(
          "The files of both folders must have the same names; one has "
              + unpaired.stream().limit(5).collect(Collectors.joining(", "))
              + (unpaired.size() > 5 ? " ..." : "")
              + " and the other has not.");
    List<Sample> samples = new ArrayList<>();
    List<ImagePixelSize> pixelSizes = new ArrayList<>();
    for (String name : images.keySet()) {
      ImagePlus image = images.get(name).open();
      samples.addAll(UNetModel.samples(image, annotations.get(name).open(), classes, context));
      pixelSizes.add(ImagePixelSize.of(image));
    }
    return new Pairs(samples, pixelSizes);
  }

  /**
   * What the training begins with.
   *
   * @param network null if the settings and images are to give it
   * @param weights null for random ones
   * @param pixelSize null if not known
   */
  private record Start(Architecture network, int context, byte[] weights, PixelSize pixelSize) {

    static Start of(Settings settings) throws IOException {
      if (settings.from().isEmpty()) return new Start(null, settings.context(), null, null);
      try (UNetModel model = UNetModel.open(settings.from())) {
        ModelDescription from = model.description();
        return new Start(
            from.architecture(), from.context(), model.weights(), from.input().pixelSize());
      }
    }

    int classes(Settings settings) {
      return network != null ? network.classes() : settings.classes();
    }

    TrainingSettings training(Settings settings, int channels) {
      return new TrainingSettings(
          network != null
              ? network
              : new Architecture(
                  channels, settings.classes(), settings.filters(), settings.depth()),
          settings.minutes(),
          settings.iterations(),
          settings.seed(),
          settings.background(),
          context,
          PrecisionChoice.of(settings.precision()),
          weights);
    }
  }

  /** Status bar, progress bar and plot; Escape or the plot's button stop. */
  private static final class Live implements TrainingListener, AutoCloseable {

    private final ImageJProgress progress = new ImageJProgress();
    private final TrainingPlot plot;

    Live(String name) {
      plot = new TrainingPlot("Training of " + name);
    }

    @Override
    public void report(String status, double fraction) {
      progress.report(status, fraction);
    }

    @Override
    public boolean isCanceled() {
      return plot.stopped();
    }

    @Override
    public void close() {
      plot.end();
    }

    @Override
    public void losses(int iteration, double training, double validation) {
      plot.add(iteration, training, validation);
      if (plot.isVisible()) return;
      IJ.log(
          String.format(
              Locale.ROOT,
              "iteration %d: training loss %.4f, validation loss %.4f",
              iteration,
              training,
              validation));
    }
  }
}
