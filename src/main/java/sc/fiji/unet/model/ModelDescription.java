package sc.fiji.unet.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a model package says about its weights.
 *
 * @param name shown to the user
 * @param about for people
 * @param input of the network
 * @param output of the network
 * @param unet what only models of this plugin tell; empty for those of other programs, whose
 *     network is run as it is
 */
public record ModelDescription(
    String name,
    About about,
    NetworkInput input,
    NetworkOutput output,
    Optional<UNetDescription> unet) {

  public ModelDescription {
    Objects.requireNonNull(name);
    requireEqual("output dimensions", output.axes().dimensions(), input.axes().dimensions());
    for (int d = 0; d < input.sizes().size(); d++)
      requireHalo(input.sizes().get(d), output.halo().get(d));
    unet.ifPresent(
        own -> {
          requireEqual("input channels", input.channels(), own.architecture().inputChannels());
          requireEqual("outputs", output.channels().size(), own.architecture().outputs());
          requireEqual("dimensions", input.axes().dimensions(), own.architecture().dimensions());
        });
  }

  /**
   * A model of this plugin, whose pixel size is not known.
   *
   * @param context see {@link UNetDescription}
   * @param classNames one for each class, see {@link Output#of(List)}
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
            Output.of(classNames, architecture.distance()),
            Collections.nCopies(architecture.dimensions(), architecture.halo()),
            List.of(),
            axes(architecture)),
        Optional.of(
            new UNetDescription(
                architecture,
                context,
                Decoding.STANDARD,
                Magnification.NONE,
                Optional.empty(),
                training)));
  }

  private static NetworkInput input(Architecture architecture) {
    // The smallest size that the halo leaves something of.
    AxisSize size =
        new AxisSize(architecture.aligned(2 * architecture.halo() + 1), architecture.stride());
    return new NetworkInput(
        architecture.inputChannels(),
        Collections.nCopies(architecture.dimensions(), size),
        List.of(ProcessingStep.ZeroMeanUnitVariance.PER_CHANNEL),
        axes(architecture),
        Optional.empty());
  }

  private static Axes axes(Architecture architecture) {
    return new Axes(architecture.dimensions() == 3 ? "bczyx" : "bcyx");
  }

  /** The same with other words for people. */
  public ModelDescription with(About other) {
    return new ModelDescription(name, other, input, output, unet);
  }

  /** The same of another name. */
  public ModelDescription named(String other) {
    return new ModelDescription(other, about, input, output, unet);
  }

  /** The same, trained at a pixel size, if it is known. */
  public ModelDescription with(Optional<PixelSize> other) {
    return new ModelDescription(name, about, input.with(other), output, unet);
  }

  /** The same, whose maps become objects in another way, which only models of this plugin tell. */
  public ModelDescription with(Decoding other) {
    return new ModelDescription(
        name, about, input, output, unet.map(description -> description.with(other)));
  }

  /** The same, which sees images at another size, as only models of this plugin tell. */
  public ModelDescription with(Magnification other) {
    return new ModelDescription(
        name, about, input, output, unet.map(description -> description.with(other)));
  }

  /** The same that has learned from images of this kind, as only models of this plugin tell. */
  public ModelDescription with(KnownAppearance other) {
    return new ModelDescription(
        name, about, input, output, unet.map(description -> description.with(other)));
  }

  /**
   * The same with another fact about its training, as only models of this plugin tell.
   *
   * @param value text, number or truth value
   */
  public ModelDescription with(String fact, Object value) {
    return new ModelDescription(
        name, about, input, output, unet.map(description -> description.with(fact, value)));
  }

  /** Channels that an image must have. */
  public int inputChannels() {
    return input.channels() / (2 * context() + 1);
  }

  /** Slices above and below each slice that the network sees with it. */
  public int context() {
    return unet.map(UNetDescription::context).orElse(0);
  }

  /** How its maps become objects. */
  public Decoding decoding() {
    return unet.map(UNetDescription::decoding).orElse(Decoding.STANDARD);
  }

  /** How large its network sees images. */
  public Magnification magnification() {
    return unet.map(UNetDescription::magnification).orElse(Magnification.NONE);
  }

  /** How the images looked that it has learned from; empty if that is not known. */
  public Optional<KnownAppearance> appearance() {
    return unet.flatMap(UNetDescription::appearance);
  }

  /** Without the distance. */
  public List<String> classNames() {
    return output.channels().stream()
        .filter(channel -> channel.meaning() != Output.Meaning.DISTANCE)
        .map(Output::name)
        .toList();
  }

  /** One for each output channel. */
  public List<String> channelNames() {
    return output.channels().stream().map(Output::name).toList();
  }

  /**
   * Names of the classes of objects, those of the outputs that mean one; empty where they are not
   * told apart, and where none of the outputs is the background.
   */
  public List<String> objectClasses() {
    List<String> names = namesOf(Output.Meaning.CLASS).toList();
    boolean background = namesOf(Output.Meaning.BACKGROUND).findAny().isPresent();
    return background && names.size() > 1 ? names : List.of();
  }

  private Stream<String> namesOf(Output.Meaning meaning) {
    return output.channels().stream()
        .filter(channel -> channel.meaning() == meaning)
        .map(Output::name);
  }

  /** Facts about the training, for people: text, numbers and truth values by name. */
  public Map<String, Object> training() {
    return unet.map(UNetDescription::training).orElse(Map.of());
  }

  /**
   * The network, to go on training with it.
   *
   * @throws IllegalArgumentException if it is not one of this plugin's
   */
  public Architecture architecture() {
    return unet.map(UNetDescription::architecture)
        .orElseThrow(
            () ->
                new IllegalArgumentException(
                    "The model '"
                        + name
                        + "' was not trained with this plugin: it segments images, but cannot be"
                        + " trained further."));
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
