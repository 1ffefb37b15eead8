package sc.fiji.unet.images;

import java.io.Serializable;
import java.util.List;
import java.util.stream.Stream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;

/**
 * An image in bands of rows, each of which is measured for itself: one after the other in one
 * program, or at once on many computers. What is made of the bands is the same to the last bit, as
 * they are always cut, and put together, in the same way.
 */
public interface Bands {

  /** What is made of a band. */
  @FunctionalInterface
  interface Measure<R> extends Serializable {
    /**
     * @param channels (x, y[, z]) each, of the whole image
     * @param band the part of them that is looked at
     */
    R of(List<? extends RandomAccessibleInterval<FloatType>> channels, Interval band);
  }

  /** What a measure makes of each band, from the top; perhaps when it is taken from the stream. */
  <R extends Serializable> Stream<R> each(Measure<R> measure);

  int channels();

  /**
   * One after the other, in this thread.
   *
   * @param channels (x, y[, z]) each, all of one interval
   */
  static Bands of(List<? extends RandomAccessibleInterval<FloatType>> channels) {
    return new Bands() {
      @Override
      public <R extends Serializable> Stream<R> each(Measure<R> measure) {
        return cut(channels.get(0)).stream().map(band -> measure.of(channels, band));
      }

      @Override
      public int channels() {
        return channels.size();
      }
    };
  }

  /**
   * How an image is cut; a volume is one band.
   *
   * @param whole (x, y[, z])
   */
  static List<Interval> cut(Interval whole) {
    int most = 64; // what one program puts together
    int pixels = 1 << 20;
    if (whole.numDimensions() > 2) return List.of(whole);
    long height = whole.dimension(1);
    long rows = Math.max((height - 1) / most + 1, (pixels - 1) / whole.dimension(0) + 1);
    return RowBlocks.of(whole, rows);
  }
}
