package sc.fiji.unet.bioimageio;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.Yaml;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Appearance;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.Output.Meaning;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

/** Writes the description of a model of this plugin in the format 0.5 of bioimage.io. */
final class DescriptionWriter {

  private static final String FORMAT = "0.5.4";

  /** Whose operators and archive format the weights use; later ones read them too. */
  private static final String PYTORCH_VERSION = "2.7.1";

  private DescriptionWriter() {}

  /**
   * @param files contents by name, see {@link PackageWriter}
   */
  static String write(ModelDescription description, Map<String, byte[]> files) {
    About about = description.about();
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(options)
        .dump(
            map(
                "format_version", FORMAT,
                "type", "model",
                "name", name(description.name()),
                "description", about.text(),
                "authors", about.authors().stream().map(DescriptionWriter::author).toList(),
                "cite",
                    List.of(
                        map(
                            "text",
                            "Ronneberger, Fischer, Brox: U-Net: Convolutional Networks for"
                                + " Biomedical Image Segmentation. MICCAI 2015.",
                            "doi",
                            "10.1007/978-3-319-24574-4_28")),
                "license", about.license(),
                "tags", about.tags(),
                "documentation", PackageWriter.README,
                "covers", List.of(PackageWriter.COVER),
                "timestamp", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                "inputs", List.of(input(description, files)),
                "outputs", List.of(output(description, files)),
                "weights",
                    map(
                        "torchscript",
                        map(
                            "source",
                            PackageWriter.WEIGHTS,
                            "sha256",
                            sha256(files, PackageWriter.WEIGHTS),
                            "pytorch_version",
                            PYTORCH_VERSION)),
                "config", map("unet", unet(description))));
  }

  /** The format allows 5 to 128 of some characters; the model's own name stands in config. */
  static String name(String name) {
    String allowed = name.replaceAll("[^A-Za-z0-9_+ ()-]", "_");
    String longer = allowed.length() < 5 ? allowed + " model" : allowed;
    return longer.substring(0, Math.min(128, longer.length()));
  }

  /** The format allows no slashes. */
  private static Map<String, Object> author(String name) {
    return map("name", name.replaceAll("[/\\\\]", " "));
  }

  /** The format allows what is a name in Python; the class's own name stands in config. */
  private static String identifier(String name) {
    return name.replaceAll("[^A-Za-z0-9_]", "_").replaceFirst("^(?=[0-9]|$)", "_");
  }

  private static Map<String, Object> input(
      ModelDescription description, Map<String, byte[]> files) {
    NetworkInput input = description.input();
    ZeroMeanUnitVariance normalization = (ZeroMeanUnitVariance) input.preprocessing().get(0);
    return map(
        "id", "input",
        "description", "grey values",
        "axes",
            List.of(
                map("type", "batch"),
                map("type", "channel", "channel_names", input.channelNames()),
                inputAxis("y", input.sizes().get(1), input.pixelSize()),
                inputAxis("x", input.sizes().get(0), input.pixelSize())),
        "data", map("type", "float32"),
        "test_tensor", file(PackageWriter.TEST_INPUT, files),
        "preprocessing",
            List.of(
                float32(),
                map(
                    "id",
                    "zero_mean_unit_variance",
                    "kwargs",
                    map("axes", List.of("y", "x"), "eps", normalization.eps())),
                float32()));
  }

  private static Map<String, Object> inputAxis(
      String id, AxisSize size, Optional<PixelSize> pixel) {
    Map<String, Object> axis = axis(id, pixel);
    axis.put("size", map("min", size.min(), "step", size.step()));
    return axis;
  }

  /** Without a unit the scale would be a mere number. */
  private static Map<String, Object> axis(String id, Optional<PixelSize> pixel) {
    Map<String, Object> axis = map("type", "space", "id", id);
    pixel.ifPresent(
        size -> {
          axis.put("unit", "micrometer");
          axis.put("scale", id.equals("x") ? size.width() : size.height());
        });
    return axis;
  }

  private static Map<String, Object> output(
      ModelDescription description, Map<String, byte[]> files) {
    NetworkOutput output = description.output();
    Optional<PixelSize> pixel = description.input().pixelSize();
    return map(
        "id", "probability",
        "description",
            description.architecture().distance()
                ? "probability of each class, and distance to the edge of the object"
                : "probability of each class",
        "axes",
            List.of(
                map("type", "batch"),
                map(
                    "type",
                    "channel",
                    "channel_names",
                    description.channelNames().stream()
                        .map(DescriptionWriter::identifier)
                        .toList()),
                outputAxis("y", output.halo().get(1), pixel),
                outputAxis("x", output.halo().get(0), pixel)),
        "data", map("type", "float32", "range", List.of(0.0, 1.0)),
        "test_tensor", file(PackageWriter.TEST_OUTPUT, files),
        "postprocessing", List.of(float32()));
  }

  private static Map<String, Object> outputAxis(String id, int halo, Optional<PixelSize> pixel) {
    Map<String, Object> axis = axis(id, pixel);
    axis.put("size", map("tensor_id", "input", "axis_id", id));
    axis.put("halo", halo);
    return axis;
  }

  private static Map<String, Object> float32() {
    return map("id", "ensure_dtype", "kwargs", map("dtype", "float32"));
  }

  private static Map<String, Object> file(String name, Map<String, byte[]> files) {
    return map("source", name, "sha256", sha256(files, name));
  }

  private static String sha256(Map<String, byte[]> files, String name) {
    return PackageFiles.sha256(files.get(name));
  }

  private static Map<String, Object> unet(ModelDescription description) {
    Map<String, Object> unet = ofNetwork(description);
    description
        .appearance()
        .ifPresent(
            known ->
                unet.put(
                    "appearance",
                    map("least", appearance(known.least()), "most", appearance(known.most()))));
    return unet;
  }

  private static Map<String, Object> appearance(Appearance appearance) {
    return map(
        "asymmetry", appearance.asymmetry(),
        "evenness", appearance.evenness(),
        "detail", appearance.detail(),
        "structure", appearance.structure());
  }

  private static Map<String, Object> ofNetwork(ModelDescription description) {
    Architecture architecture = description.architecture();
    List<Output> outputs = description.output().channels();
    Decoding decoding = description.decoding();
    return map(
        "name", description.name(),
        "input_channels", architecture.inputChannels(),
        "filters", architecture.baseFilters(),
        "depth", architecture.depth(),
        "context", description.context(),
        "classes", description.classNames(),
        "outputs", outputs.stream().map(Output::description).toList(),
        "objects",
            map(
                "of",
                outputs.get(0).meaning() == Meaning.BACKGROUND
                    ? "all classes but the first"
                    : "the class",
                "separated_by",
                architecture.distance() ? "seeds in the distance" : "connected components",
                "threshold",
                decoding.foreground(),
                "seeds",
                decoding.seeds(),
                "smoothing",
                decoding.smoothing(),
                "minimum_size",
                decoding.minimumSize(),
                "through_slices",
                decoding.throughSlices()),
        "magnification",
            map(
                "factor",
                description.magnification().factor(),
                "object_diameter",
                description.magnification().diameter(),
                "measured",
                description.magnification().measured()),
        "training", new TreeMap<>(description.training()));
  }

  private static Map<String, Object> map(Object... keysAndValues) {
    Map<String, Object> map = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2)
      map.put((String) keysAndValues[i], keysAndValues[i + 1]);
    return map;
  }
}
