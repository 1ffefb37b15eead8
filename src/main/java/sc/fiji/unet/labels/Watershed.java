package sc.fiji.unet.labels;

import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;

/**
 * Marker-controlled watershed by priority flood, in any number of dimensions (Meyer 1991, "Un
 * algorithme optimal pour la ligne de partage des eaux").
 *
 * <p>Labelled seeds grow over the unlabelled pixels, the lowest reached pixel first, pixels of one
 * height in the order in which they were reached: on a plateau the regions advance at one speed.
 * Neighbours share a face (4 in 2D, 6 in 3D). A pixel that would join two regions stays unlabelled
 * and stops the flood, so that lines one pixel wide keep the regions apart.
 */
public final class Watershed {

  /** Reached before: waits to be labelled, or was found to lie on a line. */
  private static final int REACHED = -1;

  private final Interval image;
  private final float[] heights;
  private final int[] labels;

  /** All pixels that were reached, first come first. */
  private final int[] reached;

  private int reachedCount;
  private final LongHeap queue = new LongHeap();
  private final int[] neighbours;

  private Watershed(
      RandomAccessibleInterval<? extends RealType<?>> height,
      RandomAccessibleInterval<IntType> seeds) {
    FlatImages.requireSameSize(height, seeds);
    int pixels = FlatImages.size(height);
    image = height;
    heights = new float[pixels];
    labels = new int[pixels];
    reached = new int[pixels];
    neighbours = new int[2 * height.numDimensions()];
    int p = 0;
    for (RealType<?> value : Views.flatIterable(height)) heights[p++] = value.getRealFloat();
    p = 0;
    for (IntType seed : Views.flatIterable(seeds)) labels[p++] = Math.max(0, seed.get());
  }

  /**
   * Grows seeds over an image.
   *
   * @param height any values, compared in single precision; flooded from low to high, last of all
   *     where it is not a number
   * @param labels seeds (greater than 0) on entry, regions with lines of 0 between them on return;
   *     as large as the height map, wherever it begins. Seeds keep their pixels: those that touch
   *     get no line between them. Pixels that no region reaches are 0: all of them if there is no
   *     seed
   * @throws IllegalArgumentException if the sizes differ
   * @throws sc.fiji.unet.progress.UserException if the image has more than 2^31 - 1 pixels
   */
  public static void flood(
      RandomAccessibleInterval<? extends RealType<?>> height,
      RandomAccessibleInterval<IntType> labels) {
    Watershed watershed = new Watershed(height, labels);
    watershed.flood();
    Cursor<IntType> target = Views.flatIterable(labels).cursor();
    for (int label : watershed.labels) target.next().set(Math.max(0, label));
  }

  private void flood() {
    for (int p = 0; p < labels.length; p++) if (labels[p] > 0) reachNeighbours(p);
    while (!queue.isEmpty()) {
      int p = reached[(int) queue.poll()];
      int label = onlyLabelAround(p);
      if (label > 0) {
        labels[p] = label;
        reachNeighbours(p);
      }
    }
  }

  private void reachNeighbours(int p) {
    int count = findNeighbours(p);
    for (int i = 0; i < count; i++) {
      int q = neighbours[i];
      if (labels[q] != 0) continue;
      labels[q] = REACHED;
      reached[reachedCount] = q;
      queue.add((long) sortable(heights[q]) << 32 | reachedCount++);
    }
  }

  /** The label of the one region around a pixel, 0 if there are two. */
  private int onlyLabelAround(int p) {
    int found = 0;
    int count = findNeighbours(p);
    for (int i = 0; i < count; i++) {
      int label = labels[neighbours[i]];
      if (label <= 0) continue;
      if (found > 0 && label != found) return 0;
      found = label;
    }
    return found;
  }

  private int findNeighbours(int p) {
    int count = 0;
    int step = 1;
    for (int d = 0; d < image.numDimensions(); d++) {
      int length = (int) image.dimension(d);
      int position = p / step % length;
      if (position > 0) neighbours[count++] = p - step;
      if (position < length - 1) neighbours[count++] = p + step;
      step *= length;
    }
    return count;
  }

  /** An integer in the order of the heights; adding 0 makes one zero of both. */
  static int sortable(float height) {
    int bits = Float.floatToIntBits(height + 0f);
    return bits ^ (bits >> 31 & Integer.MAX_VALUE);
  }
}
