package sc.fiji.unet.tensor;

import java.util.Arrays;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * What is done to values before or behind the network, in the terms of the bioimage.io model
 * description 0.5. Lists hold one number for each channel, or one for all.
 */
public sealed interface ProcessingStep {

  /** Its result at a pixel depends on the pixel's value only. */
  sealed interface ElementWise extends ProcessingStep {
    double apply(double value, int channel);
  }

  /** Must be measured on an image before it can be applied. */
  sealed interface Measured extends ProcessingStep {

    /**
     * @param image the channels, each (x, y); pixels that are no number are left out, and an image
     *     of no other pixels counts as 0
     */
    ElementWise measure(List<? extends RandomAccessibleInterval<? extends RealType<?>>> image);
  }

  /**
   * (value - mean) / (standard deviation + eps).
   *
   * @param perChannel whether each channel has its own mean, or all have one
   */
  record ZeroMeanUnitVariance(boolean perChannel, double eps) implements Measured {

    @Override
    public ElementWise measure(
        List<? extends RandomAccessibleInterval<? extends RealType<?>>> image) {
      List<Normalization> measured =
          parts(image, perChannel).stream().map(Normalization::of).toList();
      return new FixedZeroMeanUnitVariance(
          measured.stream().map(Normalization::mean).toList(),
          measured.stream().map(part -> part.deviation() + eps).toList());
    }
  }

  /**
   * (value - low) / (high - low + eps), where low and high are percentiles.
   *
   * @param perChannel whether each channel has its own percentiles, or all have one
   * @param low percentile, 0 to 100, interpolated linearly between two values
   * @param high percentile, 0 to 100
   */
  record ScaleRange(boolean perChannel, double low, double high, double eps) implements Measured {

    @Override
    public ElementWise measure(
        List<? extends RandomAccessibleInterval<? extends RealType<?>>> image) {
      List<double[]> parts = parts(image, perChannel).stream().map(ScaleRange::sorted).toList();
      return new FixedZeroMeanUnitVariance(
          parts.stream().map(values -> percentile(values, low)).toList(),
          parts.stream()
              .map(values -> percentile(values, high) - percentile(values, low) + eps)
              .toList());
    }

    private static double[] sorted(RandomAccessibleInterval<? extends RealType<?>> part) {
      double[] values = new double[Math.toIntExact(Intervals.numElements(part))];
      int n = 0;
      for (RealType<?> pixel : part)
        if (Double.isFinite(pixel.getRealDouble())) values[n++] = pixel.getRealDouble();
      Arrays.sort(values, 0, n);
      return Arrays.copyOf(values, n);
    }

    private static double percentile(double[] sorted, double percent) {
      if (sorted.length == 0) return 0;
      double index = percent / 100 * (sorted.length - 1);
      double below = sorted[(int) Math.floor(index)];
      double above = sorted[(int) Math.ceil(index)];
      return below + (above - below) * (index - Math.floor(index));
    }
  }

  /** (value - mean) / deviation. */
  record FixedZeroMeanUnitVariance(List<Double> mean, List<Double> deviation)
      implements ElementWise {

    @Override
    public double apply(double value, int channel) {
      return (value - of(mean, channel)) / of(deviation, channel);
    }
  }

  /** value * gain + offset. */
  record ScaleLinear(List<Double> gain, List<Double> offset) implements ElementWise {

    @Override
    public double apply(double value, int channel) {
      return value * of(gain, channel) + of(offset, channel);
    }
  }

  /** Values below min become min, those above max become max. */
  record Clip(double min, double max) implements ElementWise {

    @Override
    public double apply(double value, int channel) {
      return Math.min(Math.max(value, min), max);
    }
  }

  /** Values above the threshold become 1, all others 0. */
  record Binarize(List<Double> threshold) implements ElementWise {

    @Override
    public double apply(double value, int channel) {
      return value > of(threshold, channel) ? 1 : 0;
    }
  }

  /** 1 / (1 + exp(-value)). */
  record Sigmoid() implements ElementWise {

    @Override
    public double apply(double value, int channel) {
      return 1 / (1 + Math.exp(-value));
    }
  }

  /** exp(value), divided by its sum over the channels of a pixel. */
  record Softmax() implements ProcessingStep {}

  private static double of(List<Double> numbers, int channel) {
    return numbers.get(numbers.size() == 1 ? 0 : channel);
  }

  private static List<? extends RandomAccessibleInterval<? extends RealType<?>>> parts(
      List<? extends RandomAccessibleInterval<? extends RealType<?>>> image, boolean perChannel) {
    return perChannel ? image : List.of(stacked(image));
  }

  @SuppressWarnings("unchecked")
  private static <T extends RealType<?>> RandomAccessibleInterval<T> stacked(
      List<? extends RandomAccessibleInterval<? extends RealType<?>>> image) {
    return Views.stack((List<RandomAccessibleInterval<T>>) image);
  }
}
