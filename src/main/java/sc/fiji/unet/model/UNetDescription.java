package sc.fiji.unet.model;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/**
 * What only models of this plugin tell of themselves.
 *
 * @param architecture the network that the weights belong to
 * @param context slices above and below each slice that the network sees with it; its input
 *     channels are those of each slice, from the first to the last
 * @param decoding how its maps become objects
 * @param magnification how large it sees images
 * @param appearance of the images that it has learned from; empty if that is not known
 * @param training facts about the training, for people: text, numbers and truth values by name
 */
public record UNetDescription(
    Architecture architecture,
    int context,
    Decoding decoding,
    Magnification magnification,
    Optional<KnownAppearance> appearance,
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
    return new UNetDescription(architecture, context, other, magnification, appearance, training);
  }

  UNetDescription with(Magnification other) {
    return new UNetDescription(architecture, context, decoding, other, appearance, training);
  }

  UNetDescription with(KnownAppearance other) {
    return new UNetDescription(
        architecture, context, decoding, magnification, Optional.of(other), training);
  }

  UNetDescription with(String fact, Object value) {
    Map<String, Object> facts = new HashMap<>(training);
    facts.put(fact, value);
    return new UNetDescription(architecture, context, decoding, magnification, appearance, facts);
  }

  private static void requirePlain(String fact, Object value) {
    if (!(value instanceof String || value instanceof Number || value instanceof Boolean))
      throw new IllegalArgumentException(
          String.format(
              "The fact '%s' about the training is no text, number or truth value.", fact));
  }
}
