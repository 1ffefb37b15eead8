package sc.fiji.unet.targets;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.zip.Checksum;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.Intervals;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.RowBlocks;
import sc.fiji.unet.images.StoredPlane;
import sc.fiji.unet.model.ProcessingStep.ElementWise;

/**
 * A plane, or some of its rows, and what is to be learned of it, ready to draw patches from. Pixels
 * are read when they are asked for, by any number of threads.
 */
public final class AnnotatedImage {

  // Beside the class of a pixel.
  static final int UNKNOWN = 1 << 8;
  static final int CONTACT = 1 << 9;

  private static final int CLASS = 0xff;

  private final Place place;
  private final List<Channel> channels;
  private final StoredPlane marks;
  private final Optional<StoredPlane> distance;
  private final Optional<StoredPlane> objects;

  /** First row of the planes that is a part of this. */
  private final int top;

  private final int height;
  private final long marked;
  private final long known;
  private final Optional<Interval> annotated; // empty if all is

  /**
   * Grey values of a plane.
   *
   * @param steps by which a network sees them
   */
  record Channel(StoredPlane plane, List<ElementWise> steps) {

    float[] normalized(Interval part) {
      float[] values = plane.values(part);
      NormalizedImage.apply(steps, values);
      return values;
    }
  }

  /**
   * @param marks classes, with {@link #UNKNOWN} where a pixel was not annotated and {@link
   *     #CONTACT} where two objects are near
   * @param objects as annotated, see {@link AnnotatedStack#kept}, if their numbers are known; else
   *     connected pixels of a class are one
   */
  AnnotatedImage(
      Place place,
      List<Channel> channels,
      StoredPlane marks,
      Optional<StoredPlane> distance,
      Optional<StoredPlane> objects) {
    this(place, channels, marks, distance, objects, 0, marks.height());
  }

  private AnnotatedImage(
      Place place,
      List<Channel> channels,
      StoredPlane marks,
      Optional<StoredPlane> distance,
      Optional<StoredPlane> objects,
      int top,
      int height) {
    this.place = place;
    this.channels = List.copyOf(channels);
    this.marks = marks;
    this.distance = distance;
    this.objects = objects;
    this.top = top;
    this.height = height;
    marked = marked(interval());
    long unknown = count(UNKNOWN, interval());
    known = (long) width() * height - unknown;
    annotated = unknown == 0 ? Optional.empty() : Optional.of(aroundKnown());
  }

  /** Where it comes from. */
  public Place place() {
    return place;
  }

