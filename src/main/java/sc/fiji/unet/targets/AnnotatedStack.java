package sc.fiji.unet.targets;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
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
import sc.fiji.unet.progress.UserException;

/**
 * The planes of an image and of its annotation, in memory, before it is settled what is learned of
 * them.
 */
public final class AnnotatedStack {

  private static final List<ProcessingStep> STEPS = List.of(ZeroMeanUnitVariance.PER_CHANNEL);

  private final String name;
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
   * @param annotation of one channel: a mask (one value but 0), a label image (each object has a
   *     value of its own), or the numbers of classes; fractions count as the next whole number
   * @throws UserException if both differ in number or size of their planes
   */
  public AnnotatedStack(Source image, Source annotation) {
    name = annotation.name();
    if (annotation.channels() > 1)
      throw new UserException(
          String.format(
              "The annotation '%s' has %d channels; it must be a mask or label image with one, 8, 16"
                  + " or 32 bit.",
              name, annotation.channels()));
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
    annotations =
        IntStream.range(0, annotation.items())
            .mapToObj(i -> numbers(Channels.apart(annotation.item(i)).get(0)))
            .toList();
  }

  private AnnotatedStack(
      AnnotatedStack other,
      int width,
      int height,
      List<List<float[]>> images,
      List<int[]> annotations) {
    this.name = other.name;
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

  private static int[] numbers(RandomAccessibleInterval<? extends RealType<?>> annotation) {
    int[] numbers = new int[Math.toIntExact(Intervals.numElements(annotation))];
    Cursor<? extends RealType<?>> cursor = Views.flatIterable(annotation).cursor();
    for (int i = 0; i < numbers.length; i++)
      numbers[i] = (int) Math.ceil(cursor.next().getRealDouble());
    return numbers;
  }

  /** For sentences. */
  public String name() {
    return name;
  }

  /** Number of channels of each plane, those of the context among them. */
  public int channels() {
    return images.get(0).size();
  }

  /** Whether a plane has two values and more but 0: it is no mask. */
  public boolean isLabelled() {
    return annotations.stream().anyMatch(AnnotatedStack::isLabelled);
  }

  private static boolean isLabelled(int[] plane) {
    int first = 0;
    for (int value : plane) {
      if (value == 0 || value == first) continue;
      if (first != 0) return true;
      first = value;
    }
    return false;
  }

  /** Whether it is a label image whose objects go on through the slices. */
  public boolean continuesThroughSlices() {
    if (slices == 1 || !isLabelled()) return false;
    long both = 0;
    long same = 0;
    for (int i = 1; i < annotations.size(); i++) {
      if (i % slices == 0) continue;
      int[] above = annotations.get(i - 1);
      int[] below = annotations.get(i);
      for (int p = 0; p < above.length; p++) {
        if (above[p] == 0 || below[p] == 0) continue;
        both++;
        if (above[p] == below[p]) same++;
      }
    }
    return both > 0 && same >= LabelSurvey.CONTINUED * both;
  }

  /** Of the median object, in pixels; 0 if there is none. */
  public double diameter(Goal goal) {
    List<RandomAccessibleInterval<IntType>> images = new ArrayList<>();
    int together = goal.throughSlices() ? slices : 1;
    for (int first = 0; first < annotations.size(); first += together) {
      List<RandomAccessibleInterval<IntType>> planes = new ArrayList<>();
      for (int[] plane : objects(annotations.subList(first, first + together), goal))
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
   * The planes with what is to be learned of them.
   *
   * @return those of each volume, or each for itself if objects do not go on through the slices
   * @throws UserException if a value is no class
   */
  public List<List<AnnotatedImage>> planes(Goal goal) {
    List<List<AnnotatedImage>> planes = new ArrayList<>();
    int together = goal.throughSlices() ? slices : 1;
    for (int first = 0; first < annotations.size(); first += together)
      planes.add(planes(first, annotations.subList(first, first + together), goal));
    return planes;
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
    return new AnnotatedImage(width, height, channels, classes, distance, objects);
  }

  private float[] normalized(float[] channel) {
    NormalizedImage normalized =
        NormalizedImage.of(
            Channels.together(List.of(ArrayImgs.floats(channel, width, height))), STEPS);
    return normalized.read(normalized.interval());
  }
}
