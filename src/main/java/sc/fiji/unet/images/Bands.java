package sc.fiji.unet.images;

import java.util.function.ObjLongConsumer;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.blocks.PrimitiveBlocks.OnFallback;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;

/** Reads a channel a few rows at a time: fast, and in little memory. */
public final class Bands {

  /** Stay in the processor's cache from one step to the next. */
  private static final int PIXELS = 1 << 14;

  private Bands() {}

  /**
   * @param channel (x, y)
   * @param part (x, y)
   * @param band takes the values of whole rows of the part, from the top, and the index of the
   *     first of them in the part; the array is used again
   */
  public static void read(
      RandomAccessible<FloatType> channel, Interval part, ObjLongConsumer<float[]> band) {
    PrimitiveBlocks<FloatType> blocks = PrimitiveBlocks.of(channel, OnFallback.ACCEPT);
    long rows = Math.max(1, PIXELS / part.dimension(0));
    float[] values = new float[0];
    for (long y = part.min(1); y <= part.max(1); y += rows) {
      Interval next =
          FinalInterval.createMinMax(
              part.min(0), y, part.max(0), Math.min(y + rows - 1, part.max(1)));
      int size = Math.toIntExact(Intervals.numElements(next));
      if (values.length != size) values = new float[size];
      blocks.copy(next, values);
      band.accept(values, (y - part.min(1)) * part.dimension(0));
    }
  }
}
