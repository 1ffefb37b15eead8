package sc.fiji.unet.images;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * What padding, rotating or stitching added around a channel: pixels of exactly one number, from
 * the ends of the rows on. An image whose background has that number is none: the number must be
 * rare within.
 */
public final class Margin implements Serializable {

  private static final long serialVersionUID = 2;

  /** Of the channel; a smaller margin is left as it is. */
  private static final double SMALLEST_SHARE = 0.01;

  /** Of what is within, at most, has the number of the margin by chance. */
  private static final double BY_CHANCE = 0.01;

  /** Pixels from a corner along one of its edges, without which nothing more is read. */
  private static final int CORNER = 16;

  /** Pixels, across it, that a straight edge may be off, and the share of rows that may be more. */
  private static final double OFF = 2;

  private static final double RAGGED = 0.02;

  private final float number;
  private final double share;

  /** Null of a margin that is not straight, of which nobody asks more. */
  private final Rows within;

  /** Of what is within. */
  private final float median;

  /**
   * Rows of a channel.
   *
   * @param first pixel within, of each; in a row of margin alone, the width
   * @param last the same; -1
   * @param count pixels of the margin's number, everywhere
   */
  private record Rows(int[] first, int[] last, long count) implements Serializable {

    static Rows together(List<Rows> bands) {
      return new Rows(
          bands.stream().flatMapToInt(band -> IntStream.of(band.first)).toArray(),
          bands.stream().flatMapToInt(band -> IntStream.of(band.last)).toArray(),
          bands.stream().mapToLong(Rows::count).sum());
    }

    long pixels() {
      return IntStream.range(0, first.length)
          .mapToLong(y -> Math.max(0, last[y] - first[y] + 1))
          .sum();
    }

    boolean has(long x, int y) {
      return x >= first[y] && x <= last[y];
    }

    /**
     * Whether this is a rectangle, perhaps a turned one that the frame cuts: each corner of its
     * bounds is cut off by one straight line. Nothing that was seen in a microscope is.
     */
    boolean isRectangle() {
      int[] rows = IntStream.range(0, first.length).filter(y -> last[y] >= 0).toArray();
      if (rows.length == 0 || rows[rows.length - 1] - rows[0] + 1 > rows.length) return false;
      int left = Arrays.stream(rows).map(y -> first[y]).min().getAsInt();
      int right = Arrays.stream(rows).map(y -> last[y]).max().getAsInt();
      int[] fromLeft = Arrays.stream(rows).map(y -> first[y] - left).toArray();
      int[] fromRight = Arrays.stream(rows).map(y -> right - last[y]).toArray();
      return isStraight(fromLeft) && isStraight(fromRight);
    }
  }

  private Margin(float number, double share, Rows within, float median) {
    this.number = number;
    this.share = share;
    this.within = within;
    this.median = median;
  }

  /**
   * Those of an item.
   *
   * @param channels (x, y) each, beginning at 0
   * @param bands the same
   * @return by the channels' indices; of channels without one, or with a small one, nothing
   */
  public static Map<Integer, Margin> of(
      List<? extends RandomAccessibleInterval<FloatType>> channels, Bands bands) {
    Map<Integer, Margin> margins = new TreeMap<>();
    for (int c = 0; c < channels.size(); c++) {
      int channel = c;
      corner(channels.get(c))
          .flatMap(number -> of(number, channel, channels.get(channel), bands))
          .ifPresent(margin -> margins.put(channel, margin));
    }
    return margins.isEmpty() ? Map.of() : margins;
  }

  /** The number of a corner that has it in 16 pixels of a row or a column. */
  private static Optional<Float> corner(RandomAccessibleInterval<FloatType> channel) {
    if (channel.numDimensions() != 2) return Optional.empty();
    for (long x : new long[] {0, channel.max(0)})
      for (long y : new long[] {0, channel.max(1)})
        if (isConstant(channel, x, y)) return Optional.of(channel.getAt(x, y).get());
    return Optional.empty();
  }

  private static Optional<Margin> of(float number, int channel, Interval plane, Bands bands) {
    Rows within =
        Rows.together(
            bands.each((channels, band) -> rows(channels.get(channel), band, number)).toList());
    long all = Intervals.numElements(plane);
    long outside = all - within.pixels();
    if (outside < SMALLEST_SHARE * all || within.count() - outside > BY_CHANCE * within.pixels())
      return Optional.empty();
    double share = (double) outside / all;
    return Optional.of(
        within.isRectangle()
            ? new Margin(number, share, within, median(within, channel, bands))
            : new Margin(number, share, null, 0));
  }

