package sc.fiji.unet.tensor;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.view.Views;
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
   * @param image axis order (x, y, channel), beginning at 0
   * @return the function of each pixel; pixels that are no number, as 32-bit images may have,
   *     become 0
   */
  public PixelFunction measure(RandomAccessibleInterval<? extends RealType<?>> image) {
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

  private static RandomAccessibleInterval<? extends RealType<?>> processed(
      RandomAccessibleInterval<? extends RealType<?>> image, List<ElementWise> steps) {
    if (steps.isEmpty()) return image;
    List<RandomAccessibleInterval<DoubleType>> channels =
        IntStream.range(0, Math.toIntExact(image.dimension(2)))
            .mapToObj(c -> processed(image, steps, c))
            .toList();
    return Views.stack(channels);
  }

  private static <T extends RealType<?>> RandomAccessibleInterval<DoubleType> processed(
      RandomAccessibleInterval<T> image, List<ElementWise> steps, int channel) {
    return Converters.convert(
        (RandomAccessibleInterval<T>) Views.hyperSlice(image, 2, channel),
        (in, out) -> {
          double value = in.getRealDouble();
          out.set(Double.isFinite(value) ? apply(steps, value, channel) : value);
        },
        new DoubleType());
  }
}
