package sc.fiji.unet.commands;

import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.TreeMap;
import java.util.stream.Collectors;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;

/** What a model says of itself, in words. */
final class ModelWords {

  /** What people may do, by the identifier of SPDX. */
  private static final Map<String, String> LICENCES =
      Map.of(
          "CC-BY-4.0", "you may use and share it if you name its authors",
          "CC0-1.0", "you may use and share it as you like",
          "MIT", "you may use and share it with its licence",
          "BSD-2-Clause", "you may use and share it with its licence");

  private final ModelDescription model;

  /** Facts of the training that are not yet told. */
  private final Map<String, Object> facts;

  ModelWords(ModelDescription model) {
    this.model = model;
    facts = new TreeMap<>(model.training());
  }

  /** Everything, by a word or two that says what it is about. */
  Map<String, String> all() {
    Map<String, String> words = new LinkedHashMap<>();
    words.put("Model", model.name());
    words.put("About", model.about().text());
    words.put("Finds", finds() + (isOfObjects() ? ", also where they touch" : ""));
    words.put("Objects", objects());
    words.put("Images", images());
    words.put("Pixel size", pixelSize());
    words.put("Trained on", training());
    words.put("Reached", reached());
    words.put("Network", network());
    words.put("Authors", String.join(", ", model.about().authors()));
    words.put("Licence", licence());
    String others =
        facts.entrySet().stream()
            .map(fact -> fact.getKey().replace('_', ' ') + " " + text(fact.getValue()))
            .collect(Collectors.joining(", "));
    if (!others.isEmpty()) words.put("Further facts", others);
    return words;
  }

  /** "separate objects" or "regions", and their classes. */
  String finds() {
    String what =
        model.decoding().throughSlices()
            ? "objects through the slices of a stack"
            : isOfObjects() ? "separate objects" : "regions";
    List<String> classes = model.objectClasses();
    return classes.isEmpty() ? what : what + ", of the classes " + String.join(", ", classes);
  }

  private boolean isOfObjects() {
    return model.unet().isPresent() && model.architecture().distance();
  }

  private String objects() {
    Decoding decoding = model.decoding();
    return String.format(
        Locale.ROOT,
        "pixels with a probability of %s and more%s%s",
        number(decoding.foreground()),
        isOfObjects()
            ? ", each begun at a seed with a distance of " + number(decoding.seeds()) + " and more"
            : "",
        decoding.minimumSize() > 0
            ? "; smaller ones than " + decoding.minimumSize() + " pixels are dropped"
            : "");
  }

  /** "1 channel, of each slice with the one above and below". */
  String images() {
    int channels = model.inputChannels();
    String named =
        model.input().isNamed() ? " (" + String.join(", ", model.input().channelNames()) + ")" : "";
    String context =
        switch (model.context()) {
          case 0 -> "";
          case 1 -> ", with one slice above and below each";
          default -> ", with " + model.context() + " slices above and below each";
        };
    return channels + (channels == 1 ? " channel" : " channels") + named + context;
  }

  private String pixelSize() {
    Magnification magnification = model.magnification();
    if (magnification.measured())
      return String.format(
          Locale.ROOT,
          "of any; objects are measured in each image, and shown to the network %.0f pixels wide",
          magnification.diameter());
    String objects =
        magnification.diameter() > 0
            ? String.format(
                Locale.ROOT,
                "; its objects were about %.0f pixels wide",
                magnification.diameter() / magnification.factor())
            : "";
    return model
            .input()
            .pixelSize()
            .map(size -> size + ", to which other images are resampled")
            .orElse("not known; images should be magnified like those of the training")
        + objects;
  }

  /** "0.65 x 0.65 µm", or nothing. */
  String shortPixelSize() {
    return model.input().pixelSize().map(PixelSize::toString).orElse("");
  }

  private String training() {
    StringJoiner words = new StringJoiner("; ");
    take("images").ifPresent(words::add);
    take("planes")
        .ifPresent(
            planes ->
                words.add(
                    planes
                        + " planes"
                        + take("training_planes")
                            .map(
                                learned ->
                                    ", " + learned + " of them to learn from, the others held back")
                            .orElse("")));
    take("objects").ifPresent(objects -> words.add(objects + " annotated objects"));
    take("from").ifPresent(from -> words.add("begun with the model '" + from + "'"));
    take("calibrated_from")
        .ifPresent(
            from ->
                words.add(
                    "calibrated from the model '"
                        + from
                        + "'"
                        + take("calibrated_planes").map(n -> " on " + n + " planes").orElse("")));
    take("iterations")
        .ifPresent(
            steps ->
                words.add(
                    steps
                        + " steps"
                        + take("best_iteration").map(best -> ", kept is step " + best).orElse("")
                        + take("seconds").map(ModelWords::duration).orElse("")));
    return words.length() > 0 ? words.toString() : "not told";
  }

  private String reached() {
    StringJoiner words = new StringJoiner("; ");
    take("score").ifPresent(words::add);
    take("validation_pixel_error")
        .ifPresent(error -> words.add(percent(error) + " of the pixels are wrong"));
    return words.length() > 0 ? "on what was held back: " + words : "not told";
  }

  private Optional<String> take(String fact) {
    return Optional.ofNullable(facts.remove(fact)).map(String::valueOf);
  }

  private static String duration(String seconds) {
    return String.format(Locale.ROOT, ", in %.0f minutes", Double.parseDouble(seconds) / 60);
  }

  private static String percent(String share) {
    return number(100 * Double.parseDouble(share)) + " %";
  }

  private static String text(Object value) {
    return value instanceof Double number ? number(number) : value.toString();
  }

  private static String number(double value) {
    return BigDecimal.valueOf(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
  }

  /** "U-Net of 16 filters, depth 4". */
  String network() {
    if (model.unet().isEmpty()) return "TorchScript of others";
    return String.format(
        Locale.ROOT,
        "U-Net of %d filters, depth %d",
        model.architecture().baseFilters(),
        model.architecture().depth());
  }

  private String licence() {
    String licence = model.about().license();
    if (licence.isEmpty()) return "none is named: ask its authors before you share it";
    return licence + (LICENCES.containsKey(licence) ? ": " + LICENCES.get(licence) : "");
  }
}
