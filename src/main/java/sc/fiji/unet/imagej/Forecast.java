package sc.fiji.unet.imagej;

import java.util.OptionalDouble;

/**
 * Estimates how long work takes that goes on evenly from where it begins, which need not be 0.
 *
 * <p>All of it early, once, and only if that is long: the first step is slower than the others, and
 * is left out where it can be.
 */
final class Forecast {

  // All in seconds.
  private static final double LONG = 30;
  private static final double EARLY = 3;
  private static final double LONG_STEP = 10;
  private static final double SHORTEST_MEASURED = 1;
  private static final double UNCERTAIN = 2;

  /** Later nobody needs to be told. */
  private static final double LATEST = 0.5;

  /** By so much may threads that report together differ. */
  private static final double OUT_OF_ORDER = 0.1;

  private boolean told;
  private double latest;
  private double first = Double.NaN;
  private double firstFraction;
  private double second = Double.NaN;
  private double secondFraction;

  /**
   * To be asked as the work goes on.
   *
   * @param now seconds since some moment
   * @param fraction of the work that is done, 0 to 1
   * @return seconds that it takes from its first step to its end, if it is time to tell them
   */
  synchronized OptionalDouble seconds(double now, double fraction) {
    if (Double.isNaN(first) || fraction < latest - OUT_OF_ORDER) { // the next work begins
      first = now;
      firstFraction = fraction;
      second = Double.NaN;
      latest = fraction;
    }
    if (fraction < latest) return OptionalDouble.empty();
    latest = fraction;
    if (told || fraction > LATEST || fraction == firstFraction) return OptionalDouble.empty();
    double elapsed = now - first;
    double all = 1 - firstFraction;
    double expected;
    if (Double.isNaN(second)) {
      second = now;
      secondFraction = fraction;
      if (elapsed < LONG_STEP) return OptionalDouble.empty();
      expected = elapsed * all / (fraction - firstFraction);
    } else {
      double measured = now - second;
      if (elapsed < EARLY || measured < SHORTEST_MEASURED || fraction == secondFraction)
        return OptionalDouble.empty();
      expected = elapsed + measured * (1 - fraction) / (fraction - secondFraction);
    }
    if (expected < LONG) return OptionalDouble.empty();
    told = true;
    return OptionalDouble.of(expected);
  }

  /** Seconds until the end if it goes on as fast as so far, of what was told last. */
  synchronized OptionalDouble left(double now, double fraction) {
    double elapsed = now - first;
    double done = fraction - firstFraction;
    return elapsed < UNCERTAIN || done <= 0 || fraction >= 1
        ? OptionalDouble.empty()
        : OptionalDouble.of(elapsed / done * (1 - fraction));
  }

  /** "40 seconds", "3 minutes", "2.5 hours". */
  static String words(double seconds) {
    if (seconds < 90) return Math.round(seconds / 10) * 10 + " seconds";
    if (seconds < 90 * 60) return Math.round(seconds / 60) + " minutes";
    return Math.round(seconds / 360) / 10.0 + " hours";
  }
}
