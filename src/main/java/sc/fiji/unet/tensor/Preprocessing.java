package sc.fiji.unet.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.tensor.ProcessingStep.ElementWise;
import sc.fiji.unet.tensor.ProcessingStep.Measured;

/**
 * The steps from grey values to what the network is given.
 *
 * @param steps in their order; no softmax
 */
public record Preprocessing(List<ProcessingStep> steps) {

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
              ? unmeasured.measure(processed(image, List.copyOf(measured)))
              : (ElementWise) step);
    return (value, channel) -> Double.isFinite(value) ? (float) apply(measured, value, channel) : 0;
  }

  private static double apply(List<ElementWise> steps, double value, int channel) {
    double result = value;
    for (ElementWise step : steps) result = step.apply(result, channel);
    return result;
  }

  private static List<? extends RandomAccessibleInterval<? extends RealType<?>>> processed(
      List<? extends RandomAccessibleInterval<FloatType>> image, List<ElementWise> steps) {
    if (steps.isEmpty()) return image;
    return IntStream.range(0, image.size())
        .mapToObj(c -> processed(image.get(c), steps, c))
        .toList();
  }

  private static RandomAccessibleInterval<DoubleType> processed(
      RandomAccessibleInterval<FloatType> channel, List<ElementWise> steps, int c) {
    return Converters.convert(
        channel,
        (in, out) -> {
          double value = in.getRealDouble();
          out.set(Double.isFinite(value) ? apply(steps, value, c) : value);
        },
        new DoubleType());
  }
}
