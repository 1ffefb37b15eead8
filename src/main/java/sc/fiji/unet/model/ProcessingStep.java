package sc.fiji.unet.model;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import sc.fiji.unet.images.Moments;
import sc.fiji.unet.images.Percentiles;
import sc.fiji.unet.images.Values;

/**
 * What is done to values before or behind the network, in the terms of the bioimage.io model
 * description 0.5. Lists hold one number for each channel, or one for all.
 */
public sealed interface ProcessingStep {

  /** Its result at a pixel depends on the pixel's value only. */
  sealed interface ElementWise extends ProcessingStep {

    /** What it does to the values of a channel, from 0. */
    DoubleUnaryOperator function(int channel);
  }

  /** Must be measured on an image before it can be applied. */
  sealed interface Measured extends ProcessingStep {

    /**
     * @param channels of the image; no values count as 0
     */
    ElementWise measure(List<Values> channels);
  }

  /**
   * (value - mean) / (standard deviation + eps).
   *
   * @param perChannel whether each channel has its own mean, or all have one
   */
  record ZeroMeanUnitVariance(boolean perChannel, double eps) implements Measured {

    @Override
    public ElementWise measure(List<Values> channels) {
      List<Moments> measured = parts(channels, perChannel).stream().map(Moments::of).toList();
      return new FixedZeroMeanUnitVariance(
          measured.stream().map(Moments::mean).toList(),
          measured.stream().map(part -> part.deviation() + eps).toList());
    }
  }

  /**
   * (value - low) / (high - low + eps), where low and high are percentiles.
   *
   * @param perChannel whether each channel has its own percentiles, or all have one
   * @param low percentile, 0 to 100, interpolated linearly between two values
   * @param high percentile, 0 to 100, above low
   */
  record ScaleRange(boolean perChannel, double low, double high, double eps) implements Measured {

    @Override
    public ElementWise measure(List<Values> channels) {
      List<double[]> ranges =
          parts(channels, perChannel).stream()
              .map(part -> Percentiles.of(part, low, high))
              .toList();
      return new FixedZeroMeanUnitVariance(
          ranges.stream().map(range -> range[0]).toList(),
          ranges.stream().map(range -> range[1] - range[0] + eps).toList());
    }
  }

  /** (value - mean) / deviation. */
  record FixedZeroMeanUnitVariance(List<Double> mean, List<Double> deviation)
      implements ElementWise {

    @Override
    public DoubleUnaryOperator function(int channel) {
      double center = of(mean, channel);
      double scale = of(deviation, channel);
      return value -> (value - center) / scale;
    }
  }

  /** value * gain + offset. */
  record ScaleLinear(List<Double> gain, List<Double> offset) implements ElementWise {

    @Override
    public DoubleUnaryOperator function(int channel) {
      double factor = of(gain, channel);
      double constant = of(offset, channel);
      return value -> value * factor + constant;
    }
  }

  /** Values below min become min, those above max become max. */
  record Clip(double min, double max) implements ElementWise {

    @Override
    public DoubleUnaryOperator function(int channel) {
      return value -> Math.min(Math.max(value, min), max);
    }
  }

  /** Values above the threshold become 1, all others 0. */
  record Binarize(List<Double> threshold) implements ElementWise {

    @Override
    public DoubleUnaryOperator function(int channel) {
      double limit = of(threshold, channel);
      return value -> value > limit ? 1 : 0;
    }
  }

  /** 1 / (1 + exp(-value)). */
  record Sigmoid() implements ElementWise {

    @Override
    public DoubleUnaryOperator function(int channel) {
      return value -> 1 / (1 + Math.exp(-value));
    }
  }

  /** exp(value), divided by its sum over the channels of a pixel. */
  record Softmax() implements ProcessingStep {}

  private static double of(List<Double> numbers, int channel) {
    return numbers.get(numbers.size() == 1 ? 0 : channel);
  }

  private static List<Values> parts(List<Values> channels, boolean perChannel) {
    return perChannel ? channels : List.of(Values.concatenated(channels));
  }
}
