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
import net.imglib2.view.Views;

/**
 * An image of sets of pixels (0: background) as runs of one set each, added row by row: a bit for
 * each pixel and 4 bytes for each run and each row.
 */
final class RunImage {

  private final RowOrder rows;
  private final List<Slice> slices = new ArrayList<>();

  /** Of the slice that is not complete yet. */
  private BitSet starts;

  private int[] firstRuns;
  private int[] sets = new int[64];
  private int count;

  /** The runs at one position of the last axis. */
  private static final class Slice {

    /** First pixels of the runs; each ends with its row at the latest. */
    private final BitSet starts;

    /** Of each row. */
    private final int[] firstRuns;

    private final int[] sets;

    Slice(BitSet starts, int[] firstRuns, int[] sets) {
      this.starts = starts;
      this.firstRuns = firstRuns;
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
    beginSlice();
  }

  private void beginSlice() {
    starts = new BitSet(rows.sliceSize());
    firstRuns = new int[rowsOfSlice()];
    count = 0;
  }

  private int rowsOfSlice() {
    return rows.sliceSize() / rows.width();
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
    if (rows.offset() > 0) firstRuns[rows.offset() / rows.width()] = count;
    else {
      slices.add(new Slice(starts, firstRuns, Arrays.copyOf(sets, count)));
      beginSlice();
    }
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
   * The image, only to be read: each row is made when it is read, and not kept. Any number of
   * threads may read it.
   *
   * @param value of a set's pixels; 0 for 0
   */
  RandomAccessibleInterval<IntType> pixels(IntUnaryOperator value) {
    Interval image = rows.image();
    long[] size = image.dimensionsAsLongArray();
    int[] rowSize = new int[size.length];
    Arrays.fill(rowSize, 1);
    rowSize[0] = rows.width();
    LazyCellImg<IntType, IntArray> pixels =
        new LazyCellImg<>(
            new CellGrid(size, rowSize),
            new IntType(),
            row -> {
              long[] min = new long[size.length];
              IntervalIndexer.indexToPosition(row * rows.width(), size, min);
              return new Cell<>(rowSize, min, new IntArray(row(row, value)));
            });
    return Views.translate(pixels, image.minAsLongArray());
  }

  /** The same, into an image of this size. */
  void write(IntUnaryOperator value, RandomAccessibleInterval<IntType> target) {
    RandomAccess<IntType> pixel = Views.zeroMin(target).randomAccess();
    long count = (long) slices.size() * rowsOfSlice();
    for (long row = 0; row < count; row++) {
      IntervalIndexer.indexToPosition(row * rows.width(), target, pixel);
      for (int label : row(row, value)) {
        pixel.get().set(label);
        pixel.fwd(0);
      }
    }
  }

  /**
   * @param index in raster order
   */
  private int[] row(long index, IntUnaryOperator value) {
    Slice slice = slices.get((int) (index / rowsOfSlice()));
    int row = (int) (index % rowsOfSlice());
    int first = row * rows.width();
    int end = first + rows.width();
    int[] pixels = new int[rows.width()];
    int run = slice.firstRuns[row];
    for (int start = first, stop; start < end; start = stop) {
      stop = Math.min(stop(slice, start), end);
      int set = slice.sets[run++];
      if (set != 0) Arrays.fill(pixels, start - first, stop - first, value.applyAsInt(set));
    }
    return pixels;
  }

  private int stop(Slice slice, int start) {
    int next = slice.starts.nextSetBit(start + 1);
    return next < 0 ? rows.sliceSize() : next;
  }
}
