package sc.fiji.unet.model;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import sc.fiji.unet.images.Preprocessing;
import sc.fiji.unet.model.ProcessingStep.Softmax;
import sc.fiji.unet.runtime.Postprocessing;

/**
 * What a model package says about its weights.
 *
 * @param name shown to the user
 * @param about for people
 * @param input of the network
 * @param output of the network
 * @param unet what only models of this plugin tell; null for those of others, whose network is run
 *     as it is
 */
public record ModelDescription(
    String name, About about, NetworkInput input, NetworkOutput output, UNetDescription unet) {

  public ModelDescription {
    Objects.requireNonNull(name);
    requireHalo(input.width(), output.haloX());
    requireHalo(input.height(), output.haloY());
    if (unet != null) {
      requireEqual("input channels", input.channels(), unet.architecture().inputChannels());
      requireEqual("classes", output.classNames().size(), unet.architecture().classes());
    }
  }

  /**
   * A model of this plugin, whose pixel size is not known.
   *
   * @param context see {@link UNetDescription}
   * @param classNames one for each output channel
   * @param training see {@link UNetDescription}
   */
  public ModelDescription(
      String name,
      Architecture architecture,
      int context,
      List<String> classNames,
      Map<String, Object> training) {
    this(
        name,
        About.byUser(),
        input(architecture),
        new NetworkOutput(
            classNames,
            architecture.reach(),
            architecture.reach(),
            new Postprocessing(List.of()),
            new AxisOrder("bcyx")),
        new UNetDescription(architecture, context, training));
  }

  private static NetworkInput input(Architecture architecture) {
    // The smallest size that the halo leaves something of.
    AxisSize size =
        new AxisSize(architecture.aligned(2 * architecture.reach() + 1), architecture.stride());
    return new NetworkInput(
        architecture.inputChannels(),
        size,
        size,
        Preprocessing.NORMALIZATION,
        new AxisOrder("bcyx"),
        null);
  }

  /** The same with other words for people. */
  public ModelDescription with(About other) {
    return new ModelDescription(name, other, input, output, unet);
  }

  /** The same, trained at a pixel size; null if it is not known. */
  public ModelDescription with(PixelSize other) {
    return new ModelDescription(name, about, input.with(other), output, unet);
  }

  /** Channels that an image must have. */
  public int inputChannels() {
    return input.channels() / (2 * context() + 1);
  }

  /** Slices above and below each slice that the network sees with it. */
  public int context() {
    return unet == null ? 0 : unet.context();
  }

  /** One for each output channel. */
  public List<String> classNames() {
    return output.classNames();
  }

  /** Facts about the training, for people: text, numbers and truth values by name. */
  public Map<String, Object> training() {
    return unet == null ? Map.of() : unet.training();
  }

  /**
   * The network, to go on training with it.
   *
   * @throws IllegalArgumentException if it is not one of this plugin's
   */
  public Architecture architecture() {
    if (unet == null)
      throw new IllegalArgumentException(
          "The model '"
              + name
              + "' was not trained with this plugin: it segments images, but cannot be trained"
              + " further.");
    return unet.architecture();
  }

  /** Whether the first channel is the background, and all others together the objects. */
  public boolean hasBackground() {
    return classNames().size() > 1
        && (unet != null
            || output.postprocessing().steps().contains(new Softmax())
            || classNames().get(0).equalsIgnoreCase("background"));
  }

  private static void requireHalo(AxisSize size, int halo) {
    if (halo < 0 || size.min() - 2 * halo < 1)
      throw new IllegalArgumentException(
          String.format(
              "The halo of %d pixels leaves nothing of an output of %d.", halo, size.min()));
  }

  private static void requireEqual(String what, int described, int network) {
    if (described != network)
      throw new IllegalArgumentException(
          String.format(
              "The model describes %d %s; its network has %d.", described, what, network));
  }
}
