package sc.fiji.unet.targets;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
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
import sc.fiji.unet.images.PlaneStore;
import sc.fiji.unet.images.Resampling;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.StoredPlane;
import sc.fiji.unet.labels.ObjectSizes;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotatedImage.Channel;

/**
 * The planes of an image and of its annotation, before it is settled what is learned of them. They
 * are read one after the other, or a volume after the other.
 */
public final class AnnotatedStack {

  private static final List<ProcessingStep> STEPS = List.of(ZeroMeanUnitVariance.PER_CHANNEL);

  private final PlaneStore store;
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

  /** Slices above and below each that are its context. */
  private final int context;

  /** Grey values of each plane's own channels, as they were given. */
  private final List<List<StoredPlane>> images;

  /** As they were given, see {@link #kept}. */
  private final List<StoredPlane> annotations;

  private final Flaws flaws;

  /**
   * @param image with slices above and below as context: the channels of each slice, from the first
   *     to the last
   * @param annotation see {@link Annotation}; of label images the numbers may be those of classes
   * @param store takes the pixels; to be closed when nobody needs this, or planes of it, any more
   * @throws UserException if both differ in number or size of their planes, or it is no annotation,
   *     or the disk is full
   */
  public AnnotatedStack(Source image, Source annotation, PlaneStore store) {
    this.store = store;
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
    context = image.context();
    flaws = new Flaws(this.image);
    images = IntStream.range(0, image.items()).mapToObj(i -> ofSlice(image.item(i))).toList();
    annotations =
        IntStream.range(0, annotation.items())
            .mapToObj(i -> kept(read.numbers(i), width, store))
            .toList();
  }

  private AnnotatedStack(AnnotatedStack other, int width, int height) {
    this.store = other.store;
    this.name = other.name;
    this.image = other.image;
    this.scale = other.scale * width / other.width;
    this.summary = other.summary;
    this.labelled = other.labelled;
    this.continued = other.continued;
    this.slices = other.slices;
    this.sliceSpacing = other.sliceSpacing * width / other.width;
    this.context = other.context;
    this.width = width;
    this.height = height;
    this.images = other.images;
    this.annotations = other.annotations;
    this.flaws = other.flaws;
  }

  /** Without the slices around it, which are kept as their own. */
  private List<StoredPlane> ofSlice(RandomAccessibleInterval<FloatType> item) {
    List<RandomAccessibleInterval<FloatType>> channels = Channels.apart(item);
    int count = channels.size() / (2 * context + 1);
    List<float[]> own =
        channels.subList(context * count, (context + 1) * count).stream()
            .map(AnnotatedStack::values)
            .toList();
    flaws.look(own);
    return own.stream().map(channel -> store.keep(channel, width)).toList();
  }

  /** Keeps numbers of an annotation: 0 is what was not annotated, so that the others are small. */
  static StoredPlane kept(int[] numbers, int width, PlaneStore store) {
    return store.keep(
        IntStream.of(numbers).map(number -> number - Annotation.UNKNOWN).toArray(), width);
  }

  /** The numbers of a plane that {@link #kept} gave. */
  static int[] numbers(StoredPlane plane, Interval part) {
    int[] numbers = plane.numbers(part);
    for (int i = 0; i < numbers.length; i++) numbers[i] += Annotation.UNKNOWN;
    return numbers;
  }

  /**
   * The same at another size.
   *
   * @param factor of widths and heights
   */
  public AnnotatedStack scaled(double factor) {
    int scaledWidth = (int) Math.max(1, Math.rint(factor * width));
    int scaledHeight = (int) Math.max(1, Math.rint(factor * height));
    return new AnnotatedStack(this, scaledWidth, scaledHeight);
  }

  private boolean isAsGiven(StoredPlane plane) {
    return plane.width() == width && plane.height() == height;
  }

  private static Interval all(StoredPlane plane) {
    return new FinalInterval(plane.width(), plane.height());
  }

  /** Of the annotation, with {@link Annotation#UNKNOWN}. */
  private int[] numbers(int index) {
    StoredPlane given = annotations.get(index);
    int[] numbers = numbers(given, all(given));
    return isAsGiven(given) ? numbers : nearest(numbers, given.width(), given.height());
  }

