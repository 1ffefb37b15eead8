package sc.fiji.unet;

import ij.ImagePlus;
import java.io.IOException;
import java.util.concurrent.CancellationException;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.imagej.ImagePlusSink;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.PredictImage;
import sc.fiji.unet.jobs.SegmentImage;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * A U-Net that segments images: the way in for scripts, and what the menu commands use themselves.
 *
 * <p>Segment an image with a model that comes with the plugin or is installed ({@link
 * ModelLibrary}), by its name, or with any other by its path:
 *
 * <pre>{@code
 * try (UNetModel model = UNetModel.open("EM membranes")) {
 *   Segmentation found = model.segment(image, model.defaults().minimumSize(50));
 *   found.labels().show();
 *   found.table().save("objects.csv");
 * }
 * }</pre>
 *
 * <p>Without ImageJ's images, the probabilities of any ImgLib2 image:
 *
 * <pre>{@code
 * RandomAccessibleInterval<FloatType> map = model.probabilities(image, 0, Progress.NONE);
 * }</pre>
 *
 * <p>Train a model on images and their annotations:
 *
 * <pre>{@code
 * UNetTraining training = UNetModel.train("My cells").minutes(10).startFrom("EM membranes");
 * training.add(image, annotation);
 * try (UNetModel model = training.run(Path.of("my-cells.zip"), Progress.NONE)) {
 *   model.segment(another, model.defaults()).labels().show();
 * }
 * }</pre>
 *
 * <p>The network lives in native memory, which {@link #close} releases. For one thread at a time.
 */
public final class UNetModel implements AutoCloseable {

  private final OpenModel model;

  private UNetModel(OpenModel model) {
    this.model = model;
  }

  /**
   * Opens a model, to compute where, and in the precision in which, this computer is faster; models
   * of other programs in 32 bit.
   *
   * @param nameOrPath name of a bundled or installed model ("EM membranes") or path of a model
   *     package
   * @throws UserException if there is no such model, it cannot be used, or it is one of other
   *     programs that is not trusted yet, see {@link #trust}
   * @throws IOException if the package cannot be read
   */
  public static UNetModel open(String nameOrPath) throws IOException {
    return new UNetModel(ModelLibrary.ofUser().open(nameOrPath));
  }

  /**
   * Opens a model.
   *
   * @param precision in which it computes; models of other programs know 32 bit only
   * @throws UserException if there is no such model, or it cannot be used, or not in this precision
   * @throws IOException if the package cannot be read
   */
  public static UNetModel open(String nameOrPath, Precision precision) throws IOException {
    return open(nameOrPath, Computing.AUTOMATIC.in(precision));
  }

  /**
   * Opens a model.
   *
   * @param wish where and in which precision it computes
   * @throws UserException if there is no such model, or it cannot be used, or not so
   * @throws IOException if the package cannot be read
   */
  public static UNetModel open(String nameOrPath, Computing wish) throws IOException {
    return new UNetModel(ModelLibrary.ofUser().open(nameOrPath, wish));
  }

  /**
   * Trusts a model from now on: that of another program is itself a program, which runs only then.
   * What it calls is checked in any case.
   *
   * @param nameOrPath as in {@link #open(String)}
   * @throws UserException if there is no such model
   * @throws IOException if the package cannot be read, or the file of those that are trusted cannot
   *     be written
   */
  public static void trust(String nameOrPath) throws IOException {
    ModelLibrary.ofUser().trust(nameOrPath);
  }

  /**
   * Begins to train a model.
   *
   * @param name of the model
   */
  public static UNetTraining train(String name) {
    return new UNetTraining(name);
  }

  /** What the model says about itself. */
  public ModelDescription description() {
    return model.description();
  }

  /** The settings that suit the model; change what you like. */
  public SegmentationSettings defaults() {
    return SegmentImage.defaults(description());
  }

  /** Segments an image, as {@link #segment(ImagePlus, SegmentationSettings, Progress)} does. */
  public Segmentation segment(ImagePlus image, SegmentationSettings settings) {
    return segment(image, settings, Progress.NONE);
  }

  /**
   * Segments every plane of an image, or every volume, where the model was trained so or the
   * settings say so. An area that is selected in the image restricts this to it. Where the model
   * and the image tell different pixel sizes, the network sees the image at the model's.
   *
   * @param image 2D image, stack or hyperstack of any bit depth; an RGB image given to a model for
   *     one channel is averaged to grey
   * @throws UserException if the image has not the model's channels, another command works on it,
   *     the tile size is too small, or the computer's memory does not suffice for the smallest tile
   * @throws CancellationException if canceled; what is in work ends, and releases its memory, a
   *     little later
   * @throws OutOfMemoryError if Java's memory does not suffice for the result
   */
  public Segmentation segment(ImagePlus image, SegmentationSettings settings, Progress progress) {
    ImagePlusSource source =
        ImagePlusSource.of(image, description(), settings.channels(), settings.wholeImage());
    SegmentImage job = new SegmentImage(model, settings);
    ImagePlusSink sink =
        new ImagePlusSink(
            source,
            description(),
            new ImagePlusSink.Kept(
                settings.outlines(), settings.probabilities(), settings.classMap()),
            new ImagePlusSink.LabelMeaning(
                settings.throughSlices() && source.slices() > 1, settings.linked()));
    return sink.finish(job.run(source, sink, progress));
  }

  /**
   * Predicts one plane.
   *
   * @param image axis order (x, y, channel), grey values; for a model with context, the channels of
   *     all its slices
   * @param tileSize as in {@link SegmentationSettings}
   * @return axis order (x, y, class), 0 to 1, beginning at 0
   * @throws CancellationException if canceled
   */
  public RandomAccessibleInterval<FloatType> probabilities(
      RandomAccessibleInterval<FloatType> image, int tileSize, Progress progress) {
    return new PredictImage(model, defaults().tileSize(tileSize)).run(image, progress);
  }

  @Override
  public void close() {
    model.close();
  }
}
