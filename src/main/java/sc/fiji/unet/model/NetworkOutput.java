package sc.fiji.unet.model;

import java.util.List;

/**
 * What a network returns, as large as its input.
 *
 * @param channels what each means
 * @param halo along x, y (and z): so many pixels at each side are worth nothing
 * @param postprocessing the steps from what the network returns to probabilities; none that is
 *     measured, for a tile is not the image
 * @param axes their order
 */
public record NetworkOutput(
    List<Output> channels, List<Integer> halo, List<ProcessingStep> postprocessing, Axes axes) {

  public NetworkOutput {
    channels = List.copyOf(channels);
    halo = List.copyOf(halo);
    postprocessing = List.copyOf(postprocessing);
    if (halo.size() != axes.dimensions())
      throw new IllegalArgumentException(
          "The axes " + axes + " have " + halo.size() + " halos; each of x, y and z needs one.");
    if (postprocessing.stream().anyMatch(ProcessingStep.Measured.class::isInstance))
      throw new IllegalArgumentException(
          "The postprocessing measures the whole output, which tiles do not allow; supported are"
              + " steps that look at one pixel.");
  }
}
