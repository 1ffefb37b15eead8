package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Appearance;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.KnownAppearance;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Network;
import sc.fiji.unet.training.Calibration;
import sc.fiji.unet.training.Start;

/** Adapts a model to images of another microscope, without annotation, see {@link Calibration}. */
public final class CalibrateModel implements AutoCloseable {

  /** Width and height of the part of an image that is looked at, at most. */
  private static final int SIDE = 1024; // pixels of the network

  /** More parts say little more, and take memory. */
  private static final int MOST = 64;

  /** Of how many of them it is told what is found in them. */
  private static final int COUNTED = 4;

  private final OpenModel model;
  private final Start start;
  private final Compute compute;
  private final SegmentationSettings settings;
  private final List<RandomAccessibleInterval<FloatType>> parts = new ArrayList<>();

  /**
   * What came of it.
   *
   * @param summary what has changed, for people
   */
  public record Outcome(Path file, String summary) {}

  /**
   * @param nameOrPath of the model
   * @param diameter of the objects in pixels of the images; empty if it is to be measured, where
   *     the model does that
   * @throws UserException if it cannot be found, or was not trained with this plugin
   * @throws IOException if its package cannot be read
   */
  public CalibrateModel(String nameOrPath, ModelLibrary library, OptionalDouble diameter)
      throws IOException {
    compute = Compute.onCpu(Compute.fastest());
    try (PackageReader reader = library.read(nameOrPath)) {
      start = Start.of(reader.description(), reader.weights());
      model = library.open(reader, Computing.AUTOMATIC);
    }
    SegmentationSettings usual = SegmentImage.defaults(model.description());
    settings = diameter.isPresent() ? usual.diameter(diameter.getAsDouble()) : usual;
  }

  /** Slices above and below each slice that images must hold. */
  public int context() {
    return model.description().context();
  }

  /** Of each slice of the images. */
  public int channels() {
    return model.description().inputChannels();
  }

  /**
   * Takes the middle of some planes of an image.
   *
   * @param images how many there are in all: of {@value #MOST} planes each gets its share, of more
   *     images the first ones
   * @param image with the channels of {@link #context} slices above and below each slice
   */
  public void add(Source image, int images, Progress progress) {
    int count = Math.min(image.items(), Math.max(1, MOST / images));
    if (parts.size() + count > MOST) return;
    if (progress.isCanceled()) throw new CancellationException();
    if (image.channels() != model.description().input().channels())
      throw new UserException(
          String.format(
              "The image '%s' has %d channels; the model '%s' takes %d.",
              image.name(),
              image.channels() / (2 * context() + 1),
              model.description().name(),
              channels()));
    PixelScale scale = PixelScale.of(model, settings, image, progress);
    image.remarks().forEach(progress::note);
    scale.remark().ifPresent(progress::note);
    for (int i = 0; i < count; i++) {
      RandomAccessibleInterval<FloatType> part =
          MiddlePart.of(image, i * image.items() / count, scale, SIDE);
      RandomAccessibleInterval<FloatType> copy = ArrayImgs.floats(part.dimensionsAsLongArray());
      ImgUtil.copy(part, copy);
      parts.add(copy);
    }
  }

  /**
   * Calibrates, and writes the package.
   *
   * @param name of the new model
   * @param file that does not exist
   * @throws CancellationException if canceled
   * @throws UserException if no image was added
   */
  public Outcome run(String name, Path file, Progress progress) throws IOException {
    if (parts.isEmpty()) throw new UserException("There is no image to calibrate to.");
    PackageWriter.requireWritable(file);
    try (Reservation reserved = Reservation.of(file)) {
      return calibrate(name, file, progress);
    }
  }

  private Outcome calibrate(String name, Path file, Progress progress) throws IOException {
    ModelDescription old = model.description();
    Calibration.Outcome calibrated =
        new Calibration(start, compute)
            .run(
                parts.stream()
                    .map(part -> NormalizedImage.of(part, old.input().preprocessing()))
                    .toList(),
                progress);
    ModelDescription description =
        old.named(name).with("calibrated_from", old.name()).with("calibrated_planes", parts.size());
    List<Appearance> seen =
        parts.stream().flatMap(part -> AppearanceMeasurement.of(part).stream()).toList();
    if (old.appearance().isPresent() && !seen.isEmpty())
      description = description.with(old.appearance().get().plus(KnownAppearance.of(seen)));
    int before = objects(model, progress);
    int after;
    try (OpenModel now =
        new OpenModel(description, Network.open(description, calibrated.weights(), compute))) {
      after = objects(now, progress);
    }
    ModelLibrary.save(
        file, description, calibrated.weights(), TestPattern.of(old.input().channels()));
    return new Outcome(
        file,
        String.format(
            Locale.ROOT,
            "What '%s' expects of images has moved by %.2f standard deviations (median of all"
                + " layers); in %d of them '%s' finds %d objects, before it were %d.",
            old.name(),
            calibrated.shift(),
            counted().size(),
            name,
            after,
            before));
  }

  private List<RandomAccessibleInterval<FloatType>> counted() {
    int count = Math.min(COUNTED, parts.size());
    return Stream.iterate(0, i -> i < count, i -> i + 1)
        .map(i -> parts.get(i * parts.size() / count))
        .toList();
  }

  private int objects(OpenModel of, Progress progress) {
    ModelDescription description = of.description();
    PredictImage network = new PredictImage(of, SegmentImage.defaults(description));
    ObjectMaps maps = new ObjectMaps(description);
    return counted().stream()
        .mapToInt(
            part ->
                highest(
                    ObjectMaps.labels(
                        SegmentImage.defaults(description).separation(),
                        maps.of(network.run(part, progress)),
                        (long) SegmentImage.minimumInPlane(description.decoding()))))
        .sum();
  }

  /** Labels begin at 1 and leave out none. */
  private static int highest(RandomAccessibleInterval<IntType> labels) {
    int highest = 0;
    for (IntType label : Views.flatIterable(labels)) highest = Math.max(highest, label.get());
    return highest;
  }

  @Override
  public void close() {
    model.close();
  }
}
