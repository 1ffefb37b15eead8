package sc.fiji.unet.model;

import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * What a network is given.
 *
 * @param channelNames one for each channel
 * @param sizes along x, y (and z), in pixels
 * @param preprocessing the steps from grey values to what the network is given; no softmax
 * @param axes their order
 * @param pixelSize of the images that it was trained on, if it is known
 */
public record NetworkInput(
    List<String> channelNames,
    List<AxisSize> sizes,
    List<ProcessingStep> preprocessing,
    Axes axes,
    Optional<PixelSize> pixelSize) {

  private static final String UNNAMED = "channel"; // and a number from 0

  public NetworkInput {
    channelNames = List.copyOf(channelNames);
    sizes = List.copyOf(sizes);
    preprocessing = List.copyOf(preprocessing);
    if (sizes.size() != axes.dimensions())
      throw new IllegalArgumentException(
          "The axes " + axes + " have " + sizes.size() + " sizes; each of x, y and z needs one.");
    if (preprocessing.contains(new ProcessingStep.Softmax()))
      throw new IllegalArgumentException(
          "The preprocessing has the step softmax, which is supported behind the network only.");
  }

  /** Of channels that nobody named. */
  public NetworkInput(
      int channels,
      List<AxisSize> sizes,
      List<ProcessingStep> preprocessing,
      Axes axes,
      Optional<PixelSize> pixelSize) {
    this(
        IntStream.range(0, channels).mapToObj(c -> UNNAMED + c).toList(),
        sizes,
        preprocessing,
        axes,
        pixelSize);
  }

  /** How many there are. */
  public int channels() {
    return channelNames.size();
  }

  /** Whether somebody named its channels. */
  public boolean isNamed() {
    return !channelNames.stream().allMatch(name -> name.matches(UNNAMED + "\\d*"));
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
    return new NetworkInput(channelNames, sizes, preprocessing, axes, other);
  }
}
