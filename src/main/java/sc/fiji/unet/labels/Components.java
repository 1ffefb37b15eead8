package sc.fiji.unet.labels;

import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;

/**
 * Connected components of a thresholded map, in any number of dimensions, by union-find.
 *
 * <p>Pixels are joined across faces only (4 neighbours in 2D, 6 in 3D), so that a membrane of
 * diagonally touching pixels keeps the objects on its two sides apart.
 */
public final class Components {

  private static final int BACKGROUND = -1;

  private Components() {}

  /**
   * Labels the objects of a map.
   *
   * @param map any values; a pixel belongs to an object where {@code value >= threshold} (never
   *     where it is not a number)
   * @param threshold lowest value of an object
   * @param minimumSize objects of fewer pixels become background; 0 and 1 keep all
   * @param firstLabel label of the first object, 1 or more; the others follow, in raster order (X
   *     fastest) of their first pixels
   * @param labels is overwritten: 0 for background; as large as the map, wherever it begins
   * @return the number of objects, 0 if there is none
   * @throws IllegalArgumentException if the sizes differ, the image has more than 2^31 - 1 pixels
   *     or the first label is below 1
   */
  public static int label(
      RandomAccessibleInterval<? extends RealType<?>> map,
      double threshold,
      long minimumSize,
      int firstLabel,
      RandomAccessibleInterval<IntType> labels) {
    if (firstLabel < 1)
      throw new IllegalArgumentException(
          "The first label is " + firstLabel + "; it must be 1 or more, as 0 is background.");
    int pixels = FlatImages.size(map, labels);
    int[] components = components(map, threshold, pixels);
    int[] sizes = number(components);
    int kept = 0;
    int[] newLabels = new int[sizes.length];
    for (int component = 1; component < sizes.length; component++)
      if (sizes[component] >= minimumSize) newLabels[component] = firstLabel + kept++;
    Cursor<IntType> target = Views.flatIterable(labels).cursor();
    for (int component : components) target.next().set(newLabels[component]);
    return kept;
  }

  /** Per pixel an earlier or the same pixel of its object; the first pixel points to itself. */
  private static int[] components(
      RandomAccessibleInterval<? extends RealType<?>> map, double threshold, int pixels) {
    int[] parents = new int[pixels];
    int[] steps = new int[map.numDimensions()];
    int width = (int) map.dimension(0);
    Cursor<? extends RealType<?>> values = Views.flatIterable(map).cursor();
    for (int row = 0; row < pixels; row += width) {
      int neighbours = stepsToEarlierRows(map, row, steps);
      for (int p = row; p < row + width; p++) {
        if (!(values.next().getRealDouble() >= threshold)) {
          parents[p] = BACKGROUND;
          continue;
        }
        boolean continues = p > row && parents[p - 1] != BACKGROUND;
        parents[p] = continues ? parents[p - 1] : p;
        for (int i = 0; i < neighbours; i++) {
          int q = p - steps[i];
          boolean joinedBefore = continues && parents[q - 1] != BACKGROUND;
          if (parents[q] != BACKGROUND && !joinedBefore) join(parents, p, q);
        }
      }
    }
    return parents;
  }

  private static int stepsToEarlierRows(Interval image, int row, int[] steps) {
    int count = 0;
    int step = (int) image.dimension(0);
    for (int d = 1; d < image.numDimensions(); d++) {
      int length = (int) image.dimension(d);
      if (row / step % length > 0) steps[count++] = step;
      step *= length;
    }
    return count;
  }

  private static void join(int[] parents, int p, int q) {
    int a = root(parents, p);
    int b = root(parents, q);
    parents[Math.max(a, b)] = Math.min(a, b);
  }

  private static int root(int[] parents, int p) {
    while (parents[p] != p) {
      parents[p] = parents[parents[p]];
      p = parents[p];
    }
    return p;
  }

  /**
   * Replaces parents by the number of the object, from 1 in raster order, and background by 0.
   *
   * @return pixels per object; index 0 is the background
   */
  private static int[] number(int[] parents) {
    long objects = IntStream.range(0, parents.length).filter(p -> parents[p] == p).count();
    int[] sizes = new int[(int) objects + 1];
    int last = 0;
    for (int p = 0; p < parents.length; p++) {
      int parent = parents[p];
      // Parents come first in raster order, so an earlier one already holds its number.
      int number = parent == BACKGROUND ? 0 : parent == p ? ++last : parents[parent];
      parents[p] = number;
      sizes[number]++;
    }
    return sizes;
  }
}
