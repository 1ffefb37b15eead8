package sc.fiji.unet.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.Consumer;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Cast;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Util;
import net.imglib2.view.Views;
import sc.fiji.unet.progress.UserException;

/**
 * Connected components of a thresholded map, in any number of dimensions, by union-find over runs
 * of pixels (He, Chao and Suzuki 2008, "A run-based two-scan labeling algorithm").
 *
 * <p>Pixels are joined across faces only (4 neighbours in 2D, 6 in 3D), so that a membrane of
 * diagonally touching pixels keeps the objects on its two sides apart.
 *
 * <p>The map may come in parts, from the first to the last along its last axis (a plane in blocks
 * of rows, a volume in slabs of planes). What is held in memory is one slice (a row, a plane), and
 * instead of the label image its runs: a bit for each pixel, 4 bytes for each run, and 12 for each
 * run that begins a new object or seems to.
 *
 * <pre>{@code
 * Components components = new Components(plane, 0.5);
 * for (RandomAccessibleInterval<FloatType> block : blocks) components.add(block);
 * int objects = components.finish(20, 1);
 * RandomAccessibleInterval<IntType> labels = components.labels();
 * }</pre>
 */
public final class Components {

  private final Interval image;
  private final double threshold;

  private final int lastAxis;
  private final int rowLength;
  private final double[] values;

  /** Sets of the pixels of this slice, and ahead of the present row still of the one before. */
  private final int[] sets;

  /** Sets of this slice's runs. */
  private final int[] runs;

  private final List<Slice> slices = new ArrayList<>();
  private final DisjointSets objects = new DisjointSets();
  private boolean finished;

  /** The runs of a slice. */
  private static final class Slice {

    /** Where they are; each ends with its row at the latest. */
    private final BitSet foreground;

    /** Of each run. */
    private final int[] sets;

    Slice(BitSet foreground, int[] sets) {
      this.foreground = foreground;
      this.sets = sets;
    }
  }

  /**
   * @param image the pixels that the map will have: where it begins, the label image begins
   * @param threshold a pixel belongs to an object where its {@code value >= threshold} (never where
   *     it is not a number)
   * @throws UserException if a slice across the last axis has more than 2^31 - 1 pixels
   */
  public Components(Interval image, double threshold) {
    this.image = new FinalInterval(image);
    this.threshold = threshold;
    lastAxis = image.numDimensions() - 1;
    int sliceSize = FlatImages.size(sliceOf(image, 0));
    rowLength = (int) Math.min(image.dimension(0), sliceSize);
    values = new double[sliceSize];
    sets = new int[sliceSize];
    runs = new int[sliceSize];
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
    int objects = components.finish(minimumSize, firstLabel);
    components.write(labels);
    return objects;
  }

  private void write(RandomAccessibleInterval<IntType> target) {
    RandomAccess<IntType> pixel = Views.zeroMin(target).randomAccess();
    for (int s = 0; s < slices.size(); s++) {
      int[] labels = labels(s);
      for (int row = 0; row < labels.length; row += rowLength) {
        IntervalIndexer.indexToPosition(row, image, pixel);
        pixel.setPosition(s, lastAxis);
        for (int p = row; p < row + rowLength; p++) {
          pixel.get().set(labels[p]);
          pixel.fwd(0);
        }
      }
    }
  }

  /**
   * Takes the next part of the map.
   *
   * @param part any values, wherever it begins; as large as the image but for the last axis
   * @throws IllegalArgumentException if it is of another size, or longer than what is missing
   * @throws IllegalStateException after {@link #finish}
   */
  public void add(RandomAccessibleInterval<? extends RealType<?>> part) {
    if (finished) throw new IllegalStateException("The objects are numbered already.");
    requireFits(part);
    Consumer<Interval> reader = reader(part);
    for (long s = part.min(lastAxis); s <= part.max(lastAxis); s++) {
      reader.accept(sliceOf(part, s));
      addSlice();
    }
  }

  /** Reads the values of an interval. */
  private Consumer<Interval> reader(RandomAccessibleInterval<? extends RealType<?>> part) {
    if (part.getType() instanceof FloatType) {
      PrimitiveBlocks<FloatType> blocks =
          PrimitiveBlocks.of(Cast.unchecked(part), PrimitiveBlocks.OnFallback.ACCEPT);
      float[] floats = new float[values.length];
      return interval -> {
        blocks.copy(interval, floats);
        // Several times as fast as ImgLib2's converters.
        for (int p = 0; p < floats.length; p++) values[p] = floats[p];
      };
    }
    PrimitiveBlocks<DoubleType> blocks =
        PrimitiveBlocks.of(
            RealTypeConverters.convert(part, new DoubleType()), PrimitiveBlocks.OnFallback.ACCEPT);
    return interval -> blocks.copy(interval, values);
  }

