package sc.fiji.unet;

import ij.ImagePlus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CancellationException;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.bioimageio.ModelPackage;
import sc.fiji.unet.imagej.ModelInput;
import sc.fiji.unet.imagej.Planes;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.imagej.Selection;
import sc.fiji.unet.images.Scratch;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.inference.TiledPrediction;
import sc.fiji.unet.inference.TiledPrediction.Strips;
import sc.fiji.unet.jobs.CommonPixelSize;
import sc.fiji.unet.jobs.Labelling;
import sc.fiji.unet.jobs.PixelScale;
import sc.fiji.unet.jobs.Rescaling;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Cancelable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.runtime.Tensors;
import sc.fiji.unet.runtime.TrainedModel;
import sc.fiji.unet.targets.Sample;
import sc.fiji.unet.training.Training;
import sc.fiji.unet.training.TrainingResult;
import sc.fiji.unet.training.TrainingSettings;

/**
 * A U-Net that segments images: the way in for scripts, and what the menu commands use themselves.
 *
 * <p>Segment an image with a model that comes with the plugin or is installed ({@link
 * ModelLibrary}), by its name, or with any other by its path:
 *
 * <pre>{@code
 * try (UNetModel model = UNetModel.open("EM membranes")) {
 *   Segmentation found = model.segment(image, SegmentationSettings.DEFAULT, Progress.NONE);
 *   found.labels().show();
 * }
 * }</pre>
 *
 * <p>Without ImageJ, on any ImgLib2 image:
 *
 * <pre>{@code
 * RandomAccessibleInterval<FloatType> map = model.probabilities(image, 0, Progress.NONE);
 * }</pre>
 *
 * <p>Train a model on images and their annotations:
 *
 * <pre>{@code
 * List<Sample> samples = UNetModel.samples(images, annotations, 1, 0);
 * Architecture network = new Architecture(1, 1, 16, 4);
 * TrainingSettings settings = new TrainingSettings(network, 10, 0, 1);
 * UNetModel.train("My cells", samples, settings, listener, Path.of("my-cells.zip"));
 * }</pre>
 *
 * <p>The network lives in native memory, which {@link #close} releases. For one thread at a time.
 */
public final class UNetModel implements AutoCloseable {

  private final TrainedModel model;

  private UNetModel(TrainedModel model) {
    this.model = model;
  }

  /**
   * Opens a model.
   *
   * @param nameOrPath name of a bundled or installed model ("EM membranes") or path of a model
   *     package
   * @throws IllegalArgumentException if there is no such model
   * @throws IOException if the package cannot be read
   */
  public static UNetModel open(String nameOrPath) throws IOException {
    return new UNetModel(withPluginLoader(() -> ModelLibrary.ofUser().open(nameOrPath)));
  }

  /**
   * Installs a model package for this user, so that it can be opened by its name.
   *
   * @return its name; see {@link ModelLibrary#install}
   */
  public static String install(Path file) throws IOException {
    return withPluginLoader(() -> ModelLibrary.ofUser().install(file));
  }

  /** Measures which precision this computer is faster in, in about a second. */
  public static Precision fastestPrecision() {
    return withPluginLoader(() -> Precision.fastest(new Architecture(1, 1, 16, 4)));
  }

  /** What the model says about itself. */
  public ModelDescription description() {
    return model.description();
  }

