package sc.fiji.unet.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntUnaryOperator;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.basictypeaccess.array.IntArray;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Util;
import net.imglib2.view.Views;

/**
 * An image of sets of pixels (0: background) as runs of one set each, added row by row: a bit for
 * each pixel and 4 bytes for each run.
 */
final class RunImage {

  private final RowOrder rows;
  private final List<Slice> slices = new ArrayList<>();

  /** Of the slice that is not complete yet. */
  private BitSet starts;

  private int[] sets = new int[64];
  private int count;

  /** The runs at one position of the last axis. */
  private static final class Slice {

    /** First pixels of the runs; each ends with its row at the latest. */
    private final BitSet starts;

    private final int[] sets;

    Slice(BitSet starts, int[] sets) {
      this.starts = starts;
      this.sets = sets;
    }
  }

  /** Gives a run its set. */
  interface SetOfRun {

    /**
     * @param row where the run is
     * @param start its first pixel in the row
     * @param stop the pixel after its last
     * @param set what it has so far
     */
    int apply(RowOrder row, int start, int stop, int set);
  }

  RunImage(Interval image) {
    rows = new RowOrder(image);
    starts = new BitSet(rows.sliceSize());
  }

  /** The row that is added now. */
  RowOrder rows() {
    return rows;
  }

  /** Adds a run from a pixel of the row to the next run, or the row's end. */
  void add(int start, int set) {
    starts.set(rows.offset() + start);
    if (count == sets.length) sets = Arrays.copyOf(sets, DisjointSets.capacityAfter(count));
    sets[count++] = set;
  }

  void endRow() {
    rows.advance();
    if (rows.offset() > 0) return;
    slices.add(new Slice(starts, Arrays.copyOf(sets, count)));
    starts = new BitSet(rows.sliceSize());
    count = 0;
  }

  /**
   * Drops objects and numbers the others.
   *
   * @param objects of these sets, all joined
   * @return the number of objects that got a label
   */
  int number(DisjointSets objects, ObjectFilter keep, int firstLabel) {
    if (keep.fillHoles()) Holes.fill(this, objects);
    if (keep.dropAtBorder())
      replaceSets(
          (row, start, stop, set) -> {
            boolean end = row.width() > 1 && (start == 0 || stop == row.width());
            if (end || row.isBorder()) objects.drop(set);
            return set;
          });
    return objects.number(keep, firstLabel);
  }

  /** Gives all runs another set, in raster order. */
  void replaceSets(SetOfRun replacement) {
    RowOrder row = new RowOrder(rows.image());
    for (Slice slice : slices) {
      int run = 0;
      int start = 0;
      do {
        int rowEnd = row.offset() + row.width();
        while (start < rowEnd) {
          int stop = stop(slice, start);
          slice.sets[run] =
              replacement.apply(row, start - row.offset(), stop - row.offset(), slice.sets[run]);
          run++;
          start = stop;
        }
        row.advance();
      } while (row.offset() > 0);
    }
  }

  /**
   * The image, only to be read: each slice (a row, a plane) is made when it is read, and not kept.
   * Any number of threads may read it.
   *
   * @param value of a set's pixels; 0 for 0
   */
  RandomAccessibleInterval<IntType> pixels(IntUnaryOperator value) {
    Interval image = rows.image();
    long[] size = image.dimensionsAsLongArray();
    int lastAxis = size.length - 1;
    int[] sliceSize = Util.long2int(size);
    sliceSize[lastAxis] = 1;
    LazyCellImg<IntType, IntArray> pixels =
        new LazyCellImg<>(
            new CellGrid(size, sliceSize),
            new IntType(),
            index -> {
              long[] min = new long[size.length];
              min[lastAxis] = index;
              return new Cell<>(sliceSize, min, new IntArray(slice((int) index, value)));
            });
    return Views.translate(pixels, image.minAsLongArray());
  }

  /** The same, into an image of this size. */
  void write(IntUnaryOperator value, RandomAccessibleInterval<IntType> target) {
    RandomAccess<IntType> pixel = Views.zeroMin(target).randomAccess();
    int lastAxis = target.numDimensions() - 1;
    for (int s = 0; s < slices.size(); s++) {
      int[] values = slice(s, value);
      for (int row = 0; row < values.length; row += rows.width()) {
        IntervalIndexer.indexToPosition(row, target, pixel);
        pixel.setPosition(s, lastAxis);
        for (int p = row; p < row + rows.width(); p++) {
          pixel.get().set(values[p]);
          pixel.fwd(0);
        }
      }
    }
  }

  private int[] slice(int index, IntUnaryOperator value) {
    Slice slice = slices.get(index);
    int[] pixels = new int[rows.sliceSize()];
    int run = 0;
    for (int start = 0, stop; start < pixels.length; start = stop) {
      stop = stop(slice, start);
      int set = slice.sets[run++];
      if (set != 0) Arrays.fill(pixels, start, stop, value.applyAsInt(set));
    }
    return pixels;
  }

  private int stop(Slice slice, int start) {
    int next = slice.starts.nextSetBit(start + 1);
    return next < 0 ? rows.sliceSize() : next;
  }
}
