package sc.fiji.unet.labels;

import java.util.Arrays;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.view.Views;

/**
 * Connected components of a thresholded map, in any number of dimensions, by union-find over runs
 * of pixels (He, Chao and Suzuki 2008, "A run-based two-scan labeling algorithm").
 *
 * <p>Pixels are joined across faces only (4 neighbours in 2D, 6 in 3D), so that a membrane of
 * diagonally touching pixels keeps the objects on its two sides apart.
 *
 * <p>The map may come in parts, from the first to the last along its last axis (a plane in strips
 * of rows, a volume in slabs of planes), and the label image may lie on disk: what is held in
 * memory is one slice (a row, a plane) and 12 bytes for each run that begins a new object or seems
 * to.
 *
 * <pre>{@code
 * Components components = new Components(labels, 0.5);
 * for (RandomAccessibleInterval<FloatType> strip : strips) components.add(strip);
 * int objects = components.finish(20, 1);
 * }</pre>
 */
public final class Components {

  private final RandomAccessibleInterval<IntType> labels;
  private final double threshold;

  private final int lastAxis;
  private final int rowLength;
  private final double[] values;

  /** Sets of the pixels of this slice, and ahead of the present row still of the one before. */
  private final int[] slice;

  private long slicesDone;
  private final DisjointSets sets = new DisjointSets();

  /**
   * @param labels is overwritten, and is meaningless until {@link #finish}; wherever it begins
   * @param threshold a pixel belongs to an object where its {@code value >= threshold} (never where
   *     it is not a number)
   * @throws IllegalArgumentException if a slice across the last axis has more than 2^31 - 1 pixels
   */
  public Components(RandomAccessibleInterval<IntType> labels, double threshold) {
    this.labels = labels;
    this.threshold = threshold;
    lastAxis = labels.numDimensions() - 1;
    int sliceSize = FlatImages.size(sliceOf(labels, 0));
    rowLength = (int) Math.min(labels.dimension(0), sliceSize);
    values = new double[sliceSize];
    slice = new int[sliceSize];
  }

  /**
   * Labels the objects of a map that is there as a whole.
   *
   * @param map any values
   * @param threshold lowest value of an object
   * @param minimumSize as in {@link #finish}
   * @param firstLabel as in {@link #finish}
   * @param labels is overwritten; as large as the map, wherever it begins
   * @return the number of objects, 0 if there is none
   * @throws IllegalArgumentException if the sizes differ, and as the constructor and {@link
   *     #finish} do
   */
  public static int label(
      RandomAccessibleInterval<? extends RealType<?>> map,
      double threshold,
      long minimumSize,
      int firstLabel,
      RandomAccessibleInterval<IntType> labels) {
    FlatImages.requireSameSize(map, labels);
    Components components = new Components(labels, threshold);
    components.add(map);
    return components.finish(minimumSize, firstLabel);
  }

  /**
   * Takes the next part of the map.
   *
   * @param part any values, wherever it begins; as large as the label image but for the last axis
   * @throws IllegalArgumentException if it is of another size, or longer than what is missing
   */
  public void add(RandomAccessibleInterval<? extends RealType<?>> part) {
    requireFits(part);
    PrimitiveBlocks<DoubleType> blocks =
        PrimitiveBlocks.of(
            RealTypeConverters.convert(part, new DoubleType()), PrimitiveBlocks.OnFallback.ACCEPT);
    RandomAccess<IntType> target = Views.zeroMin(labels).randomAccess();
    for (long s = part.min(lastAxis); s <= part.max(lastAxis); s++) {
      blocks.copy(sliceOf(part, s), values);
      for (int row = 0; row < slice.length; row += rowLength) {
        joinRuns(row);
        IntervalIndexer.indexToPosition(row, labels, target);
        target.setPosition(slicesDone, lastAxis);
        write(row, target);
      }
      slicesDone++;
    }
  }

  /**
   * Drops small objects and numbers the others, in one more pass over the label image.
   *
   * @param minimumSize objects of fewer pixels become background; 0 and 1 keep all
   * @param firstLabel label of the first object, 1 or more; the others follow, in raster order (X
   *     fastest) of their first pixels. Background is 0
   * @return the number of objects, 0 if there is none
   * @throws IllegalArgumentException if the first label is below 1 or the last one were above 2^31
   *     - 1
   * @throws IllegalStateException if parts are missing
   */
  public int finish(long minimumSize, int firstLabel) {
    if (firstLabel < 1)
      throw new IllegalArgumentException(
          "The first label is " + firstLabel + "; it must be 1 or more, as 0 is background.");
    if (slicesDone < labels.dimension(lastAxis))
      throw new IllegalStateException(
          slicesDone + " of " + labels.dimension(lastAxis) + " slices of the map are there.");
    int objects = sets.number(minimumSize, firstLabel);
    for (IntType label : Views.iterable(labels)) label.set(sets.label(label.get()));
    return objects;
  }

  private void requireFits(Interval part) {
    long missing = labels.dimension(lastAxis) - slicesDone;
    long[] allowed = labels.dimensionsAsLongArray();
    allowed[lastAxis] = Math.min(missing, part.dimension(lastAxis));
    if (!Arrays.equals(allowed, part.dimensionsAsLongArray()))
      throw new IllegalArgumentException(
          "The part of the map has "
              + Arrays.toString(part.dimensionsAsLongArray())
              + " pixels; the label image "
              + Arrays.toString(labels.dimensionsAsLongArray())
              + " has "
              + missing
              + " slices left.");
  }

  private Interval sliceOf(Interval image, long position) {
    long[] min = image.minAsLongArray();
    long[] max = image.maxAsLongArray();
    min[lastAxis] = max[lastAxis] = position;
    return new FinalInterval(min, max);
  }

  /** Puts the sets of a row's runs in the place of those of the row in the slice before. */
  private void joinRuns(int row) {
    int end = row + rowLength;
    for (int start = row, stop; start < end; start = stop) {
      stop = start;
      while (stop < end && !(values[stop] >= threshold)) slice[stop++] = 0;
      start = stop;
      while (stop < end && values[stop] >= threshold) stop++;
      if (start == stop) return;
      int set = join(0, start, stop);
      int step = rowLength;
      for (int d = 1; d < lastAxis; d++) {
        int length = (int) labels.dimension(d);
        if (row / step % length > 0) set = join(set, start - step, stop - step);
        step *= length;
      }
      if (set == 0) set = sets.add();
      sets.addPixels(set, stop - start);
      Arrays.fill(slice, start, stop, set);
    }
  }

  /** Joins a set (0: none yet) and those between two places, which may be background. */
  private int join(int set, int start, int stop) {
    int before = 0;
    for (int p = start; p < stop; p++) {
      int other = slice[p];
      if (other != before && other != 0) set = set == 0 ? other : sets.join(set, other);
      before = other;
    }
    return set;
  }

  private void write(int row, RandomAccess<IntType> target) {
    for (int p = row; p < row + rowLength; p++) {
      target.get().set(slice[p]);
      target.fwd(0);
    }
  }
}
