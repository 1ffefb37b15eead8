package sc.fiji.unet.targets;

import java.util.Arrays;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;
import sc.fiji.unet.progress.UserException;

/** An annotated plane in memory, ready to draw patches from. */
public final class AnnotatedImage {

  private static final List<ProcessingStep> STEPS = List.of(ZeroMeanUnitVariance.PER_CHANNEL);

  private final int width;
  private final int height;
  private final List<float[]> channels;
  private final byte[] classes;

  AnnotatedImage(int width, int height, List<float[]> channels, byte[] classes) {
    this.width = width;
    this.height = height;
    this.channels = List.copyOf(channels);
    this.classes = classes;
  }

  /**
   * Pairs a plane with its annotation.
   *
   * @param image axis order (x, y, channel), grey values; with slices above and below as context,
   *     the channels of each slice, from the first to the last
   * @param annotation axis order (x, y), as wide and high as the image, see {@link Targets#of}
   * @throws UserException if the sizes differ or a value is no class
   */
  public static AnnotatedImage of(
      RandomAccessibleInterval<FloatType> image,
      RandomAccessibleInterval<? extends RealType<?>> annotation,
      int classes) {
    int width = (int) image.dimension(0);
    int height = (int) image.dimension(1);
    if (annotation.dimension(0) != width || annotation.dimension(1) != height)
      throw new UserException(
          String.format(
              "The image is %d x %d pixels, its annotation %d x %d; they must be of one size.",
              width, height, annotation.dimension(0), annotation.dimension(1)));
    List<float[]> channels =
        Channels.apart(image).stream().map(AnnotatedImage::normalized).toList();
    return new AnnotatedImage(width, height, channels, Targets.of(annotation, classes));
  }

  private static float[] normalized(RandomAccessibleInterval<FloatType> channel) {
    NormalizedImage normalized = NormalizedImage.of(Channels.together(List.of(channel)), STEPS);
    return normalized.read(normalized.interval());
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

  /** The rows from first (included) to end (excluded). */
  public AnnotatedImage rows(int first, int end) {
    int from = first * width;
    int to = end * width;
    return new AnnotatedImage(
        width,
        end - first,
        channels.stream().map(c -> Arrays.copyOfRange(c, from, to)).toList(),
        Arrays.copyOfRange(classes, from, to));
  }
}
