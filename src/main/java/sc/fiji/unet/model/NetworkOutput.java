package sc.fiji.unet.model;

import java.util.List;
import sc.fiji.unet.runtime.Postprocessing;

/**
 * What a network returns, as wide and high as its input.
 *
 * @param classNames one for each channel
 * @param haloX columns at the left and right that are worth nothing
 * @param haloY rows at the top and bottom that are worth nothing
 * @param postprocessing from what the network returns to probabilities
 * @param axes their order
 */
public record NetworkOutput(
    List<String> classNames, int haloX, int haloY, Postprocessing postprocessing, AxisOrder axes) {

  public NetworkOutput {
    classNames = List.copyOf(classNames);
  }
}
