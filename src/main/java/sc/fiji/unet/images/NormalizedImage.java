package sc.fiji.unet.images;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ElementWise;

/** An image as a network is given it: normalised, and mirrored around its ends. */
public final class NormalizedImage {

  private final Interval interval;
  private final List<? extends RandomAccessible<FloatType>> channels;
  private final List<ElementWise> steps;
  private final List<DoubleUnaryOperator> functions;

  private NormalizedImage(
      List<? extends RandomAccessibleInterval<FloatType>> channels, List<ElementWise> steps) {
    interval = new FinalInterval(channels.get(0));
    this.channels = channels.stream().map(Views::extendMirrorDouble).toList();
    this.steps = steps;
    functions =
        IntStream.range(0, channels.size())
            .mapToObj(c -> Normalization.function(steps, c))
            .toList();
  }

  /**
   * Measures an image.
   *
   * @param image axis order (x, y[, z], channel), grey values
   * @param steps whose result depends on the whole image
   */
  public static NormalizedImage of(
      RandomAccessibleInterval<FloatType> image, List<ProcessingStep> steps) {
    List<RandomAccessibleInterval<FloatType>> channels = zeroMin(image);
    return new NormalizedImage(channels, measure(steps, Bands.of(channels)));
  }

  /** What {@link #steps} would give, of an image that may be on many computers. */
  public static List<ElementWise> measure(List<ProcessingStep> steps, Bands image) {
    return Normalization.measure(steps, image);
  }

  /**
   * An image that was measured before, perhaps on another computer.
   *
   * @param image axis order (x, y[, z], channel), grey values
   * @param steps what {@link #steps} gave
   */
  public static NormalizedImage measured(
      RandomAccessibleInterval<FloatType> image, List<ElementWise> steps) {
    return new NormalizedImage(zeroMin(image), steps);
  }

  private static List<RandomAccessibleInterval<FloatType>> zeroMin(
      RandomAccessibleInterval<FloatType> image) {
    return Channels.apart(image).stream()
        .<RandomAccessibleInterval<FloatType>>map(Views::zeroMin)
        .toList();
  }

  /** The pixels (x, y[, z]) of the image, beginning at 0. */
  public Interval interval() {
    return interval;
  }

  public int channels() {
    return channels.size();
  }

  /** What is done to each pixel: measured on the whole image, true for each part of it. */
  public List<ElementWise> steps() {
    return steps;
  }

  /**
   * Reads a part of the image.
   *
   * @param part (x, y[, z]); may reach beyond the image, which is mirrored there
   * @return axis order ([z, ]y, x, channel); 0 where a pixel is no number, as in 32-bit images
   */
  public float[] read(Interval part) {
    int count = channels.size();
    float[] values = new float[Math.toIntExact(Intervals.numElements(part) * count)];
    for (int c = 0; c < count; c++) {
      int channel = c;
      DoubleUnaryOperator function = functions.get(c);
      ChannelReader.read(
          channels.get(c),
          part,
          (block, first) -> {
            apply(function, block);
            int start = (int) first * count + channel;
            for (int i = 0; i < block.length; i++) values[start + i * count] = block[i];
          });
    }
    return values;
  }

  /**
   * Normalises some pixels of a channel that was measured before.
   *
   * @param steps what {@link #steps} gave of an image with that channel alone
   * @param values grey values, which become normalised ones; 0 where a pixel is no number
   */
  public static void apply(List<ElementWise> steps, float[] values) {
    apply(Normalization.function(steps, 0), values);
  }

  private static void apply(DoubleUnaryOperator function, float[] values) {
    for (int i = 0; i < values.length; i++)
      values[i] = Float.isFinite(values[i]) ? (float) function.applyAsDouble(values[i]) : 0;
  }
}
