package sc.fiji.unet.images;

import java.io.Serializable;

/**
 * Number, mean and spread of values.
 *
 * @param mean 0 if there are no values
 * @param squares sum of the squared differences to the mean
 */
record Moments(long n, double mean, double squares) implements Serializable {

  private static final Moments NONE = new Moments(0, 0, 0);

  /** Of all bands: put together in their order, as sums of floating-point numbers depend on it. */
  static Moments of(BandValues values) {
    return values.each(band -> of(band)).reduce(NONE, Moments::plus);
  }

  static Moments of(Values values) {
    Moments[] all = {NONE};
    values.read(some -> all[0] = all[0].plus(of(some)));
    return all[0];
  }

  private static Moments of(double[] values) {
    if (values.length == 0) return NONE;
    // Differences to one of the values keep the precision that a large offset would cost.
    double offset = values[0];
    double sum = 0;
    double squares = 0;
    for (double value : values) {
      double difference = value - offset;
      sum += difference;
      squares += difference * difference;
    }
    double mean = sum / values.length;
    return new Moments(values.length, offset + mean, Math.max(0, squares - sum * mean));
  }

  /**
   * Of the values of both (Chan, Golub, LeVeque 1979, Updating formulae and a pairwise algorithm
   * for computing sample variances, equations 2.1).
   */
  private Moments plus(Moments other) {
    if (other.n == 0) return this;
    long both = n + other.n;
    double difference = other.mean - mean;
    double share = (double) other.n / both;
    return new Moments(
        both,
        mean + difference * share,
        squares + other.squares + difference * difference * share * n);
  }

  /** The standard deviation, of the values as a whole population; 0 if there are none. */
  double deviation() {
    return Math.sqrt(squares / Math.max(1, n));
  }
}