  private void addSlice() {
    BitSet foreground = new BitSet(values.length);
    int count = 0;
    for (int row = 0; row < values.length; row += rowLength) {
      int end = row + rowLength;
      for (int start = row, stop = row; start < end; start = stop) {
        while (start < end && !(values[start] >= threshold)) start++;
        Arrays.fill(sets, stop, start, 0);
        stop = start;
        while (stop < end && values[stop] >= threshold) stop++;
        if (start == stop) break;
        foreground.set(start, stop);
        runs[count++] = joinRun(start, stop);
      }
    }
    slices.add(new Slice(foreground, Arrays.copyOf(runs, count)));
  }

  /** Puts the set of a run in the place of those of the slice before, and returns it. */
  private int joinRun(int start, int stop) {
    int set = join(0, start, stop);
    int step = rowLength;
    for (int d = 1; d < lastAxis; d++) {
      int length = (int) image.dimension(d);
      if (start / step % length > 0) set = join(set, start - step, stop - step);
      step *= length;
    }
    if (set == 0) set = objects.add();
    objects.addPixels(set, stop - start);
    Arrays.fill(sets, start, stop, set);
    return set;
  }

  /** Joins a set (0: none yet) and those between two places, which may be background. */
  private int join(int set, int start, int stop) {
    int before = 0;
    for (int p = start; p < stop; p++) {
      int other = sets[p];
      if (other != before && other != 0) set = set == 0 ? other : objects.join(set, other);
      before = other;
    }
    return set;
  }

  /**
   * Drops small objects and numbers the others.
   *
   * @param minimumSize objects of fewer pixels become background; 0 and 1 keep all
   * @param firstLabel label of the first object, 1 or more; the others follow, in raster order (X
   *     fastest) of their first pixels. Background is 0
   * @return the number of objects, 0 if there is none
   * @throws IllegalArgumentException if the first label is below 1
   * @throws UserException if the last label were above 2^31 - 1
   * @throws IllegalStateException if parts are missing
   */
  public int finish(long minimumSize, int firstLabel) {
    if (firstLabel < 1)
      throw new IllegalArgumentException(
          "The first label is " + firstLabel + "; it must be 1 or more, as 0 is background.");
    if (slices.size() < image.dimension(lastAxis))
      throw new IllegalStateException(
          slices.size() + " of " + image.dimension(lastAxis) + " slices of the map are there.");
    finished = true;
    return objects.number(minimumSize, firstLabel);
  }

  /**
   * The label image, only to be read: each slice (a row, a plane) is made when it is read, and not
   * kept. Any number of threads may read it.
   *
   * @return where the image is
   * @throws IllegalStateException before {@link #finish}
   */
  public RandomAccessibleInterval<IntType> labels() {
    if (!finished) throw new IllegalStateException("The objects are not numbered yet.");
    long[] size = image.dimensionsAsLongArray();
    int[] sliceSize = Util.long2int(sliceOf(image, 0).dimensionsAsLongArray());
    CellGrid grid = new CellGrid(size, sliceSize);
    LazyCellImg<IntType, IntArray> labels =
        new LazyCellImg<>(
            grid,
            new IntType(),
            index -> {
              long[] min = new long[size.length];
              min[lastAxis] = index;
              return new Cell<>(sliceSize, min, new IntArray(labels((int) index)));
            });
    return Views.translate(labels, image.minAsLongArray());
  }

  private int[] labels(int index) {
    Slice slice = slices.get(index);
    int[] labels = new int[sets.length];
    int run = 0;
    int start = slice.foreground.nextSetBit(0);
    while (start >= 0) {
      int rowEnd = (start / rowLength + 1) * rowLength;
      int stop = Math.min(slice.foreground.nextClearBit(start), rowEnd);
      Arrays.fill(labels, start, stop, objects.label(slice.sets[run++]));
      start = slice.foreground.nextSetBit(stop);
    }
    return labels;
  }

  private void requireFits(Interval part) {
    long missing = image.dimension(lastAxis) - slices.size();
    long[] allowed = image.dimensionsAsLongArray();
    allowed[lastAxis] = Math.min(missing, part.dimension(lastAxis));
    if (!Arrays.equals(allowed, part.dimensionsAsLongArray()))
      throw new IllegalArgumentException(
          "The part of the map has "
              + Arrays.toString(part.dimensionsAsLongArray())
              + " pixels; the image "
              + Arrays.toString(image.dimensionsAsLongArray())
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
}