  private static boolean isConstant(RandomAccessibleInterval<FloatType> channel, long x, long y) {
    float number = channel.getAt(x, y).get();
    return channel.dimension(0) >= CORNER
            && LongStream.range(0, CORNER)
                .allMatch(i -> channel.getAt(Math.abs(x - i), y).get() == number)
        || channel.dimension(1) >= CORNER
            && LongStream.range(0, CORNER)
                .allMatch(i -> channel.getAt(x, Math.abs(y - i)).get() == number);
  }

  private static Rows rows(
      RandomAccessibleInterval<FloatType> channel, Interval band, float number) {
    int width = (int) band.dimension(0);
    int[] first = new int[(int) band.dimension(1)];
    Arrays.fill(first, width);
    int[] last = new int[first.length];
    Arrays.fill(last, -1);
    long[] count = {0};
    ChannelReader.read(
        channel,
        band,
        (block, begin) -> {
          for (int i = 0; i < block.length; i++) {
            if (block[i] == number) {
              count[0]++;
              continue;
            }
            int x = i % width;
            int y = (int) (begin / width) + i / width;
            first[y] = Math.min(first[y], x);
            last[y] = x;
          }
        });
    return new Rows(first, last, count[0]);
  }

  float number() {
    return number;
  }

  /** Of the channel, 0 to 1. */
  double share() {
    return share;
  }

  /** Whether what is within is a rectangle. */
  boolean isStraight() {
    return within != null;
  }

  /**
   * @param inset of each row, from one side of the bounds
   */
  private static boolean isStraight(int[] inset) {
    int n = inset.length;
    int top = IntStream.range(0, n).filter(y -> inset[y] == 0).findFirst().getAsInt();
    int bottom = IntStream.range(0, n).filter(y -> inset[n - 1 - y] == 0).findFirst().getAsInt();
    long off =
        IntStream.range(0, n)
            .filter(
                y ->
                    y < top
                        ? isOff(inset[y], y, inset[0], top)
                        : n - 1 - y < bottom
                            ? isOff(inset[y], n - 1 - y, inset[n - 1], bottom)
                            : inset[y] > OFF)
            .count();
    return off <= RAGGED * n;
  }

  /** Whether (x, y) is far from the line between (width, 0) and (0, height). */
  private static boolean isOff(int x, int y, int width, int height) {
    double scaled = Math.abs((double) x * height + (double) y * width - (double) width * height);
    return scaled > OFF * Math.hypot(width, height);
  }

  private static float median(Rows rows, int channel, Bands bands) {
    BandValues within =
        new BandValues(
            bands,
            (channels, band) ->
                some ->
                    ChannelReader.read(
                        channels.get(channel),
                        band,
                        (block, begin) -> some.accept(within(rows, block, begin, band))));
    return (float) Percentiles.of(within, 50)[0];
  }

  private static double[] within(Rows rows, float[] block, long begin, Interval band) {
    int width = (int) band.dimension(0);
    int top = (int) (band.min(1) + begin / width);
    return IntStream.range(0, block.length)
        .filter(i -> rows.has(i % width, top + i / width))
        .filter(i -> Float.isFinite(block[i]))
        .mapToDouble(i -> block[i])
        .toArray();
  }

  /**
   * The channel with the median of what is within instead of the margin, which is no edge to a
   * network and changes what is measured of the channel least.
   */
  RandomAccessibleInterval<FloatType> filled(RandomAccessibleInterval<FloatType> channel) {
    return filled(channel, channel);
  }

  /** A part of the same, where it is in the channel; no more is read for it. */
  RandomAccessibleInterval<FloatType> filled(
      RandomAccessibleInterval<FloatType> channel, Interval part) {
    long[] min = part.minAsLongArray();
    PrimitiveBlocks<FloatType> blocks =
        PrimitiveBlocks.of(channel, PrimitiveBlocks.OnFallback.ACCEPT);
    return Views.translate(
        WeakCells.image(
            new FloatType(),
            rows -> new FloatArray(filled(Intervals.translate(rows, min), blocks)),
            part.dimensionsAsLongArray()),
        min);
  }

  private float[] filled(Interval rows, PrimitiveBlocks<FloatType> blocks) {
    float[] values = new float[Math.toIntExact(Intervals.numElements(rows))];
    blocks.copy(rows, values);
    int width = (int) rows.dimension(0);
    for (int i = 0; i < values.length; i++)
      if (!isWithin(rows.min(0) + i % width, (int) rows.min(1) + i / width)) values[i] = median;
    return values;
  }

  boolean isWithin(long x, int y) {
    return within.has(x, y);
  }
}
