package sc.fiji.unet.images;

import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Exact percentiles of any number of floats in little memory: a first reading counts the values by
 * the upper 16 bits, a second one those it was about by the lower 16.
 */
final class Percentiles {

  private static final int BINS = 1 << 16;

  private final long[] upper = new long[BINS];

  /** By their upper bits; null where none of the values is asked for. */
  private final long[][] lower = new long[BINS][];

  private Percentiles() {}

  /**
   * @param values are rounded to floats
   * @param percents 0 to 100, interpolated linearly between two values
   * @return a value for each; 0 if there are no values
   */
  static double[] of(Values values, double... percents) {
    Percentiles counted = new Percentiles();
    values.read(counted::countUpper);
    long n = Arrays.stream(counted.upper).sum();
    if (n == 0) return new double[percents.length];
    double[] indices = Arrays.stream(percents).map(percent -> percent / 100 * (n - 1)).toArray();
    for (double index : indices)
      for (long rank : neighbours(index)) counted.lower[bin(counted.upper, rank)] = new long[BINS];
    values.read(counted::countLower);
    return Arrays.stream(indices).map(counted::interpolated).toArray();
  }

  private void countUpper(double[] values) {
    for (double value : values) upper[key(value) >>> 16]++;
  }

  private void countLower(double[] values) {
    for (double value : values) {
      int key = key(value);
      long[] counts = lower[key >>> 16];
      if (counts != null) counts[key & 0xffff]++;
    }
  }

  private double interpolated(double index) {
    long[] ranks = neighbours(index);
    double below = value(ranks[0]);
    return below + (value(ranks[1]) - below) * (index - ranks[0]);
  }

  private static long[] neighbours(double index) {
    return new long[] {(long) Math.floor(index), (long) Math.ceil(index)};
  }

  /** The value that this many are before. */
  private float value(long rank) {
    int first = bin(upper, rank);
    long before = LongStream.of(upper).limit(first).sum();
    int bits = first << 16 | bin(lower[first], rank - before);
    return Float.intBitsToFloat(bits < 0 ? bits ^ Integer.MIN_VALUE : ~bits);
  }

  private static int bin(long[] counts, long rank) {
    int bin = 0;
    for (long left = rank; left >= counts[bin]; bin++) left -= counts[bin];
    return bin;
  }

  /** Bits that are in the order of the values, as an unsigned number: those below 0 inverted. */
  private static int key(double value) {
    int bits = Float.floatToRawIntBits((float) value);
    return bits ^ (bits >> 31 | Integer.MIN_VALUE);
  }
}
