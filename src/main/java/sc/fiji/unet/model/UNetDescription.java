package sc.fiji.unet.model;

import java.util.Map;

/**
 * What only models of this plugin tell of themselves.
 *
 * @param architecture the network that the weights belong to
 * @param context slices above and below each slice that the network sees with it; its input
 *     channels are those of each slice, from the first to the last
 * @param decoding how its maps become objects
 * @param magnification how large it sees images
 * @param training facts about the training, for people: text, numbers and truth values by name
 */
public record UNetDescription(
    Architecture architecture,
    int context,
    Decoding decoding,
    Magnification magnification,
    Map<String, Object> training) {

  public UNetDescription {
    training.forEach(UNetDescription::requirePlain);
    training = Map.copyOf(training);
    if (context < 0 || architecture.inputChannels() % (2 * context + 1) != 0)
      throw new IllegalArgumentException(
          String.format(
              "The model sees %d slices above and below, but has %d input channels; they must be a"
                  + " multiple of %d.",
              context, architecture.inputChannels(), 2 * context + 1));
  }

  UNetDescription with(Decoding other) {
    return new UNetDescription(architecture, context, other, magnification, training);
  }

  UNetDescription with(Magnification other) {
    return new UNetDescription(architecture, context, decoding, other, training);
  }

  private static void requirePlain(String fact, Object value) {
    if (!(value instanceof String || value instanceof Number || value instanceof Boolean))
      throw new IllegalArgumentException(
          String.format(
              "The fact '%s' about the training is no text, number or truth value.", fact));
  }
}
