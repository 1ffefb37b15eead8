package sc.fiji.unet.targets;

import java.util.List;
import java.util.Optional;
import net.imglib2.Dimensions;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Channels;

/** A part of an annotated image, in memory. Its arrays are row by row and not to be changed. */
public final class AnnotatedCrop {

  // Of the image.
  private final int imageWidth;
  private final int imageHeight;

  // Of the part.
  private final int left;
  private final int top;
  private final int width;
  private final int height;

  private final List<float[]> channels;
  private final int[] marks;
  private final Optional<float[]> distance;

  /**
   * @param image all of it
   * @param part of the image, (x, y)
   * @param marks classes with {@link AnnotatedImage#UNKNOWN} and {@link AnnotatedImage#CONTACT}
   */
  AnnotatedCrop(
      Dimensions image,
      Interval part,
      List<float[]> channels,
      int[] marks,
      Optional<float[]> distance) {
    imageWidth = (int) image.dimension(0);
    imageHeight = (int) image.dimension(1);
    left = (int) part.min(0);
    top = (int) part.min(1);
    width = (int) part.dimension(0);
    height = (int) part.dimension(1);
    this.channels = channels;
    this.marks = marks;
    this.distance = distance;
  }

  /** Normalised values of a channel. */
  public float[] channel(int index) {
    return channels.get(index);
  }

  /** Class of a pixel, 0 to 255: with one class 0 is background and 1 is object. */
  public byte classAt(int index) {
    return (byte) marks[index];
  }

  /**
   * The distance of each pixel to the edge of its object over the largest one in it. Empty where
   * objects are not told apart.
   */
  public Optional<float[]> distance() {
    return distance;
  }

  /** Whether two objects are within two pixels of a pixel. */
  public boolean isContact(int index) {
    return (marks[index] & AnnotatedImage.CONTACT) != 0;
  }

  /** Whether a pixel was annotated. */
  public boolean isKnown(int index) {
    return (marks[index] & AnnotatedImage.UNKNOWN) == 0;
  }

  /** The normalised values, axis order (x, y, channel), beginning at 0. */
  public RandomAccessibleInterval<FloatType> values() {
    return Channels.together(
        channels.stream().map(channel -> ArrayImgs.floats(channel, width, height)).toList());
  }

  /**
   * Index of a pixel of the image; outside of the image of its mirror image: column -1 is column 0.
   */
  public int index(int x, int y) {
    return (mirror(y, imageHeight) - top) * width + mirror(x, imageWidth) - left;
  }

  /** What is to be read of an image for an interval that may reach beyond it. */
  static Interval mirrored(Interval part, Dimensions image) {
    long[] min = new long[2];
    long[] max = new long[2];
    for (int d = 0; d < 2; d++) {
      int length = (int) image.dimension(d);
      min[d] = length;
      for (long i = part.min(d); i <= part.max(d); i++) {
        int inside = mirror((int) i, length);
        min[d] = Math.min(min[d], inside);
        max[d] = Math.max(max[d], inside);
      }
    }
    return new FinalInterval(min, max);
  }

  private static int mirror(int index, int length) {
    if (index >= 0 && index < length) return index;
    int folded = Math.floorMod(index, 2 * length);
    return folded < length ? folded : 2 * length - 1 - folded;
  }
}
