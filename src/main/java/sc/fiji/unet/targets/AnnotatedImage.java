package sc.fiji.unet.targets;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.Checksum;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Channels;

/** A plane in memory and what is to be learned of it, ready to draw patches from. */
public final class AnnotatedImage {

  private final Place place;
  private final int width;
  private final int height;
  private final List<float[]> channels;
  private final byte[] classes;
  private final Optional<float[]> distance;
  private final Optional<int[]> objects;
  private final Optional<boolean[]> known;
  private final Optional<boolean[]> contacts;

  /**
   * @param objects if their numbers are known; else connected pixels of a class are one
   * @param known whether a pixel was annotated; empty if all were
   */
  AnnotatedImage(
      Place place,
      int width,
      int height,
      List<float[]> channels,
      byte[] classes,
      Optional<float[]> distance,
      Optional<int[]> objects,
      Optional<boolean[]> known) {
    this.place = place;
    this.width = width;
    this.height = height;
    this.channels = List.copyOf(channels);
    this.classes = classes;
    this.distance = distance;
    this.objects = objects;
    this.known = known;
    contacts = objects.map(numbers -> Targets.contacts(numbers, width, height));
  }

  /** Where it comes from. */
  public Place place() {
    return place;
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** Number of channels, those of the context among them. */
  public int channels() {
    return channels.size();
  }

  /** Normalised values of a channel, row by row; not to be changed. */
  public float[] channel(int index) {
    return channels.get(index);
  }

  /** Class of a pixel, 0 to 255: with one class 0 is background and 1 is object. */
  public byte classAt(int index) {
    return classes[index];
  }

  /**
   * The distance of each pixel to the edge of its object over the largest one in it, row by row;
   * not to be changed. Empty where objects are not told apart.
   */
  public Optional<float[]> distance() {
    return distance;
  }

  /** Whether two objects are within two pixels of a pixel. */
  public boolean isContact(int index) {
    return contacts.isPresent() && contacts.get()[index];
  }

  /** Whether a pixel was annotated. */
  public boolean isKnown(int index) {
    return known.isEmpty() || known.get()[index];
  }

  /** Whether all pixels were annotated. */
  public boolean isKnown() {
    return known.isEmpty();
  }

  /** The objects, axis order (x, y): 0 is background, each has a number of its own. */
  public RandomAccessibleInterval<IntType> objects() {
    if (objects.isPresent()) return ArrayImgs.ints(objects.get(), width, height);
    return ArrayImgs.ints(
        Targets.components(List.of(classes), width, height).get(0), width, height);
  }

  /** Whether all is background. */
  public boolean isEmpty() {
    for (byte value : classes) if (value != 0) return false;
    return true;
  }

  /** The normalised values, axis order (x, y, channel). */
  public RandomAccessibleInterval<FloatType> image() {
    return Channels.together(
        channels.stream().map(channel -> ArrayImgs.floats(channel, width, height)).toList());
  }

  /** Index of a pixel; outside the plane of its mirror image: column -1 is column 0. */
  public int index(int x, int y) {
    return mirror(y, height) * width + mirror(x, width);
  }

  private static int mirror(int index, int length) {
    if (index >= 0 && index < length) return index;
    int folded = Math.floorMod(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }

  /** Adds all that is learned of it to a checksum. */
  public void addTo(Checksum checksum) {
    for (float[] channel : channels) addTo(checksum, channel);
    checksum.update(classes);
    distance.ifPresent(values -> addTo(checksum, values));
    known.ifPresent(
        pixels -> {
          for (boolean pixel : pixels) checksum.update(pixel ? 1 : 0);
        });
  }

  private void addTo(Checksum checksum, float[] values) {
    ByteBuffer row = ByteBuffer.allocate(width * Float.BYTES);
    for (int first = 0; first < values.length; first += width) {
      row.asFloatBuffer().put(values, first, width);
      checksum.update(row.array());
    }
  }

  /** The rows from first (included) to end (excluded). */
  public AnnotatedImage rows(int first, int end) {
    int from = first * width;
    int to = end * width;
    return new AnnotatedImage(
        place.from(first),
        width,
        end - first,
        channels.stream().map(c -> Arrays.copyOfRange(c, from, to)).toList(),
        Arrays.copyOfRange(classes, from, to),
        distance.map(values -> Arrays.copyOfRange(values, from, to)),
        objects.map(numbers -> Arrays.copyOfRange(numbers, from, to)),
        known.map(pixels -> Arrays.copyOfRange(pixels, from, to)));
  }
}
