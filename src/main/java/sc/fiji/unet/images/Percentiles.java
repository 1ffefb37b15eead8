package sc.fiji.unet.images;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.LongStream;

/**
 * Exact percentiles of any number of floats in little memory: a first reading counts the values by
 * the upper 16 bits, a second one those it was about by the lower 16.
 */
final class Percentiles {

  private static final int BINS = 1 << 16;

  private final long[] upper = new long[BINS];

  /** By their upper bits, of the values that are asked for. */
  private final Map<Integer, long[]> lower = new HashMap<>();

  private Percentiles() {}

  /**
   * @param values are rounded to floats
   * @param percents 0 to 100, interpolated linearly between two values
   * @return a value for each; 0 if there are no values
   */
  static double[] of(BandValues values, double... percents) {
    Percentiles counted = new Percentiles();
    values.each(Percentiles::countUpper).forEach(band -> add(band, counted.upper));
    long n = LongStream.of(counted.upper).sum();
    if (n == 0) return new double[percents.length];
    double[] indices = Arrays.stream(percents).map(percent -> percent / 100 * (n - 1)).toArray();
    counted.countLower(values, indices);
    return Arrays.stream(indices).map(counted::interpolated).toArray();
  }

  private void countLower(BandValues values, double[] indices) {
    int[] wanted =
        Arrays.stream(indices)
            .mapToObj(Percentiles::neighbours)
            .flatMapToLong(LongStream::of)
            .mapToInt(rank -> bin(upper, rank))
            .distinct()
            .toArray();
    for (int bin : wanted) lower.put(bin, new long[BINS]);
    values
        .each(band -> countLower(band, wanted))
        .forEach(
            band -> {
              for (int i = 0; i < wanted.length; i++) add(band[i], lower.get(wanted[i]));
            });
  }

  private static void add(long[] counts, long[] sum) {
    Arrays.setAll(sum, bin -> sum[bin] + counts[bin]);
  }

  private static long[] countUpper(Values values) {
    long[] counts = new long[BINS];
    values.read(
        some -> {
          for (double value : some) counts[key(value) >>> 16]++;
        });
    return counts;
  }

  private static long[][] countLower(Values values, int[] upper) {
    long[][] counts = new long[upper.length][BINS];
    long[][] byUpper = new long[BINS][];
    for (int i = 0; i < upper.length; i++) byUpper[upper[i]] = counts[i];
    values.read(
        some -> {
          for (double value : some) {
            int key = key(value);
            long[] bins = byUpper[key >>> 16];
            if (bins != null) bins[key & 0xffff]++;
          }
        });
    return counts;
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
    int bits = first << 16 | bin(lower.get(first), rank - before);
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
