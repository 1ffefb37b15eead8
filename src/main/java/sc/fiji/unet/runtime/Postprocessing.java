package sc.fiji.unet.runtime;

import ai.djl.ndarray.NDArray;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.model.ProcessingStep.Measured;
import sc.fiji.unet.model.ProcessingStep.Softmax;

/**
 * The steps from what the network returns to probabilities.
 *
 * @param steps in their order; none that is measured, for a tile is not the image
 */
public record Postprocessing(List<ProcessingStep> steps) {

  public Postprocessing {
    steps = List.copyOf(steps);
    if (steps.stream().anyMatch(Measured.class::isInstance))
      throw new IllegalArgumentException(
          "The postprocessing measures the whole output, which tiles do not allow; supported are"
              + " steps that look at one pixel.");
  }

  /**
   * @param output (n, channel, y, x), which this closes if it has any step
   * @return as large, attached to the same manager
   */
  public NDArray apply(NDArray output) {
    NDArray result = output;
    for (ProcessingStep step : steps)
      try (NDArray before = result) {
        result = step instanceof Softmax ? before.softmax(1) : apply((ElementWise) step, before);
      }
    return result;
  }

  private static NDArray apply(ElementWise step, NDArray output) {
    float[] values = output.toFloatArray();
    int pixels = Math.toIntExact(output.getShape().slice(2).size());
    int channels = Math.toIntExact(output.getShape().get(1));
    for (int first = 0; first < values.length; first += pixels) {
      DoubleUnaryOperator function = step.function(first / pixels % channels);
      for (int i = first; i < first + pixels; i++)
        values[i] = (float) function.applyAsDouble(values[i]);
    }
    return output.getManager().create(values, output.getShape());
  }
}
