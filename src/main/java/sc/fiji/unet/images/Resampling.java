package sc.fiji.unet.images;

import java.util.Arrays;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.numeric.real.FloatType;
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

  private Resampling(RandomAccessibleInterval<FloatType> image, int width, int height) {
    this.image = image;
    columns = new Filter(Math.toIntExact(image.dimension(0)), width);
    rows = new Filter(Math.toIntExact(image.dimension(1)), height);
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
    Resampling resampling = new Resampling(source, Math.toIntExact(width), Math.toIntExact(height));
    return WeakCells.image(new FloatType(), resampling::cell, CELL_PIXELS, size);
  }

  /** Adds each source row to the target rows that it belongs to. */
  private FloatArray cell(Interval target) {
    int width = (int) target.dimension(0);
    int top = (int) target.min(1);
    int bottom = (int) target.max(1);
    float[] cell = new float[(int) Intervals.numElements(target)];
    float[] row = new float[width];
    int sourceWidth = (int) image.dimension(0);
    int blockHeight = Math.max(1, BLOCK / sourceWidth);
    float[] block = new float[sourceWidth * blockHeight];
    PrimitiveBlocks<FloatType> source =
        PrimitiveBlocks.of(image, PrimitiveBlocks.OnFallback.ACCEPT);
    int first = top;
    for (int y = rows.first(top); y <= rows.last(bottom); y++) {
      int inBlock = (y - rows.first(top)) % blockHeight;
      if (inBlock == 0)
        source.copy(sourceRows(target, y, Math.min(blockHeight, rows.last(bottom) - y + 1)), block);
      columns.apply(block, inBlock * sourceWidth, row);
      while (rows.last(first) < y) first++;
      for (int t = first; t <= bottom && rows.first(t) <= y; t++) {
        float weight = rows.weight(t, y);
        int offset = (t - top) * width;
        for (int x = 0; x < width; x++) cell[offset + x] += weight * row[x];
      }
    }
    return new FloatArray(cell);
  }

  private Interval sourceRows(Interval target, int first, int count) {
    long[] min = target.minAsLongArray();
    long[] size = target.dimensionsAsLongArray();
    min[1] = first;
    size[0] = image.dimension(0);
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

    void apply(float[] source, int offset, float[] target) {
      for (int i = 0; i < target.length; i++) {
        float sum = 0;
        int first = offset + firsts[i] - begins[i];
        for (int w = begins[i]; w < begins[i + 1]; w++) sum += weights[w] * source[first + w];
        target[i] = sum;
      }
    }
  }
}
