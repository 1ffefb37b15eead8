package sc.fiji.unet.images;

import java.util.Arrays;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * An image at another size, by the triangle filter: linear interpolation where it grows, and where
 * it shrinks the filter is as much wider, so that each source pixel counts and nothing aliases. A
 * source pixel at distance t from the centre of a target pixel, in source pixels, has the weight
 * max(0, 1 - |t| / max(1, s)), s being source pixels per target pixel; weights of the pixels inside
 * the image sum to 1. The whole image is stretched: its borders, not its outermost pixel centres,
 * stay where they are.
 */
public final class Resampling {

  /** Pixels of a cell: many rows, whose filters at its border read some source rows twice. */
  private static final int CELL_PIXELS = 1 << 20;

  /** Source pixels that are read at once. */
  private static final int BLOCK = 1 << 18;

  private final RandomAccessibleInterval<FloatType> image;
  private final Filter columns;
  private final Filter rows;

  /**
   * @param whole (x, y), beginning at 0, of which the image is all or a part
   */
  private Resampling(
      RandomAccessibleInterval<FloatType> image, Interval whole, long width, long height) {
    this.image = image;
    columns = new Filter(Math.toIntExact(whole.dimension(0)), Math.toIntExact(width));
    rows = new Filter(Math.toIntExact(whole.dimension(1)), Math.toIntExact(height));
  }

  /**
   * The image, if it has the size already, or one whose rows are computed when they are read: once
   * if they are read from top to bottom, again where a reader comes back to what was forgotten. Any
   * number of threads may read it.
   *
   * @param image axis order (x, y), or further axes, which keep their sizes; a NaN makes those
   *     pixels NaN that it has a weight in
   * @param width of the result, in pixels, 1 or more
   * @param height of the result, in pixels, 1 or more
   * @return an interval that begins at 0
   */
  public static RandomAccessibleInterval<FloatType> of(
      RandomAccessibleInterval<FloatType> image, long width, long height) {
    RandomAccessibleInterval<FloatType> source = Views.zeroMin(image);
    if (source.dimension(0) == width && source.dimension(1) == height) return source;
    long[] size = source.dimensionsAsLongArray();
    size[0] = width;
    size[1] = height;
    Resampling resampling = new Resampling(source, source, width, height);
    return WeakCells.image(new FloatType(), resampling::cell, CELL_PIXELS, size);
  }

  /**
   * What a part of the result is made of.
   *
   * @param whole the image's pixels (x, y), beginning at 0
   * @param part (x, y) of the result
   * @return (x, y) of the image
   */
  public static Interval needed(Interval whole, long width, long height, Interval part) {
    if (whole.dimension(0) == width && whole.dimension(1) == height)
      return FinalInterval.createMinMax(part.min(0), part.min(1), part.max(0), part.max(1));
    Resampling resampling = new Resampling(null, whole, width, height);
    return FinalInterval.createMinMax(
        resampling.columns.first((int) part.min(0)),
        resampling.rows.first((int) part.min(1)),
        resampling.columns.last((int) part.max(0)),
        resampling.rows.last((int) part.max(1)));
  }

  /**
   * A part of what {@link #of} gives, in memory.
   *
   * @param image axis order (x, y), or further axes; at least what is {@link #needed}, where it is
   *     in the whole
   * @param whole its pixels (x, y), beginning at 0
   * @param part of the result, of as many axes
   * @return where it is in the result
   */
  public static RandomAccessibleInterval<FloatType> part(
      RandomAccessibleInterval<FloatType> image,
      Interval whole,
      long width,
      long height,
      Interval part) {
    if (whole.dimension(0) == width && whole.dimension(1) == height)
      return Views.interval(image, part);
    Resampling resampling = new Resampling(image, whole, width, height);
    int plane = Math.toIntExact(part.dimension(0) * part.dimension(1));
    float[] values = new float[Math.toIntExact(Intervals.numElements(part))];
    long[] size = part.dimensionsAsLongArray();
    long[] min = part.minAsLongArray();
    long[] first = new long[min.length];
    long[] cell = size.clone();
    Arrays.fill(cell, 2, cell.length, 1);
    for (int at = 0; at < values.length; at += plane) {
      IntervalIndexer.indexToPositionWithOffset(at, size, min, first);
      float[] pixels =
          resampling.cell(FinalInterval.createMinSize(first, cell)).getCurrentStorageArray();
      System.arraycopy(pixels, 0, values, at, plane);
    }
    return Views.translate(ArrayImgs.floats(values, size), min);
  }

