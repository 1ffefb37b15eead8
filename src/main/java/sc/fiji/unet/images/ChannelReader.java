package sc.fiji.unet.images;

import java.util.function.ObjLongConsumer;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.blocks.PrimitiveBlocks.OnFallback;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;

/** Reads a channel a few rows at a time: fast, and in little memory. */
final class ChannelReader {

  /** Stay in the processor's cache from one step to the next. */
  private static final int PIXELS = 1 << 14;

  private ChannelReader() {}

  /**
   * @param channel two dimensions or more
   * @param part of the channel
   * @param block takes the values of whole rows of the part, in flat order (x fastest), and the
   *     index of the first of them in the part; the array is used again
   */
  static void read(
      RandomAccessible<FloatType> channel, Interval part, ObjLongConsumer<float[]> block) {
    PrimitiveBlocks<FloatType> blocks = PrimitiveBlocks.of(channel, OnFallback.ACCEPT);
    long width = part.dimension(0);
    long height = part.dimension(1);
    long planes = Intervals.numElements(part) / (width * height);
    long rows = Math.max(1, PIXELS / width);
    long[] min = new long[part.numDimensions()];
    float[] values = new float[0];
    for (long plane = 0; plane < planes; plane++) {
      IntervalIndexer.indexToPosition(plane * width * height, part.dimensionsAsLongArray(), min);
      for (int d = 0; d < min.length; d++) min[d] += part.min(d);
      long[] max = min.clone();
      max[0] = part.max(0);
      for (long y = part.min(1); y <= part.max(1); y += rows) {
        min[1] = y;
        max[1] = Math.min(y + rows - 1, part.max(1));
        Interval next = new FinalInterval(min, max);
        int size = Math.toIntExact(Intervals.numElements(next));
        if (values.length != size) values = new float[size];
        blocks.copy(next, values);
        block.accept(values, (plane * height + y - part.min(1)) * width);
      }
    }
  }
}
