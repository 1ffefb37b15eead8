package sc.fiji.unet.formats;

import java.util.Arrays;
import java.util.Optional;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.numeric.real.FloatType;

/**
 * The planes of a level of an {@link ImageFile}, in cells of about the file's blocks that are read
 * when they are asked for. Of all planes together so many bytes are kept, two rows of cells of a
 * plane at least: row by row, each cell is read once.
 */
final class FileCells {

  /** Smaller blocks are read together. */
  private static final int LEAST = 512;

  /** Larger blocks are read in parts. */
  private static final int MOST = 2048;

  private final ImageFile file;
  private final int level;
  private final int averaged;
  private final CellGrid grid;
  private final Recent<Place, Cell<FloatArray>> kept;

  private record Place(int c, int z, int t, long cell) {}

  /**
   * @param averaged channels whose mean is a plane's pixel; 1 for each channel as it is
   * @param limit bytes that are kept at most
   */
  FileCells(ImageFile file, int level, int averaged, long limit) {
    this.file = file;
    this.level = level;
    this.averaged = averaged;
    long width = file.size(level)[0];
    long height = file.size(level)[1];
    int[] block = file.blockSize(level);
    long rows = Math.max(1, limit / (2 * Float.BYTES * width));
    grid =
        new CellGrid(
            new long[] {width, height},
            new int[] {
              (int) Math.min(side(block[0]), width),
              (int) Math.min(Math.min(side(block[1]), rows), height)
            });
    kept = new Recent<>(limit, cell -> Float.BYTES * cell.size());
  }

  private static int side(int block) {
    return block < LEAST ? LEAST / block * block : Math.min(block, MOST);
  }

  /**
   * Axis order (x, y).
   *
   * @param c from 0, the first of those that are averaged
   */
  LazyCellImg<FloatType, FloatArray> plane(int c, int z, int t) {
    return new LazyCellImg<>(grid, new FloatType(), index -> cell(new Place(c, z, t, index)));
  }

  private Cell<FloatArray> cell(Place place) {
    Optional<Cell<FloatArray>> there = kept.get(place);
    if (there.isPresent()) return there.get();
    Cell<FloatArray> cell = read(place); // by two threads at once, which does no harm
    kept.put(place, cell);
    return cell;
  }

  private Cell<FloatArray> read(Place place) {
    long[] min = new long[2];
    int[] size = new int[2];
    grid.getCellDimensions(place.cell(), min, size);
    float[] values = new float[size[0] * size[1] * averaged];
    file.read(
        level,
        new long[] {min[0], min[1], place.c(), place.z(), place.t()},
        new int[] {size[0], size[1], averaged, 1, 1},
        values);
    return new Cell<>(size, min, new FloatArray(averaged == 1 ? values : mean(values, averaged)));
  }

  private static float[] mean(float[] values, int channels) {
    float[] mean = Arrays.copyOf(values, values.length / channels);
    for (int i = mean.length; i < values.length; i++) mean[i % mean.length] += values[i];
    for (int i = 0; i < mean.length; i++) mean[i] /= channels;
    return mean;
  }
}
