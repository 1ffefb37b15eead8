package sc.fiji.unet.model;

import java.util.List;
import java.util.Optional;

/**
 * What a network is given.
 *
 * @param channels number of them
 * @param sizes along x, y (and z), in pixels
 * @param preprocessing the steps from grey values to what the network is given; no softmax
 * @param axes their order
 * @param pixelSize of the images that it was trained on, if it is known
 */
public record NetworkInput(
    int channels,
    List<AxisSize> sizes,
    List<ProcessingStep> preprocessing,
    Axes axes,
    Optional<PixelSize> pixelSize) {

  public NetworkInput {
    sizes = List.copyOf(sizes);
    preprocessing = List.copyOf(preprocessing);
    if (sizes.size() != axes.dimensions())
      throw new IllegalArgumentException(
          "The axes " + axes + " have " + sizes.size() + " sizes; each of x, y and z needs one.");
    if (preprocessing.contains(new ProcessingStep.Softmax()))
      throw new IllegalArgumentException(
          "The preprocessing has the step softmax, which is supported behind the network only.");
  }

  /** Whether an image of these lengths, along x, y (and z), can be given as it is. */
  public boolean allows(long... lengths) {
    for (int d = 0; d < sizes.size(); d++) if (!sizes.get(d).allows(lengths[d])) return false;
    return true;
  }

  /** Whether x and y may be exchanged. */
  public boolean isSquare() {
    return sizes.get(0).equals(sizes.get(1));
  }

  NetworkInput with(Optional<PixelSize> other) {
    return new NetworkInput(channels, sizes, preprocessing, axes, other);
  }
}
