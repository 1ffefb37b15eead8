package sc.fiji.unet.formats;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.cell.Cell;
import net.imglib2.img.cell.CellGrid;
import net.imglib2.img.cell.LazyCellImg;
import net.imglib2.type.numeric.real.FloatType;

/**
 * The planes of a level of an {@link ImageFile}, whose blocks are read when they are asked for. Of
 * all planes together as many are kept as it takes to go through a plane row by row and read each
 * block once.
 */
final class FileCells {

  private final ImageFile file;
  private final int level;
  private final int firstChannel;
  private final boolean mean;
  private final CellGrid grid;
  private final Map<Place, Cell<FloatArray>> kept;

  private record Place(int z, int t, long cell) {}

  /**
   * @param firstChannel from 0
   * @param channels that are read together, one or more
   * @param mean whether a plane is the mean of these channels, instead
   */
  FileCells(ImageFile file, int level, int firstChannel, int channels, boolean mean) {
    this.file = file;
    this.level = level;
    this.firstChannel = firstChannel;
    this.mean = mean;
    long[] size = file.size(level);
    int[] block = file.blockSize(level);
    grid =
        new CellGrid(
            new long[] {size[0], size[1], channels},
            new int[] {
              (int) Math.min(block[0], size[0]), (int) Math.min(block[1], size[1]), channels
            });
    long most = 2 * grid.gridDimension(0);
    kept =
        new LinkedHashMap<>(16, 0.75f, true) {
          @Override
          protected boolean removeEldestEntry(Map.Entry<Place, Cell<FloatArray>> eldest) {
            return size() > most;
          }
        };
  }

  /** Axis order (x, y, channel); of the mean of them, one. */
  LazyCellImg<FloatType, FloatArray> plane(int z, int t) {
    long[] size = grid.getImgDimensions();
    int[] cell = new int[] {grid.cellDimension(0), grid.cellDimension(1), mean ? 1 : (int) size[2]};
    CellGrid shown = new CellGrid(new long[] {size[0], size[1], mean ? 1 : size[2]}, cell);
    return new LazyCellImg<>(shown, new FloatType(), index -> cell(new Place(z, t, index)));
  }

  private Cell<FloatArray> cell(Place place) {
    synchronized (kept) {
      Cell<FloatArray> cell = kept.get(place);
      if (cell != null) return cell;
    }
    Cell<FloatArray> cell = read(place); // by two threads at once, which does no harm
    synchronized (kept) {
      kept.put(place, cell);
    }
    return cell;
  }

  private Cell<FloatArray> read(Place place) {
    long[] min = new long[3];
    int[] size = new int[3];
    grid.getCellDimensions(place.cell(), min, size);
    float[] values = new float[size[0] * size[1] * size[2]];
    file.read(
        level,
        new long[] {min[0], min[1], firstChannel, place.z(), place.t()},
        new int[] {size[0], size[1], size[2], 1, 1},
        values);
    if (mean) {
      values = mean(values, size[2]);
      size[2] = 1;
    }
    return new Cell<>(size, min, new FloatArray(values));
  }

  private static float[] mean(float[] values, int channels) {
    float[] mean = Arrays.copyOf(values, values.length / channels);
    for (int i = mean.length; i < values.length; i++) mean[i % mean.length] += values[i];
    for (int i = 0; i < mean.length; i++) mean[i] /= channels;
    return mean;
  }
}
