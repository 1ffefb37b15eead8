package sc.fiji.unet.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import sc.fiji.unet.jobs.ObjectSize;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Device;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.UserException;

/**
 * What stands behind the image, the labels and the model on the command line: the keys of U-Net
 * Segment File..., and {@code block} and {@code depth}.
 *
 * @param values by key
 */
record Options(Map<String, String> values) implements Serializable {

  private static final long MOST_PIXELS = 1 << 27;

  private static final Set<String> KEYS =
      Set.of(
          "level",
          "threshold",
          "seeds",
          "separation",
          "minimum",
          "maximum",
          "diameter",
          "exclude",
          "slices",
          "channels",
          "average",
          "precision",
          "device",
          "tile",
          "block",
          "depth");

  Options {
    values = new TreeMap<>(values);
  }

  /**
   * @param words key=value each; a key alone is true
   * @throws UserException if there is another key
   */
  static Options parse(List<String> words) {
    Map<String, String> values = new TreeMap<>();
    for (String word : words) {
      String[] parts = word.split("=", 2);
      if (!KEYS.contains(parts[0]))
        throw new UserException(
            "'"
                + parts[0]
                + "' is no key here; allowed are "
                + KEYS.stream().sorted().collect(Collectors.joining(", "))
                + ".");
      values.put(parts[0], parts.length == 1 ? "true" : parts[1]);
    }
    Options options = new Options(values);
    options.depth(); // before anything is begun
    return options;
  }

  /** Width and height of a block, in pixels. */
  int block() {
    int block = whole("block", 1024);
    if (block < 512 || block % 512 != 0 || block > 1 << 14)
      throw new UserException(
          "block=" + block + ": allowed are multiples of 512 from 512 to 16384 pixels.");
    return block;
  }

  /** Slices of a block where objects go through them. */
  int depth() {
    int depth = whole("depth", 8);
    if (depth < 1 || (long) block() * block() * depth > MOST_PIXELS)
      throw new UserException(
          "depth="
              + depth
              + ": allowed are 1 or more, and "
              + MOST_PIXELS
              + " pixels of a block in all: block times block times depth.");
    return depth;
  }

  int level() {
    return whole("level", 0);
  }

  List<Integer> channels() {
    String text = values.getOrDefault("channels", "");
    try {
      return text.isEmpty()
          ? List.of()
          : Arrays.stream(text.split(",")).map(String::trim).map(Integer::valueOf).toList();
    } catch (NumberFormatException e) {
      throw wrong("channels", "numbers such as 1 or 1,3");
    }
  }

  Computing computing() {
    Computing wish = Computing.AUTOMATIC;
    Optional<Precision> precision = choice("precision", Precision.class);
    if (precision.isPresent()) wish = wish.in(precision.get());
    Optional<Device> device = choice("device", Device.class);
    return device.isPresent() ? wish.on(device.get()) : wish;
  }

  private <E extends Enum<E>> Optional<E> choice(String key, Class<E> type) {
    String text = values.getOrDefault(key, "auto");
    if (text.equals("auto")) return Optional.empty();
    return Arrays.stream(type.getEnumConstants())
        .filter(each -> each.name().equalsIgnoreCase(text))
        .findFirst()
        .or(
            () -> {
              throw wrong(
                  key,
                  Arrays.stream(type.getEnumConstants())
                      .map(each -> each.name().toLowerCase())
                      .collect(Collectors.joining(", ", "auto, ", "")));
            });
  }

  SegmentationSettings over(SegmentationSettings defaults) {
    SegmentationSettings settings =
        defaults
            .outlines(false)
            .dropAtBorder(is("exclude"))
            .testTimeAugmentation(is("average"))
            .tileSize(whole("tile", 0))
            .channels(channels());
    double foreground = number("threshold").orElse(defaults.separation().foreground());
    settings =
        switch (values.getOrDefault("separation", "automatic")) {
          case "automatic" -> settings.threshold(foreground);
          case "regions" -> settings.separation(new Regions(foreground));
          default -> throw wrong("separation", "automatic and regions");
        };
    if (number("seeds").isPresent()) settings = settings.seeds(number("seeds").get());
    if (values.containsKey("minimum"))
      settings = settings.minimumSize(ObjectSize.parse(values.get("minimum")));
    if (values.containsKey("maximum"))
      settings = settings.maximumSize(ObjectSize.parse(values.get("maximum")));
    if (number("diameter").isPresent()) settings = settings.diameter(number("diameter").get());
    return switch (values.getOrDefault("slices", "automatic")) {
      case "automatic" -> settings;
      case "together" -> settings.throughSlices(true);
      case "apart" -> settings.throughSlices(false);
      default -> throw wrong("slices", "automatic, together and apart");
    };
  }

  private boolean is(String key) {
    return switch (values.getOrDefault(key, "false")) {
      case "true" -> true;
      case "false" -> false;
      default -> throw wrong(key, "true and false");
    };
  }

  private Optional<Double> number(String key) {
    try {
      return Optional.ofNullable(values.get(key)).map(Double::valueOf);
    } catch (NumberFormatException e) {
      throw wrong(key, "numbers");
    }
  }

  private int whole(String key, int usual) {
    try {
      return Integer.parseInt(values.getOrDefault(key, String.valueOf(usual)));
    } catch (NumberFormatException e) {
      throw wrong(key, "whole numbers");
    }
  }

  private UserException wrong(String key, String allowed) {
    return new UserException(key + "=" + values.get(key) + ": allowed are " + allowed + ".");
  }
}
