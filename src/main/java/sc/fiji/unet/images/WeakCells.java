package sc.fiji.unet.images;

import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Function;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.NativeType;
import net.imglib2.util.Intervals;

/**
 * Cells of an image's rows that are made when they are read. One that nobody reads any more is
 * forgotten at the next garbage collection, and made again when it is read again; but for the first
 * one and the one made last, so that reading from top to bottom makes each once. Two of one place
 * must therefore show the same pixels, and then any number of threads may use them.
 */
public final class WeakCells<A> implements LazyCellImg.Get<Cell<A>> {

  /** Pixels of a cell: few cells, and each far below the 2 GB of a mapping or an array. */
  private static final int CELL_PIXELS = 1 << 22;

  private final CellGrid grid;
  private final Function<Interval, A> pixels;
  private final AtomicReferenceArray<WeakReference<Cell<A>>> cells;

  // What is kept, and never read. ImgLib2 asks for the first cell whenever it makes a reader.
  private volatile Cell<A> first;
  private volatile Cell<A> last;

  private WeakCells(CellGrid grid, Function<Interval, A> pixels) {
    this.grid = grid;
    this.pixels = pixels;
    cells = new AtomicReferenceArray<>((int) Intervals.numElements(grid.getGridDimensions()));
  }

  /**
   * An image of such cells.
   *
   * @param pixels gives those of an interval, whole rows, X fastest
   * @param size of the image, two dimensions or more
   */
  public static <T extends NativeType<T>, A extends DataAccess> LazyCellImg<T, A> image(
      T type, Function<Interval, A> pixels, long... size) {
    return image(type, pixels, CELL_PIXELS, size);
  }

  /**
   * The same with cells of another size.
   *
   * @param pixelsOfCell at most, but for cells of one row
   */
  public static <T extends NativeType<T>, A extends DataAccess> LazyCellImg<T, A> image(
      T type, Function<Interval, A> pixels, int pixelsOfCell, long[] size) {
    int[] cellSize = new int[size.length];
    Arrays.fill(cellSize, 1);
    cellSize[0] = Math.toIntExact(size[0]);
    cellSize[1] = (int) Math.min(size[1], Math.max(1, pixelsOfCell / size[0]));
    CellGrid grid = new CellGrid(size, cellSize);
    return new LazyCellImg<>(grid, type, new WeakCells<>(grid, pixels));
  }

  @Override
  public Cell<A> get(long index) {
    WeakReference<Cell<A>> reference = cells.get((int) index);
    Cell<A> cell = reference == null ? null : reference.get();
    if (cell == null) {
      long[] min = new long[grid.numDimensions()];
      int[] size = new int[min.length];
      grid.getCellDimensions(index, min, size);
      long[] max = new long[min.length];
      Arrays.setAll(max, d -> min[d] + size[d] - 1);
      cell = new Cell<>(size, min, pixels.apply(new FinalInterval(min, max)));
      cells.set((int) index, new WeakReference<>(cell));
      if (index == 0) first = cell;
      else last = cell;
    }
    return cell;
  }
}
