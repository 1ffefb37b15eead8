package sc.fiji.unet.model;

import java.io.Serializable;
import java.util.List;
import java.util.function.DoubleUnaryOperator;

/**
 * What is done to values before or behind the network, in the terms of the bioimage.io model
 * description 0.5. Lists hold one number for each channel, or one for all.
 */
public sealed interface ProcessingStep extends Serializable {

  /** Its result at a pixel depends on the pixel's value only. */
  sealed interface ElementWise extends ProcessingStep {

    /** What it does to the values of a channel, from 0. */
    DoubleUnaryOperator function(int channel);
  }

  /** Must be measured on an image before it can be applied. */
  sealed interface Measured extends ProcessingStep {

    /** Whether each channel is measured for itself, or all as one. */
    boolean perChannel();
  }

  /** (value - mean) / (standard deviation + eps). */
  record ZeroMeanUnitVariance(boolean perChannel, double eps) implements Measured {

    /** What networks of this plugin are given. */
    public static final ZeroMeanUnitVariance PER_CHANNEL = new ZeroMeanUnitVariance(true, 1e-6);
  }

  /**
   * (value - low) / (high - low + eps), where low and high are percentiles.
   *
   * @param low percentile, 0 to 100, interpolated linearly between two values
   * @param high percentile, 0 to 100, above low
   */
  record ScaleRange(boolean perChannel, double low, double high, double eps) implements Measured {}

  /** (value - mean) / deviation: what a measured step becomes. */
  record FixedZeroMeanUnitVariance(List<Double> mean, List<Double> deviation)
      implements ElementWise {

    public FixedZeroMeanUnitVariance {
      mean = List.copyOf(mean);
      deviation = List.copyOf(deviation);
    }

    @Override
    public DoubleUnaryOperator function(int channel) {
      double center = of(mean, channel);
      double scale = of(deviation, channel);
      return value -> (value - center) / scale;
    }
  }

  /** value * gain + offset. */
  record ScaleLinear(List<Double> gain, List<Double> offset) implements ElementWise {

    public ScaleLinear {
      gain = List.copyOf(gain);
      offset = List.copyOf(offset);
    }

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

    public Binarize {
      threshold = List.copyOf(threshold);
    }

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
}
