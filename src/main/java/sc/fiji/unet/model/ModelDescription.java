package sc.fiji.unet.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import sc.fiji.unet.network.Architecture;

/**
 * What a model package says about its weights.
 *
 * @param name shown to the user
 * @param architecture the network that the weights belong to
 * @param context slices above and below each slice that the network sees with it; its input
 *     channels are those of each slice, from the first to the last
 * @param classNames one for each output channel
 * @param training facts about the training, for people: plain values by name
 */
public record ModelDescription(
    String name,
    Architecture architecture,
    int context,
    List<String> classNames,
    Map<String, Object> training) {

  public ModelDescription {
    Objects.requireNonNull(name);
    classNames = List.copyOf(classNames);
    training = Map.copyOf(training);
    if (context < 0 || architecture.inputChannels() % (2 * context + 1) != 0)
      throw new IllegalArgumentException(
          String.format(
              "The model sees %d slices above and below, but has %d input channels; they must be a"
                  + " multiple of %d.",
              context, architecture.inputChannels(), 2 * context + 1));
    if (classNames.size() != architecture.classes())
      throw new IllegalArgumentException(
          "The model names "
              + classNames.size()
              + " classes; its network has "
              + architecture.classes()
              + ".");
  }

  /** Channels that an image must have. */
  public int inputChannels() {
    return architecture.inputChannels() / (2 * context + 1);
  }
}
