package sc.fiji.unet.images;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.IntFunction;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.PixelSize;

/**
 * An image whose constant straight margins, as of one that was padded or turned, are no edges to a
 * network; all else is as it was.
 */
public final class WithoutMargin implements Source {

  private final Source source;
  private final IntFunction<Map<Integer, Margin>> measure;

  /** Of the items that were asked for, by channel. */
  private final Map<Integer, Map<Integer, Margin>> margins = new ConcurrentHashMap<>();

  public WithoutMargin(Source source) {
    this(
        source,
        index -> {
          List<RandomAccessibleInterval<FloatType>> channels = Channels.apart(source.item(index));
          return Margin.of(channels, Bands.of(channels));
        });
  }

  /**
   * The same of an image whose margins are measured elsewhere.
   *
   * @param margins gives those of an item by channel, once
   */
  public WithoutMargin(Source source, IntFunction<Map<Integer, Margin>> margins) {
    this.source = source;
    measure = margins;
  }

  private Map<Integer, Margin> margins(int index) {
    return margins.computeIfAbsent(index, measure::apply);
  }

  @Override
  public RandomAccessibleInterval<FloatType> item(int index) {
    if (margins(index).values().stream().noneMatch(Margin::isStraight)) return source.item(index);
    return channels(index, (margin, channel) -> margin.filled(channel), channel -> channel);
  }

  /**
   * A part of an item, which costs no more than that part.
   *
   * @param part (x, y)
   * @return where it is in the item
   */
  public RandomAccessibleInterval<FloatType> item(int index, Interval part) {
    return channels(
        index,
        (margin, channel) -> margin.filled(channel, part),
        channel -> Views.interval(channel, part));
  }

  private RandomAccessibleInterval<FloatType> channels(
      int index,
      BiFunction<Margin, RandomAccessibleInterval<FloatType>, RandomAccessibleInterval<FloatType>>
          filled,
      UnaryOperator<RandomAccessibleInterval<FloatType>> other) {
    Map<Integer, Margin> own = margins(index);
    List<RandomAccessibleInterval<FloatType>> channels = Channels.apart(source.item(index));
    return Channels.together(
        IntStream.range(0, channels.size())
            .mapToObj(
                c ->
                    Optional.ofNullable(own.get(c))
                        .filter(Margin::isStraight)
                        .map(margin -> filled.apply(margin, channels.get(c)))
                        .orElseGet(() -> other.apply(channels.get(c))))
            .toList());
  }

  /**
   * Takes the margin from a map.
   *
   * @param map axis order (x, y, channel), a part of the item, where it is in the image
   * @return the map itself, or a copy of it that is not a number in what is margin in each channel
   */
  public RandomAccessibleInterval<FloatType> restrict(
      int index, RandomAccessibleInterval<FloatType> map) {
    List<Margin> own = margins(index).values().stream().filter(Margin::isStraight).toList();
    if (own.size() < channels()) return map;
    float[] values = new float[Math.toIntExact(Intervals.numElements(map))];
    PrimitiveBlocks.of(map, PrimitiveBlocks.OnFallback.ACCEPT).copy(map, values);
    int width = (int) map.dimension(0);
    int height = (int) map.dimension(1);
    for (int i = 0; i < values.length; i++) {
      long x = map.min(0) + i % width;
      int y = (int) map.min(1) + i / width % height;
      if (own.stream().noneMatch(margin -> margin.isWithin(x, y))) values[i] = Float.NaN;
    }
    return Views.translate(
        ArrayImgs.floats(values, map.dimensionsAsLongArray()), map.minAsLongArray());
  }

  /** Those of the image, and what is done with the margin of its middle item. */
  @Override
  public List<String> remarks() {
    List<String> remarks = new ArrayList<>(source.remarks());
    margins(items() / 2).values().stream().findFirst().map(this::remark).ifPresent(remarks::add);
    return remarks;
  }

  private String remark(Margin margin) {
    double percent = 100 * margin.share();
    return margin.isStraight()
        ? String.format(
            Locale.ROOT,
            "'%s' has a margin that is no image, %.0f %% of it, all of the value %s: nothing is found"
                + " in it.",
            name(),
            percent,
            number(margin))
        : String.format(
            Locale.ROOT,
            "The edge of '%s', %.0f %% of it, has only the value %s: if that is no image, as around a"
                + " stitched one, crop it or select a part, since strips along it may be found.",
            name(),
            percent,
            number(margin));
  }

  private static String number(Margin margin) {
    return ("" + margin.number()).replaceAll("\\.0$", "");
  }

  @Override
  public String name() {
    return source.name();
  }

  @Override
  public Axes axes() {
    return source.axes();
  }

  @Override
  public Interval interval() {
    return source.interval();
  }

  @Override
  public int channels() {
    return source.channels();
  }

  @Override
  public Optional<PixelSize> pixelSize() {
    return source.pixelSize();
  }

  @Override
  public String calibration() {
    return source.calibration();
  }

  @Override
  public Selection selection() {
    return source.selection();
  }

  @Override
  public int slices() {
    return source.slices();
  }

  @Override
  public double sliceSpacing() {
    return source.sliceSpacing();
  }

  @Override
  public int context() {
    return source.context();
  }

  @Override
  public void hold() {
    source.hold();
  }

  @Override
  public void release() {
    source.release();
  }

  @Override
  public int items() {
    return source.items();
  }
}
