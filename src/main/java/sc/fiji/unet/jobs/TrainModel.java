package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.training.TrainedNetwork;
import sc.fiji.unet.training.Training;
import sc.fiji.unet.training.TrainingSettings;

/** Trains a model on images and their annotations, and writes its package. */
public final class TrainModel {

  private final TrainingPlan plan;
  private final Optional<ModelDescription> from;
  private final Optional<byte[]> weights;
  private final List<AnnotatedImage> images = new ArrayList<>();
  private final List<CommonPixelSize.Image> pixelSizes = new ArrayList<>();
  private Optional<Source> example = Optional.empty();

  /**
   * What came of it.
   *
   * @param file the package
   * @param iterations steps taken in all
   * @param bestIteration step whose network was kept
   * @param pixelError share of validation pixels that the kept network gets wrong, weighted as in
   *     the loss
   * @param seconds time taken
   */
  public record Outcome(
      Path file, int iterations, int bestIteration, double pixelError, double seconds) {}

  /**
   * @param library where the model to begin with is looked for
   * @throws UserException if it cannot be found, or was not trained with this plugin
   * @throws IOException if its package cannot be read
   */
  public TrainModel(TrainingPlan plan, ModelLibrary library) throws IOException {
    this.plan = plan;
    if (plan.from().isEmpty()) {
      from = Optional.empty();
      weights = Optional.empty();
      return;
    }
    try (PackageReader reader = library.read(plan.from().get())) {
      ModelDescription description = reader.description();
      requireOwn(description);
      ModelLibrary.open(reader, Precision.FP32).close(); // before the images are read
      from = Optional.of(description);
      weights = Optional.of(reader.weights());
    }
  }

  private static void requireOwn(ModelDescription description) {
    try {
      description.architecture();
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e); // a person's choice
    }
  }

  /** Slices above and below each slice that images must hold, see {@link #add}. */
  public int context() {
    return from.map(ModelDescription::context).orElse(plan.network().context());
  }

  private int classes() {
    return from.map(model -> model.architecture().classes()).orElse(plan.network().classes());
  }

  /**
   * Takes an image and its annotation into memory.
   *
   * @param image with the channels of {@link #context} slices above and below each slice
   * @param annotation a mask or label image, or class numbers
   * @throws UserException if sizes or numbers of planes differ, or the annotation does not suit
   */
  public void add(Source image, Source annotation) {
    if (annotation.channels() > 1)
      throw new UserException(
          "The annotation '"
              + annotation.name()
              + "' has "
              + annotation.channels()
              + " channels; it must be a mask or label image with one, 8, 16 or 32 bit.");
    if (image.items() != annotation.items())
      throw new UserException(
          String.format(
              "'%s' has %d planes, its annotation '%s' has %d; each plane needs one.",
              image.name(), image.items(), annotation.name(), annotation.items()));
    for (int i = 0; i < image.items(); i++)
      images.add(
          AnnotatedImage.of(image.item(i), Channels.apart(annotation.item(i)).get(0), classes()));
    pixelSizes.add(CommonPixelSize.Image.of(image));
  }

  /**
   * Chooses the image whose middle becomes a part of the package, to test it with; else it is the
   * first one that is held back.
   *
   * @param image like those of the training; its middle plane is taken
   */
  public void example(Source image) {
    example = Optional.of(image);
  }

  /** Axis order (x, y, channel). */
  private RandomAccessibleInterval<FloatType> shown(int trainingImages) {
    if (example.isEmpty()) return images.get(Math.min(trainingImages, images.size() - 1)).image();
    Source image = example.get();
    if (image.channels() != images.get(0).channels())
      throw new UserException(
          "The example '"
              + image.name()
              + "' has "
              + image.channels() / (2 * context() + 1)
              + " channels; the images of the training have others.");
    return image.item(image.items() / 2);
  }

  /**
   * Trains. A run that the listener cancels keeps the best network so far.
   *
   * @param file the package; an existing one is replaced once the training has succeeded
   * @throws UserException if the images do not suit, the file cannot be written, or memory does not
   *     suffice
   */
  public Outcome run(Path file, TrainingListener listener) throws IOException {
    TrainingSettings settings =
        new TrainingSettings(
            architecture(),
            plan.budget(),
            plan.seed(),
            plan.backgroundWeight(),
            context(),
            Compute.onCpu(plan.precision()));
    CommonPixelSize pixels = CommonPixelSize.of(pixelSizes);
    pixels.remark().ifPresent(listener::note);
    Training training = new Training(settings, images);
    RandomAccessibleInterval<FloatType> shown = shown(training.trainingImages());
    PackageWriter.requireWritable(file);
    TrainedNetwork trained = training.run(weights, listener);
    Optional<PixelSize> pixelSize =
        pixels.size().or(() -> from.flatMap(model -> model.input().pixelSize()));
    ModelDescription description =
        new ModelDescription(
                plan.name(),
                settings.architecture(),
                context(),
                Output.of(settings.architecture().classes()).stream().map(Output::name).toList(),
                facts(training, trained))
            .with(plan.about())
            .with(pixelSize);
    ModelLibrary.save(file, description, trained.weights(), shown);
    return new Outcome(
        file,
        trained.iterations(),
        trained.bestIteration(),
        trained.validation().pixelError(),
        trained.seconds());
  }

  private Architecture architecture() {
    if (from.isPresent()) return from.get().architecture();
    TrainingPlan.NetworkSize size = plan.network();
    int channels = images.isEmpty() ? 1 : images.get(0).channels();
    try {
      return new Architecture(channels, size.classes(), size.filters(), size.depth());
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e); // a person's numbers
    }
  }

  private Map<String, Object> facts(Training training, TrainedNetwork trained) {
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("planes", images.size());
    facts.put("training_planes", training.trainingImages());
    facts.put("iterations", trained.iterations());
    facts.put("best_iteration", trained.bestIteration());
    facts.put("validation_loss", trained.validation().loss());
    facts.put("validation_pixel_error", trained.validation().pixelError());
    facts.put("seconds", trained.seconds());
    facts.put("seed", plan.seed());
    return facts;
  }
}