  /** Adds each source row to the target rows that it belongs to. */
  private FloatArray cell(Interval target) {
    int width = (int) target.dimension(0);
    int top = (int) target.min(1);
    int bottom = (int) target.max(1);
    float[] cell = new float[(int) Intervals.numElements(target)];
    float[] row = new float[width];
    int left = (int) target.min(0);
    int firstColumn = columns.first(left);
    int sourceWidth = columns.last(left + width - 1) - firstColumn + 1;
    int blockHeight = Math.max(1, BLOCK / sourceWidth);
    float[] block = new float[sourceWidth * blockHeight];
    PrimitiveBlocks<FloatType> source =
        PrimitiveBlocks.of(image, PrimitiveBlocks.OnFallback.ACCEPT);
    int first = top;
    for (int y = rows.first(top); y <= rows.last(bottom); y++) {
      int inBlock = (y - rows.first(top)) % blockHeight;
      if (inBlock == 0)
        source.copy(
            sourceRows(
                target,
                firstColumn,
                sourceWidth,
                y,
                Math.min(blockHeight, rows.last(bottom) - y + 1)),
            block);
      columns.apply(block, inBlock * sourceWidth - firstColumn, left, row);
      while (rows.last(first) < y) first++;
      for (int t = first; t <= bottom && rows.first(t) <= y; t++) {
        float weight = rows.weight(t, y);
        int offset = (t - top) * width;
        for (int x = 0; x < width; x++) cell[offset + x] += weight * row[x];
      }
    }
    return new FloatArray(cell);
  }

  private static Interval sourceRows(Interval target, int left, int width, int first, int count) {
    long[] min = target.minAsLongArray();
    long[] size = target.dimensionsAsLongArray();
    min[0] = left;
    min[1] = first;
    size[0] = width;
    size[1] = count;
    return FinalInterval.createMinSize(min, size);
  }

  /** The filter along one axis, at each target pixel: source pixels first to last have weights. */
  private static final class Filter {

    private final int[] firsts;

    /** Where the weights of each target pixel begin, and where those of the last one end. */
    private final int[] begins;

    private float[] weights = new float[16];

    Filter(int from, int to) {
      firsts = new int[to];
      begins = new int[to + 1];
      // Lengths are whole numbers, 2 * to of them a source pixel, so that no weight is nearly 0.
      long radius = 2L * Math.max(from, to);
      for (int i = 0; i < to; i++) {
        long center = (2L * i + 1) * from;
        int first = (int) Math.max(0, Math.floorDiv(center - radius - to, 2L * to) + 1);
        int last = (int) Math.min(from - 1, Math.floorDiv(center + radius - to - 1, 2L * to));
        double sum = 0;
        for (int j = first; j <= last; j++) sum += radius - Math.abs((2L * j + 1) * to - center);
        int begin = begins[i];
        int end = begin + last - first + 1;
        if (end > weights.length) weights = Arrays.copyOf(weights, 2 * end);
        for (int j = first; j <= last; j++)
          weights[begin + j - first] =
              (float) ((radius - Math.abs((2L * j + 1) * to - center)) / sum);
        firsts[i] = first;
        begins[i + 1] = end;
      }
    }

    int first(int target) {
      return firsts[target];
    }

    int last(int target) {
      return firsts[target] + begins[target + 1] - begins[target] - 1;
    }

    float weight(int target, int source) {
      return weights[begins[target] + source - firsts[target]];
    }

    /**
     * @param offset of the image's first pixel in the source
     * @param left first pixel of the target
     */
    void apply(float[] source, int offset, int left, float[] target) {
      for (int i = 0; i < target.length; i++) {
        float sum = 0;
        int t = left + i;
        int first = offset + firsts[t] - begins[t];
        for (int w = begins[t]; w < begins[t + 1]; w++) sum += weights[w] * source[first + w];
        target[i] = sum;
      }
    }
  }
}