  /** In pixels. */
  public int width() {
    return marks.width();
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** All pixels, (x, y), beginning at 0. */
  public Interval interval() {
    return new FinalInterval(width(), height);
  }

  /** Number of channels, those of the context among them. */
  public int channels() {
    return channels.size();
  }

  /** Whether objects are told apart: pixels then have a distance. */
  public boolean hasDistance() {
    return distance.isPresent();
  }

  /** Whether all pixels were annotated. */
  public boolean isKnown() {
    return annotated.isEmpty();
  }

  /** Number of pixels that were annotated. */
  public long known() {
    return known;
  }

  /** Whether a pixel was annotated. */
  public boolean isKnown(int x, int y) {
    return count(UNKNOWN, FinalInterval.createMinSize(x, y, 1, 1)) == 0;
  }

  /** Whether a pixel is no background. */
  public boolean isObject(int x, int y) {
    return marked(FinalInterval.createMinSize(x, y, 1, 1)) > 0;
  }

  /** The smallest rectangle around what was annotated, (x, y); all if nothing was. */
  public Interval annotated() {
    return annotated.orElseGet(this::interval);
  }

  private Interval aroundKnown() {
    long[] min = {width(), height};
    long[] max = {-1, -1};
    for (Interval rows : RowBlocks.of(interval())) {
      int[] pixels = marks.numbers(inPlane(rows));
      for (int i = 0; i < pixels.length; i++) {
        if ((pixels[i] & UNKNOWN) != 0) continue;
        long x = i % width();
        long y = rows.min(1) + i / width();
        min[0] = Math.min(min[0], x);
        min[1] = Math.min(min[1], y);
        max[0] = Math.max(max[0], x);
        max[1] = Math.max(max[1], y);
      }
    }
    return max[0] < 0 ? interval() : new FinalInterval(min, max);
  }

  /** Pixels that are no background. */
  public long marked() {
    return marked;
  }

  /**
   * The same of a part.
   *
   * @param part (x, y), inside of this
   */
  public long marked(Interval part) {
    return count(CLASS, part);
  }

  private long count(int bits, Interval part) {
    long count = 0;
    for (Interval rows : RowBlocks.of(part))
      for (int mark : marks.numbers(inPlane(rows))) if ((mark & bits) != 0) count++;
    return count;
  }

  /** The classes that are annotated in it, 0 among them. */
  public BitSet classes() {
    BitSet classes = new BitSet();
    for (Interval rows : RowBlocks.of(interval()))
      for (int mark : marks.numbers(inPlane(rows)))
        if ((mark & UNKNOWN) == 0) classes.set(mark & CLASS);
    return classes;
  }

  /** Whether all is background. */
  public boolean isEmpty() {
    return marked == 0;
  }

  /** Reads all of it. */
  public AnnotatedCrop crop() {
    return crop(interval());
  }

  /**
   * Reads a part.
   *
   * @param part (x, y); may reach beyond this, which is mirrored there
   */
  public AnnotatedCrop crop(Interval part) {
    Interval inside = AnnotatedCrop.mirrored(part, interval());
    Interval inPlane = inPlane(inside);
    int[] pixels = marks.numbers(inPlane);
    if (objects.isPresent() && isAtCut(inside)) setContacts(pixels, inside);
    return new AnnotatedCrop(
        interval(),
        inside,
        channels.stream().map(channel -> channel.normalized(inPlane)).toList(),
        pixels,
        distance.map(plane -> plane.values(inPlane)));
  }

  private Interval inPlane(Interval part) {
    return Intervals.translate(part, top, 1);
  }

  /** Where contacts of the plane may be those of objects that are no part of this. */
  private boolean isAtCut(Interval part) {
    return top > 0 && part.min(1) < Targets.NEAR
        || top + height < marks.height() && part.max(1) >= height - Targets.NEAR;
  }

  private void setContacts(int[] pixels, Interval part) {
    Interval around = Intervals.intersect(Intervals.expand(part, Targets.NEAR), interval());
    int width = (int) around.dimension(0);
    boolean[] contacts = Targets.contacts(numbers(around), width, (int) around.dimension(1));
    int i = 0;
    for (long y = part.min(1) - around.min(1); i < pixels.length; y++)
      for (long x = part.min(0) - around.min(0), n = part.dimension(0); n > 0; x++, n--, i++)
        pixels[i] = pixels[i] & ~CONTACT | (contacts[(int) (y * width + x)] ? CONTACT : 0);
  }

  /** The objects, axis order (x, y): 0 is background, each has a number of its own. */
  public RandomAccessibleInterval<IntType> objects() {
    return objects(interval());
  }

  /**
   * The objects in a part.
   *
   * @param part (x, y), inside of this
   * @return axis order (x, y), beginning at 0
   */
  public RandomAccessibleInterval<IntType> objects(Interval part) {
    if (objects.isPresent()) return ArrayImgs.ints(numbers(part), part.dimensionsAsLongArray());
    int[] all = marks.numbers(inPlane(part));
    byte[] classes = new byte[all.length];
    for (int i = 0; i < all.length; i++) classes[i] = (byte) all[i];
    long[] size = part.dimensionsAsLongArray();
    return ArrayImgs.ints(
        Targets.components(List.of(classes), (int) size[0], (int) size[1]).get(0), size);
  }

  private int[] numbers(Interval part) {
    int[] numbers = AnnotatedStack.numbers(objects.get(), inPlane(part));
    for (int i = 0; i < numbers.length; i++) numbers[i] = Math.max(0, numbers[i]);
    return numbers;
  }

  /** Adds all that is learned of it to a checksum. */
  public void addTo(Checksum checksum) {
    ByteBuffer bytes = ByteBuffer.allocate(Long.BYTES);
    LongStream.concat(
            LongStream.of(
                width(),
                top,
                height,
                marks.checksum(),
                distance.map(StoredPlane::checksum).orElse(0L)),
            channels.stream().mapToLong(channel -> channel.plane().checksum()))
        .forEach(number -> checksum.update(bytes.putLong(0, number).array()));
  }

  /** The rows from first (included) to end (excluded). */
  public AnnotatedImage rows(int first, int end) {
    return new AnnotatedImage(
        place.from(first), channels, marks, distance, objects, top + first, end - first);
  }
}
