package sc.fiji.unet.tensor;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/**
 * Zero mean and unit variance: (value - mean) / (deviation + 1e-6), the {@code
 * zero_mean_unit_variance} of bioimage.io. Measured on a whole plane, never on a tile, so that the
 * answer does not depend on the tiles. Pixels that are no number, as 32-bit images may have, are
 * left out and become the mean.
 *
 * @param mean in grey values
 * @param deviation standard deviation in grey values
 */
public record Normalization(double mean, double deviation) {

  private static final double EPSILON = 1e-6;

  /** Measures one channel. */
  public static Normalization of(RandomAccessibleInterval<? extends RealType<?>> channel) {
    // Welford's update keeps its precision where a large offset would cost a sum of squares its.
    long n = 0;
    double mean = 0;
    double squares = 0;
    for (RealType<?> pixel : channel) {
      double value = pixel.getRealDouble();
      if (!Double.isFinite(value)) continue;
      double delta = value - mean;
      mean += delta / ++n;
      squares += delta * (value - mean);
    }
    return new Normalization(mean, Math.sqrt(squares / Math.max(1, n)));
  }

  /** The normalised value of a grey value. */
  public float apply(double value) {
    return Double.isFinite(value) ? (float) ((value - mean) / (deviation + EPSILON)) : 0;
  }
}
