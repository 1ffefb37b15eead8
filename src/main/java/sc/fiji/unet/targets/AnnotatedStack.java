package sc.fiji.unet.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.Resampling;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.labels.ObjectSizes;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * The planes of an image and of its annotation, in memory, before it is settled what is learned of
 * them.
 */
public final class AnnotatedStack {

  private static final List<ProcessingStep> STEPS = List.of(ZeroMeanUnitVariance.PER_CHANNEL);

  private final String name;
  private final String image;

  /** Pixels per pixel of the image, along each axis. */
  private final double scale;

  private final String summary;
  private final boolean labelled;
  private final boolean continued;
  private final int width;
  private final int height;

  /** Of a volume. */
  private final int slices;

  private final double sliceSpacing;

  /** Grey values of each plane's channels. */
  private final List<List<float[]>> images;

  private final List<int[]> annotations;

  /**
   * @param image with slices above and below as context: the channels of each slice, from the first
   *     to the last
   * @param annotation see {@link Annotation}; of label images the numbers may be those of classes
   * @throws UserException if both differ in number or size of their planes, or it is no annotation
   */
  public AnnotatedStack(Source image, Source annotation) {
    name = annotation.name();
    this.image = image.name();
    scale = 1;
    Annotation read = Annotation.of(annotation, image.slices(), Optional.empty(), Progress.NONE);
    summary = read.summary();
    labelled = !read.form().isMask();
    continued = read.continued();
    if (image.items() != annotation.items())
      throw new UserException(
          String.format(
              "'%s' has %d planes, its annotation '%s' has %d; each plane needs one.",
              image.name(), image.items(), name, annotation.items()));
    requireSameSize(image, annotation);
    width = (int) image.interval().dimension(0);
    height = (int) image.interval().dimension(1);
    slices = image.slices();
    sliceSpacing = image.sliceSpacing();
    images =
        IntStream.range(0, image.items())
            .mapToObj(i -> Channels.apart(image.item(i)))
            .map(channels -> channels.stream().map(AnnotatedStack::values).toList())
            .toList();
    annotations = IntStream.range(0, annotation.items()).mapToObj(read::numbers).toList();
  }

  private AnnotatedStack(
      AnnotatedStack other,
      int width,
      int height,
      List<List<float[]>> images,
      List<int[]> annotations) {
    this.name = other.name;
    this.image = other.image;
    this.scale = other.scale * width / other.width;
    this.summary = other.summary;
    this.labelled = other.labelled;
    this.continued = other.continued;
    this.slices = other.slices;
    this.sliceSpacing = other.sliceSpacing * width / other.width;
    this.width = width;
    this.height = height;
    this.images = images;
    this.annotations = annotations;
  }

  /**
   * The same at another size.
   *
   * @param factor of widths and heights
   */
  public AnnotatedStack scaled(double factor) {
    int scaledWidth = (int) Math.max(1, Math.rint(factor * width));
    int scaledHeight = (int) Math.max(1, Math.rint(factor * height));
    if (scaledWidth == width && scaledHeight == height) return this;
    return new AnnotatedStack(
        this,
        scaledWidth,
        scaledHeight,
        images.stream()
            .map(
                channels ->
                    channels.stream()
                        .map(channel -> ArrayImgs.floats(channel, width, height))
                        .map(channel -> Resampling.of(channel, scaledWidth, scaledHeight))
                        .map(AnnotatedStack::values)
                        .toList())
            .toList(),
        annotations.stream().map(plane -> nearest(plane, scaledWidth, scaledHeight)).toList());
  }

  /** The number at the centre of each new pixel: those of objects cannot be mixed. */
  private int[] nearest(int[] plane, int scaledWidth, int scaledHeight) {
    int[] scaled = new int[Math.multiplyExact(scaledWidth, scaledHeight)];
    for (int y = 0; y < scaledHeight; y++) {
      int row = (int) ((y + 0.5) * height / scaledHeight) * width;
      for (int x = 0; x < scaledWidth; x++)
        scaled[y * scaledWidth + x] = plane[row + (int) ((x + 0.5) * width / scaledWidth)];
    }
    return scaled;
  }

  private static void requireSameSize(Source image, Source annotation) {
    Interval given = image.interval();
    Interval wanted = annotation.interval();
    if (!Intervals.equalDimensions(given, wanted))
      throw new UserException(
          String.format(
              "The image '%s' is %d x %d pixels, its annotation '%s' %d x %d; they must be of one"
                  + " size.",
              image.name(),
              given.dimension(0),
              given.dimension(1),
              annotation.name(),
              wanted.dimension(0),
              wanted.dimension(1)));
  }

