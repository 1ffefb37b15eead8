package sc.fiji.unet.images;

import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.DoubleUnaryOperator;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.type.numeric.real.FloatType;

/** Values that are measured, as often as they are asked for. */
@FunctionalInterface
interface Values {

  /** Gives all values, some at a time. */
  void read(Consumer<double[]> some);

  /**
   * The values of a part of a channel behind a function, without the pixels that are no number.
   *
   * @param channel (x, y[, z]), grey values
   */
  static Values of(
      RandomAccessible<FloatType> channel, Interval part, DoubleUnaryOperator function) {
    return some ->
        ChannelReader.read(
            channel,
            part,
            (pixels, first) -> {
              double[] values = new double[pixels.length];
              int n = 0;
              for (float pixel : pixels)
                if (Float.isFinite(pixel)) values[n++] = function.applyAsDouble(pixel);
              some.accept(n == values.length ? values : Arrays.copyOf(values, n));
            });
  }
}
