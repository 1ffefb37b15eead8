package sc.fiji.unet.images;

import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.model.ProcessingStep.Measured;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

/**
 * The steps from grey values to what the network is given.
 *
 * @param steps in their order; no softmax
 */
public record Preprocessing(List<ProcessingStep> steps) {

  /** Zero mean and unit variance of each channel: what networks of this plugin are given. */
  public static final Preprocessing NORMALIZATION =
      new Preprocessing(List.of(new ZeroMeanUnitVariance(true, 1e-6)));

  public Preprocessing {
    steps = List.copyOf(steps);
    if (steps.contains(new ProcessingStep.Softmax()))
      throw new IllegalArgumentException(
          "The preprocessing has the step softmax, which is supported behind the network only.");
  }

  /**
   * Measures what the steps need to know, each on what those before it leave: on a whole image,
   * never on a tile, so that the answer does not depend on the tiles.
   *
   * @param image the channels, each (x, y), all of one interval, grey values
   * @return the function of each pixel; pixels that are no number, as 32-bit images may have,
   *     become 0
   */
  public PixelFunction measure(List<? extends RandomAccessibleInterval<FloatType>> image) {
    List<ElementWise> measured = new ArrayList<>();
    for (ProcessingStep step : steps)
      measured.add(
          step instanceof Measured unmeasured
              ? unmeasured.measure(values(image, measured))
              : (ElementWise) step);
    List<DoubleUnaryOperator> functions =
        IntStream.range(0, image.size()).mapToObj(c -> function(measured, c)).toList();
    return (values, channel) -> apply(functions.get(channel), values);
  }

  private static List<Values> values(
      List<? extends RandomAccessibleInterval<FloatType>> image, List<ElementWise> steps) {
    return IntStream.range(0, image.size())
        .mapToObj(c -> Values.of(image.get(c), function(steps, c)))
        .toList();
  }

  /** One step after the other. */
  private static DoubleUnaryOperator function(List<ElementWise> steps, int channel) {
    return steps.stream()
        .map(step -> step.function(channel))
        .reduce(DoubleUnaryOperator::andThen)
        .orElse(DoubleUnaryOperator.identity());
  }

  private static void apply(DoubleUnaryOperator function, float[] values) {
    for (int i = 0; i < values.length; i++)
      values[i] = Float.isFinite(values[i]) ? (float) function.applyAsDouble(values[i]) : 0;
  }
}