  private static float[] values(RandomAccessibleInterval<FloatType> channel) {
    float[] values = new float[Math.toIntExact(Intervals.numElements(channel))];
    PrimitiveBlocks.of(channel, PrimitiveBlocks.OnFallback.ACCEPT).copy(channel, values);
    return values;
  }

  /** For sentences. */
  public String name() {
    return name;
  }

  /** Number of channels of each plane, those of the context among them. */
  public int channels() {
    return images.get(0).size();
  }

  /** What the annotation is, for people. */
  public String summary() {
    return summary;
  }

  /** Whether it is no mask. */
  public boolean isLabelled() {
    return labelled;
  }

  /** Whether it is a label image whose objects go on through the slices. */
  public boolean continuesThroughSlices() {
    return continued;
  }

  /** Of the median object, in pixels; 0 if there is none. */
  public double diameter(Goal goal) {
    List<RandomAccessibleInterval<IntType>> images = new ArrayList<>();
    int together = goal.throughSlices() ? slices : 1;
    for (int first = 0; first < annotations.size(); first += together) {
      List<RandomAccessibleInterval<IntType>> planes = new ArrayList<>();
      for (int[] plane : objects(marked(first, together), goal))
        planes.add(ArrayImgs.ints(plane, width, height));
      images.add(together == 1 ? planes.get(0) : Views.stack(planes));
    }
    ObjectSizes sizes = ObjectSizes.of(images);
    return together == 1 ? sizes.diameter() : sizes.diameter(sliceSpacing);
  }

  private List<int[]> objects(List<int[]> values, Goal goal) {
    return goal.classes() == 1 && isLabelled()
        ? values
        : Targets.components(
            values.stream().map(plane -> classes(plane, goal)).toList(), width, height);
  }

  /**
   * The planes with what is to be learned of them; without those, or the volumes, of which nothing
   * is annotated.
   *
   * @return those of each volume, or each for itself if objects do not go on through the slices
   * @throws UserException if a value is no class
   */
  public List<List<AnnotatedImage>> planes(Goal goal) {
    List<List<AnnotatedImage>> planes = new ArrayList<>();
    int together = goal.throughSlices() ? slices : 1;
    for (int first = 0; first < annotations.size(); first += together)
      if (annotations.subList(first, first + together).stream().anyMatch(AnnotatedStack::isKnown))
        planes.add(planes(first, marked(first, together), goal));
    return planes;
  }

  private static boolean isKnown(int[] plane) {
    return IntStream.of(plane).anyMatch(number -> number != Annotation.UNKNOWN);
  }

  /** Some planes, in which what is not annotated is background. */
  private List<int[]> marked(int first, int count) {
    return annotations.subList(first, first + count).stream()
        .map(plane -> IntStream.of(plane).map(number -> Math.max(0, number)).toArray())
        .toList();
  }

  private Optional<boolean[]> known(int index) {
    int[] plane = annotations.get(index);
    if (IntStream.of(plane).noneMatch(number -> number == Annotation.UNKNOWN))
      return Optional.empty();
    boolean[] known = new boolean[plane.length];
    for (int i = 0; i < known.length; i++) known[i] = plane[i] != Annotation.UNKNOWN;
    return Optional.of(known);
  }

  private List<AnnotatedImage> planes(int first, List<int[]> values, Goal goal) {
    List<byte[]> classes = values.stream().map(plane -> classes(plane, goal)).toList();
    if (!goal.separate())
      return IntStream.range(0, values.size())
          .mapToObj(z -> image(first + z, classes.get(z), Optional.empty(), Optional.empty()))
          .toList();
    List<int[]> objects = objects(values, goal);
    List<float[]> distances = Targets.distance(objects, width, height, sliceSpacing);
    return IntStream.range(0, values.size())
        .mapToObj(
            z ->
                image(
                    first + z,
                    classes.get(z),
                    Optional.of(distances.get(z)),
                    Optional.of(objects.get(z))))
        .toList();
  }

  private byte[] classes(int[] values, Goal goal) {
    if (goal.classes() > 1) return Targets.classes(values, goal.classes(), name);
    return goal.separate() ? Targets.foreground(values) : Targets.apart(values, width);
  }

  private AnnotatedImage image(
      int index, byte[] classes, Optional<float[]> distance, Optional<int[]> objects) {
    List<float[]> channels = images.get(index).stream().map(this::normalized).toList();
    Place place = new Place(image, index + 1, scale, 0);
    return new AnnotatedImage(
        place, width, height, channels, classes, distance, objects, known(index));
  }

  private float[] normalized(float[] channel) {
    NormalizedImage normalized =
        NormalizedImage.of(
            Channels.together(List.of(ArrayImgs.floats(channel, width, height))), STEPS);
    return normalized.read(normalized.interval());
  }
}