  /**
   * Segments every plane of an image: probabilities, threshold, connected components. An area that
   * is selected in the image restricts this to it. Where the model and the image tell different
   * pixel sizes, the network sees the image at the model's.
   *
   * @param image 2D image, stack or hyperstack of any bit depth; an RGB image given to a model for
   *     one channel is averaged to grey
   * @throws IllegalArgumentException if the image has not the model's channels, or the tile size is
   *     too small
   * @throws CancellationException if canceled; what is in work ends, and releases its memory, a
   *     little later
   * @throws IllegalStateException if the computer's memory does not suffice for the smallest tile
   * @throws OutOfMemoryError if Java's memory does not suffice for the result
   */
  public Segmentation segment(ImagePlus image, SegmentationSettings settings, Progress progress) {
    TiledPrediction prediction =
        new TiledPrediction(model, settings.tileSize(), settings.averaged());
    ModelInput input = ModelInput.of(image, description(), settings.channels());
    PixelScale scale = PixelScale.of(description(), image);
    scale.remark().ifPresent(progress::note);
    Selection selection = Selection.of(image).orElseGet(() -> Selection.all(image));
    TrainedModel.Hold hold = model.hold();
    return Cancelable.call(
        itsOwn -> {
          try (hold) {
            return segment(prediction, input, scale, selection, settings, itsOwn);
          }
        },
        progress);
  }

  private Segmentation segment(
      TiledPrediction prediction,
      ModelInput input,
      PixelScale scale,
      Selection selection,
      SegmentationSettings settings,
      Progress progress) {
    Interval region = selection.region();
    int count = input.planes().count();
    Storage storage = Storage.automatic();
    Segmentation found = new Segmentation(input.planes(), region, storage, settings, classes());
    Strips labelling = new Labelling(found, settings, description().hasBackground(), selection);
    try (Scratch scratch = storage.scratch()) {
      if (scale.resampled()) {
        Rescaling rescaling = new Rescaling(input.planes().plane(), scale.plane(), scratch);
        found.finish(
            prediction.predict(
                count,
                index -> rescaling.show(index, input.plane(index)),
                rescaling.show(region),
                progress,
                rescaling.back(region, classes().size(), labelling)));
      } else {
        found.finish(prediction.predict(count, input::plane, region, progress, labelling));
      }
      if (progress.isCanceled()) throw new CancellationException();
    } catch (IOException e) {
      found.discard();
      throw new UncheckedIOException(e.getMessage(), e);
    } catch (RuntimeException | Error e) {
      found.discard();
      throw e;
    }
    progress.report("U-Net: " + found.objects() + " objects", 1);
    return found;
  }

  private List<String> classes() {
    return description().classNames();
  }

  /**
   * Predicts one plane.
   *
   * @param image axis order (x, y, channel), grey values; for a model with context, the channels of
   *     all its slices
   * @param tileSize as in {@link SegmentationSettings}
   * @return axis order (x, y, class), 0 to 1
   * @throws CancellationException if canceled
   */
  public RandomAccessibleInterval<FloatType> probabilities(
      RandomAccessibleInterval<FloatType> image, int tileSize, Progress progress) {
    return new TiledPrediction(model, tileSize, false).predict(Tensors.channels(image), progress);
  }

  /**
   * Computes in another precision than 32 bit from now on.
   *
   * @throws IllegalArgumentException if it is not 32 bit and the model was not trained with this
   *     plugin
   * @throws IllegalStateException if canceled work has not ended yet
   */
  public void setPrecision(Precision precision) throws IOException {
    model.setPrecision(precision);
  }

  /** The network's weights, for a training that begins with them. */
  public byte[] weights() {
    return model.weights();
  }

  @Override
  public void close() {
    model.close();
  }

  /**
   * Pairs the planes of an image with those of its annotation.
   *
   * @param context slices above and below that are shown to the network with each slice
   * @param annotation a mask or label image; see {@link Sample#of}
   * @throws IllegalArgumentException if sizes or numbers of planes differ
   */
  public static List<Sample> samples(
      ImagePlus image, ImagePlus annotation, int classes, int context) {
    ModelInput input = ModelInput.all(image, context);
    Planes planes = input.planes();
    Planes annotated = new Planes(annotation);
    if (annotated.channelCount() > 1)
      throw new IllegalArgumentException(
          "The annotation '"
              + annotation.getTitle()
              + "' has "
              + annotated.channelCount()
              + " channels; it must be a mask or label image with one, 8, 16 or 32 bit.");
    if (planes.count() != annotated.count())
      throw new IllegalArgumentException(
          String.format(
              "'%s' has %d planes, its annotation '%s' has %d; each plane needs one.",
              image.getTitle(), planes.count(), annotation.getTitle(), annotated.count()));
    return IntStream.range(0, planes.count())
        .mapToObj(index -> Sample.of(input.plane(index), annotated.channels(index).get(0), classes))
        .toList();
  }

