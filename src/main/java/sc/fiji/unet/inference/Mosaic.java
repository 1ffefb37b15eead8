package sc.fiji.unet.inference;

import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.progress.UserException;

/**
 * Puts the predictions of tiles together, from the top of a region to its bottom, and holds no more
 * than one row of tiles. Where the cores of tiles overlap it takes their mean, weighted by a
 * Gaussian around each tile's centre with an eighth of its size as standard deviation.
 */
final class Mosaic {

  private final Interval region;
  private final int width;
  private final int classes;
  private final boolean blended;

  private long top;
  private int rows;

  /** Axis order (class, y, x), from the top; weighted sums if blended. */
  private float[] values = {};

  /** (y, x), only if blended. */
  private float[] weights = {};

  /**
   * @param region (x, y)
   * @param blended whether cores overlap
   */
  Mosaic(Interval region, int classes, boolean blended) {
    this.region = region;
    this.classes = classes;
    this.blended = blended;
    width = Math.toIntExact(region.dimension(0));
    top = region.min(1);
  }

  /** The first row that is not finished. */
  long top() {
    return top;
  }

  /**
   * Adds a tile; those of a row of tiles from left to right, and rows from top to bottom.
   *
   * @param part of the tile's core, axis order (class, y, x)
   * @throws UserException if a row of tiles is too large
   */
  void add(Tile tile, float[] part) {
    Interval core = tile.core();
    if (core.min(0) == region.min(0)) grow(core.max(1) + 1 - top);
    int partWidth = (int) core.dimension(0);
    int partHeight = (int) core.dimension(1);
    int left = (int) (core.min(0) - region.min(0));
    float[] across = blended ? bell(tile, 0) : null;
    float[] down = blended ? bell(tile, 1) : null;
    for (int y = 0; y < partHeight; y++) {
      int row = (int) (core.min(1) + y - top);
      for (int c = 0; c < classes; c++) {
        int from = (c * partHeight + y) * partWidth;
        int to = (c * rows + row) * width + left;
        if (blended)
          for (int x = 0; x < partWidth; x++)
            values[to + x] += down[y] * across[x] * part[from + x];
        else System.arraycopy(part, from, values, to, partWidth);
      }
      if (blended)
        for (int x = 0; x < partWidth; x++) weights[row * width + left + x] += down[y] * across[x];
    }
  }

  /**
   * Gives away what is finished.
   *
   * @param end the first row that further tiles add to
   * @return axis order (x, y, class), where it belongs
   */
  RandomAccessibleInterval<FloatType> finish(long end) {
    int finished = (int) (end - top);
    float[] block = blended ? new float[classes * finished * width] : values;
    if (blended) {
      for (int c = 0; c < classes; c++)
        for (int i = 0; i < finished * width; i++)
          block[c * finished * width + i] = values[c * rows * width + i] / weights[i];
      weights = rowsFrom(finished, weights, 1, rows - finished);
    }
    values = rowsFrom(finished, values, classes, rows - finished);
    RandomAccessibleInterval<FloatType> image =
        Views.translate(ArrayImgs.floats(block, width, finished, classes), region.min(0), top, 0);
    rows -= finished;
    top = end;
    return image;
  }

  private void grow(long height) {
    if (height * width * classes > Integer.MAX_VALUE - 8)
      throw new UserException(
          String.format(
              "%d rows of %d pixels and %d classes are more than memory can hold at once: choose"
                  + " smaller tiles, or select a part of the image.",
              height, width, classes));
    values = rowsFrom(0, values, classes, (int) height);
    if (blended) weights = rowsFrom(0, weights, 1, (int) height);
    rows = (int) height;
  }

  /** The same planes without their first rows, cut or filled up with 0 to a number of rows. */
  private float[] rowsFrom(int first, float[] planes, int count, int height) {
    float[] result = new float[count * height * width];
    for (int p = 0; p < count; p++)
      System.arraycopy(
          planes,
          (p * rows + first) * width,
          result,
          p * height * width,
          Math.min(rows - first, height) * width);
    return result;
  }

  /** The weights of a tile's core along an axis. */
  private static float[] bell(Tile tile, int axis) {
    double centre = (tile.source().min(axis) + tile.source().max(axis)) / 2.0;
    double deviation = tile.source().dimension(axis) / 8.0;
    float[] bell = new float[(int) tile.core().dimension(axis)];
    for (int i = 0; i < bell.length; i++)
      bell[i] =
          (float) Math.exp(-0.5 * Math.pow((tile.core().min(axis) + i - centre) / deviation, 2));
    return bell;
  }
}