  /** The number at the centre of each new pixel: those of objects cannot be mixed. */
  private int[] nearest(int[] plane, int givenWidth, int givenHeight) {
    int[] scaled = new int[Math.multiplyExact(width, height)];
    for (int y = 0; y < height; y++) {
      int row = (int) ((y + 0.5) * givenHeight / height) * givenWidth;
      for (int x = 0; x < width; x++)
        scaled[y * width + x] = plane[row + (int) ((x + 0.5) * givenWidth / width)];
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
    return images.get(0).size() * (2 * context + 1);
  }

  /** What the annotation is, for people. */
  public String summary() {
    return summary;
  }

  /** What is wrong with the pixels of the image. */
  public Flaws flaws() {
    return flaws;
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
    int together = together(goal);
    ObjectSizes sizes =
        ObjectSizes.of(
            IntStream.range(0, annotations.size() / together)
                .mapToObj(i -> image(objects(marked(annotated(i * together, together)), goal))));
    return together == 1 ? sizes.diameter() : sizes.diameter(sliceSpacing);
  }

  private RandomAccessibleInterval<IntType> image(List<int[]> planes) {
    List<RandomAccessibleInterval<IntType>> images = new ArrayList<>();
    for (int[] plane : planes) images.add(ArrayImgs.ints(plane, width, height));
    return images.size() == 1 ? images.get(0) : Views.stack(images);
  }

  private int together(Goal goal) {
    return goal.throughSlices() ? slices : 1;
  }

  private List<int[]> annotated(int first, int count) {
    return IntStream.range(first, first + count).mapToObj(this::numbers).toList();
  }

  private List<int[]> objects(List<int[]> values, Goal goal) {
    return areNumbered(goal)
        ? values
        : Targets.components(
            values.stream().map(plane -> classes(plane, goal)).toList(), width, height);
  }

  /** Whether the annotation has a number for each object. */
  private boolean areNumbered(Goal goal) {
    return goal.classes() == 1 && isLabelled();
  }

  /**
   * The planes with what is to be learned of them; without those, or the volumes, of which nothing
   * is annotated.
   *
   * @return those of each volume, or each for itself if objects do not go on through the slices
   * @throws UserException if a value is no class, or the disk is full
   */
  public List<List<AnnotatedImage>> planes(Goal goal) {
    List<List<AnnotatedImage>> planes = new ArrayList<>();
    Map<Integer, List<Channel>> channels = new HashMap<>();
    int together = together(goal);
    for (int first = 0; first < annotations.size(); first += together) {
      List<int[]> annotated = annotated(first, together);
      if (annotated.stream().anyMatch(AnnotatedStack::isKnown))
        planes.add(planes(first, annotated, goal, channels));
    }
    return planes;
  }

  private static boolean isKnown(int[] plane) {
    return IntStream.of(plane).anyMatch(number -> number != Annotation.UNKNOWN);
  }

  /** What is not annotated is background. */
  private static List<int[]> marked(List<int[]> annotated) {
    return annotated.stream()
        .map(plane -> IntStream.of(plane).map(number -> Math.max(0, number)).toArray())
        .toList();
  }

  private List<AnnotatedImage> planes(
      int first, List<int[]> annotated, Goal goal, Map<Integer, List<Channel>> channels) {
    List<int[]> values = marked(annotated);
    List<byte[]> classes = values.stream().map(plane -> classes(plane, goal)).toList();
    Optional<List<int[]>> objects =
        goal.separate() ? Optional.of(objects(values, goal)) : Optional.empty();
    Optional<List<float[]>> distances =
        objects.map(numbers -> Targets.distance(numbers, width, height, sliceSpacing));
    return IntStream.range(0, values.size())
        .mapToObj(
            z ->
                new AnnotatedImage(
                    new Place(image, first + z + 1, scale, 0),
                    IntStream.rangeClosed(-context, context)
                        .map(offset -> neighbour(first + z, offset))
                        .mapToObj(i -> channels.computeIfAbsent(i, this::channels))
                        .flatMap(List::stream)
                        .toList(),
                    marks(annotated.get(z), classes.get(z), objects.map(all -> all.get(z))),
                    distances.map(all -> store.keep(all.get(z), width)),
                    objects.map(all -> objects(first + z, all.get(z), goal))))
        .toList();
  }

  private byte[] classes(int[] values, Goal goal) {
    if (goal.classes() > 1) return Targets.classes(values, goal.classes(), name);
    return goal.separate() ? Targets.foreground(values) : Targets.apart(values, width);
  }

  private StoredPlane marks(int[] annotated, byte[] classes, Optional<int[]> objects) {
    Optional<boolean[]> contacts = objects.map(numbers -> Targets.contacts(numbers, width, height));
    int[] marks = new int[classes.length];
    for (int i = 0; i < marks.length; i++) {
      marks[i] = classes[i] & 0xff;
      if (annotated[i] == Annotation.UNKNOWN) marks[i] |= AnnotatedImage.UNKNOWN;
      if (contacts.isPresent() && contacts.get()[i]) marks[i] |= AnnotatedImage.CONTACT;
    }
    return store.keep(marks, width);
  }

  private StoredPlane objects(int index, int[] numbers, Goal goal) {
    StoredPlane given = annotations.get(index);
    return areNumbered(goal) && isAsGiven(given) ? given : kept(numbers, width, store);
  }

  /** As {@link Source#context} says. */
  private int neighbour(int index, int offset) {
    int first = index / slices * slices;
    return Math.max(first, Math.min(first + slices - 1, index + offset));
  }

  private List<Channel> channels(int index) {
    return images.get(index).stream().map(this::channel).toList();
  }

  private Channel channel(StoredPlane given) {
    float[] values = given.values(all(given));
    StoredPlane plane = given;
    if (!isAsGiven(given)) {
      values =
          values(
              Resampling.of(
                  ArrayImgs.floats(values, given.width(), given.height()), width, height));
      plane = store.keep(values, width);
    }
    return new Channel(
        plane,
        NormalizedImage.of(
                Channels.together(List.of(ArrayImgs.floats(values, width, height))), STEPS)
            .steps());
  }
}
