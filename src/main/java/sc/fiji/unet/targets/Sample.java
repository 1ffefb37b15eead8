package sc.fiji.unet.targets;

import java.util.Arrays;
import java.util.List;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Preprocessing;
import sc.fiji.unet.runtime.Tensors;

/**
 * An annotated plane in memory, ready to be sampled from.
 *
 * @param width in pixels
 * @param height in pixels
 * @param channels normalised values of each channel, row by row; with slices above and below as
 *     context, the channels of each slice, from the first to the last
 * @param classes class of each pixel as an unsigned byte, row by row: with one class 0 is
 *     background and 1 is object
 */
public record Sample(int width, int height, List<float[]> channels, byte[] classes) {

  /**
   * @param image the channels, each (x, y), all of one interval, grey values
   * @param annotation axis order (x, y), as wide and high as the image; fractions count as the next
   *     whole number. With one class: a mask or a label image, 0 is background; pixels where two
   *     labels touch become background, so that touching objects stay two. With several: the number
   *     of the class, beginning at 0
   * @throws IllegalArgumentException if the sizes differ or a value is no class
   */
  public static Sample of(
      List<? extends RandomAccessibleInterval<FloatType>> image,
      RandomAccessibleInterval<? extends RealType<?>> annotation,
      int classes) {
    int width = (int) image.get(0).dimension(0);
    int height = (int) image.get(0).dimension(1);
    if (annotation.dimension(0) != width || annotation.dimension(1) != height)
      throw new IllegalArgumentException(
          String.format(
              "The image is %d x %d pixels, its annotation %d x %d; they must be of one size.",
              width, height, annotation.dimension(0), annotation.dimension(1)));
    List<float[]> channels = image.stream().map(Sample::normalized).toList();
    int[] values = new int[width * height];
    Cursor<? extends RealType<?>> cursor = Views.flatIterable(annotation).cursor();
    for (int i = 0; i < values.length; i++)
      values[i] = (int) Math.ceil(cursor.next().getRealDouble());
    return new Sample(
        width,
        height,
        channels,
        classes == 1 ? objects(values, width) : classNumbers(values, classes));
  }

  /** The channels' normalised values, each (x, y). */
  public List<RandomAccessibleInterval<FloatType>> image() {
    return channels.stream()
        .<RandomAccessibleInterval<FloatType>>map(c -> ArrayImgs.floats(c, width, height))
        .toList();
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
  public Sample rows(int first, int end) {
    int from = first * width;
    int to = end * width;
    return new Sample(
        width,
        end - first,
        channels.stream().map(c -> Arrays.copyOfRange(c, from, to)).toList(),
        Arrays.copyOfRange(classes, from, to));
  }

  private static float[] normalized(RandomAccessibleInterval<FloatType> channel) {
    List<RandomAccessibleInterval<FloatType>> alone = List.of(channel);
    return Tensors.read(alone, channel, Preprocessing.NORMALIZATION.measure(alone));
  }

  private static byte[] objects(int[] labels, int width) {
    byte[] objects = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      boolean touching =
          (i % width > 0 && differ(labels[i], labels[i - 1]))
              || (i % width < width - 1 && differ(labels[i], labels[i + 1]))
              || (i >= width && differ(labels[i], labels[i - width]))
              || (i < labels.length - width && differ(labels[i], labels[i + width]));
      objects[i] = (byte) (labels[i] != 0 && !touching ? 1 : 0);
    }
    return objects;
  }

  private static boolean differ(int label, int neighbour) {
    return neighbour != 0 && neighbour != label;
  }

  private static byte[] classNumbers(int[] values, int classes) {
    byte[] numbers = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= classes)
        throw new IllegalArgumentException(
            "An annotation has the value "
                + values[i]
                + "; with classes="
                + classes
                + " allowed are 0 to "
                + (classes - 1)
                + ".");
      numbers[i] = (byte) values[i];
    }
    return numbers;
  }
}