  /**
   * Trains a model and writes its package. A run that the listener cancels keeps the best network
   * so far.
   *
   * @param name of the model
   * @param file the package; an existing one is replaced once the training has succeeded
   * @throws IllegalArgumentException if the samples do not suit
   * @throws IOException if the package cannot be written
   */
  public static TrainingResult train(
      String name,
      List<Sample> samples,
      TrainingSettings settings,
      TrainingListener listener,
      Path file)
      throws IOException {
    return train(name, About.byUser(), null, null, samples, settings, listener, file);
  }

  /**
   * The same for a model that others will get.
   *
   * @param about what its package tells of it
   * @param pixelSize of the images, which those that are segmented will be resampled to; null if it
   *     is not known, see {@link CommonPixelSize}
   * @param example an image like those of the training: the middle of its middle plane becomes a
   *     part of the package, to be tested with; null to take that of the first sample that is held
   *     back
   */
  public static TrainingResult train(
      String name,
      About about,
      PixelSize pixelSize,
      ImagePlus example,
      List<Sample> samples,
      TrainingSettings settings,
      TrainingListener listener,
      Path file)
      throws IOException {
    Training training = new Training(settings, samples);
    List<RandomAccessibleInterval<FloatType>> shown =
        example == null
            ? samples.get(Math.min(training.trainingSamples(), samples.size() - 1)).image()
            : middle(example, settings);
    ModelPackage.requireWritable(file);
    TrainingResult result = withPluginLoader(() -> training.run(listener));
    Map<String, Object> facts = new LinkedHashMap<>();
    facts.put("planes", samples.size());
    facts.put("training_planes", training.trainingSamples());
    facts.put("iterations", result.iterations());
    facts.put("best_iteration", result.bestIteration());
    facts.put("validation_loss", result.validation().loss());
    facts.put("validation_pixel_error", result.validation().pixelError());
    facts.put("seconds", result.seconds());
    facts.put("seed", settings.seed());
    Architecture network = settings.architecture();
    List<String> classes =
        network.classes() == 1
            ? List.of("objects")
            : IntStream.range(0, network.classes()).mapToObj(i -> "class " + i).toList();
    ModelDescription description =
        new ModelDescription(name, network, settings.context(), classes, facts)
            .with(about)
            .with(pixelSize);
    ModelPackage.write(file, description, result.weights(), shown);
    return result;
  }

  private static List<RandomAccessibleInterval<FloatType>> middle(
      ImagePlus example, TrainingSettings settings) {
    Planes planes = new Planes(example);
    List<RandomAccessibleInterval<FloatType>> plane =
        ModelInput.all(example, settings.context()).plane(planes.count() / 2);
    if (plane.size() != settings.architecture().inputChannels())
      throw new IllegalArgumentException(
          "The example '"
              + example.getTitle()
              + "' has "
              + planes.channelCount()
              + " channels; the images of the training have others.");
    return plane;
  }

  private interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /**
   * DJL finds its engine, at first use, by the thread's class loader; ImageJ's plugins have one of
   * their own.
   */
  private static <T, E extends Exception> T withPluginLoader(Work<T, E> work) throws E {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(UNetModel.class.getClassLoader());
    System.setProperty("OPT_OUT_TRACKING", "true"); // else DJL reports its use to its makers
    try {
      return work.run();
    } finally {
      thread.setContextClassLoader(loader);
    }
  }
}
