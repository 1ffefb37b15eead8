package sc.fiji.unet.bioimageio;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Appearance;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.KnownAppearance;
import sc.fiji.unet.model.LengthUnit;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.Output.Meaning;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.UNetDescription;

/**
 * Reads a model description of bioimage.io, format 0.5
 * (https://bioimage-io.github.io/spec-bioimage-io). Keys that it does not know are no error; what
 * cannot be done is, in one sentence that goes on from "The model file cannot be used: ".
 */
final class DescriptionReader {

  private static final double EPSILON = 1e-6;
  private static final Set<String> FLOATS = Set.of("float32", "float64");

  private static final List<String> FORMATS =
      List.of(
          "keras_hdf5",
          "onnx",
          "pytorch_state_dict",
          "tensorflow_js",
          "tensorflow_saved_model_bundle");

  private final YamlNode root;
  private final YamlNode input;
  private final YamlNode output;

  /**
   * @throws UnusableException if it is no description, or its model cannot be used
   */
  DescriptionReader(String yaml) {
    root = YamlNode.parse(yaml);
    if (!root.isMap()) throw root.wrong("a mapping");
    if (!root.at("type").text("").equals("model")) throw root.at("type").wrong("'model'");
    YamlNode format = root.at("format_version");
    if (format.isMissing()) throw format.wrong("0.5 and a number, as in 0.5.4");
    String version = String.valueOf(format.value());
    if (!version.matches("0\\.5(\\..*)?"))
      throw new UnusableException(
          "it has the format version " + version + " of bioimage.io; only 0.5 is supported.");
    input = only("inputs");
    output = only("outputs");
  }

  private YamlNode only(String key) {
    List<YamlNode> all = root.at(key).items();
    if (all.size() != 1)
      throw new UnusableException(
          String.format("it has %d %s; only models with one are supported.", all.size(), key));
    return all.get(0);
  }

  /** The TorchScript archive. */
  FileReference weights() {
    YamlNode weights = root.at("weights");
    if (!weights.isMap()) throw weights.wrong("a mapping");
    if (weights.at("torchscript").isMissing()) {
      String others =
          FORMATS.stream()
              .filter(format -> !weights.at(format).isMissing())
              .collect(Collectors.joining(", "));
      throw new UnusableException(
          "it has no weights as TorchScript"
              + (others.isEmpty() ? "" : ", only as " + others)
              + "; other formats cannot be run.");
    }
    return file(weights.at("torchscript"));
  }

  /** The input that the model was tested with. */
  FileReference testInput() {
    return file(input.at("test_tensor"));
  }

  /** What it gave. */
  FileReference testOutput() {
    return file(output.at("test_tensor"));
  }

  private static FileReference file(YamlNode file) {
    return new FileReference(file.at("source").text(), file.at("sha256").text(""));
  }

  /** How near to the test output it must come. */
  Tolerance tolerance() {
    for (YamlNode tolerance :
        root.at("config").at("bioimageio").at("reproducibility_tolerance").items()) {
      List<String> formats = tolerance.at("weights_formats").items(YamlNode::text);
      List<String> outputs = tolerance.at("output_ids").items(YamlNode::text);
      if ((formats.isEmpty() || formats.contains("torchscript"))
          && (outputs.isEmpty() || outputs.contains(output.at("id").text("output"))))
        return new Tolerance(
            tolerance.at("relative_tolerance").number(Tolerance.STANDARD.relative()),
            tolerance.at("absolute_tolerance").number(Tolerance.STANDARD.absolute()),
            tolerance
                .at("mismatched_elements_per_million")
                .number(Tolerance.STANDARD.mismatchedPerMillion()));
    }
    return Tolerance.STANDARD;
  }

  ModelDescription description() {
    Map<Character, YamlNode> in = axes(input);
    Map<Character, YamlNode> out = axes(output);
    List<String> channels = channels(in);
    YamlNode unet = root.at("config").at("unet");
    List<String> classes =
        unet.isMissing() ? channels(out) : unet.at("classes").items(YamlNode::text);
    Axes inAxes = order(in);
    List<Character> space =
        IntStream.range(0, inAxes.dimensions()).mapToObj(Axes::ofSpace).toList();
    for (char axis : space) requireSameSize(axis, in.get(axis), out);
    requireFloat32();
    List<ProcessingStep> postprocessing = steps(output.at("postprocessing"), channels(out).size());
    return new ModelDescription(
        (unet.isMissing() ? root : unet).at("name").text(),
        new About(
            root.at("description").text(""),
            root.at("authors").items(author -> author.at("name").text()),
            root.at("license").text(""),
            root.at("tags").items(YamlNode::text)),
        new NetworkInput(
            channels,
            space.stream().map(in::get).map(DescriptionReader::size).toList(),
            steps(input.at("preprocessing"), channels.size()),
            inAxes,
            pixelSize(in.get('x'), in.get('y'))),
        new NetworkOutput(
            outputs(unet, classes, postprocessing),
            space.stream().map(out::get).map(DescriptionReader::halo).toList(),
            postprocessing,
            order(out)),
        unet.isMissing()
            ? Optional.empty()
            : Optional.of(unet(unet, inAxes.dimensions(), classes.size())));
  }

  /** Where a package does not say what they mean, the order and the names of the classes do. */
  private static List<Output> outputs(
      YamlNode unet, List<String> classes, List<ProcessingStep> postprocessing) {
    YamlNode meanings = unet.at("outputs");
    if (!meanings.isMissing()) {
      List<String> all = meanings.items(YamlNode::text);
      List<String> names = new ArrayList<>(classes);
      if (hasDistance(unet)) names.add("distance");
      if (all.size() != names.size())
        throw meanings.wrong("as many as the " + classes.size() + " classes");
      return IntStream.range(0, all.size())
          .mapToObj(i -> Output.parse(all.get(i), names.get(i)))
          .toList();
    }
    boolean hasBackground =
        !unet.isMissing()
            || postprocessing.contains(new ProcessingStep.Softmax())
            || classes.get(0).equalsIgnoreCase("background");
    List<Output> outputs = new ArrayList<>(Output.of(classes));
    if (!hasBackground) outputs.set(0, new Output(Meaning.FOREGROUND, classes.get(0)));
    return outputs;
  }

  /** Whether the channel behind those of the classes is a distance. */
  private static boolean hasDistance(YamlNode unet) {
    List<String> meanings = unet.at("outputs").items(YamlNode::text);
    return !meanings.isEmpty() && meanings.get(meanings.size() - 1).equals("distance");
  }

  /** Axes by their letters, in their order. */
  private static Map<Character, YamlNode> axes(YamlNode tensor) {
    Map<Character, YamlNode> axes = new LinkedHashMap<>();
    for (YamlNode axis : tensor.at("axes").items()) {
      char letter = letter(axis);
      if (axes.put(letter, axis) != null)
        throw new UnusableException(
            "its description's " + tensor.place() + " has the axis " + letter + " twice.");
    }
    if (!axes.containsKey('x') || !axes.containsKey('y'))
      throw tensor.at("axes").wrong("a list that holds x and y");
    return axes;
  }

  private static char letter(YamlNode axis) {
    String type = axis.at("type").text();
    String id = axis.at("id").text(type.equals("space") ? "x" : type);
    return switch (type) {
      case "batch" -> 'b';
      case "channel" -> 'c';
      case "space" -> {
        if (id.matches("[xyz]")) yield id.charAt(0);
        throw unknownAxis(id);
      }
      default -> throw unknownAxis(id);
    };
  }

  private static UnusableException unknownAxis(String axis) {
    return new UnusableException(
        "it has the axis '" + axis + "'; supported are batch, channel, z, y and x.");
  }

  private static Axes order(Map<Character, YamlNode> axes) {
    return new Axes(axes.keySet().stream().map(String::valueOf).collect(Collectors.joining()));
  }

  private static List<String> channels(Map<Character, YamlNode> axes) {
    if (!axes.containsKey('c')) return List.of("channel");
    YamlNode names = axes.get('c').at("channel_names");
    if (!names.isList() || names.items().isEmpty()) throw names.wrong("a list of names");
    return names.items(YamlNode::text);
  }

  private static AxisSize size(YamlNode axis) {
    YamlNode size = axis.at("size");
    if (!size.isMap()) return new AxisSize(size.integer(), 0);
    if (size.at("min").isMissing()) throw size.wrong("a whole number, or min and step");
    return new AxisSize(size.at("min").integer(), size.at("step").integer());
  }

  /** Empty where one of the axes does not say it. */
  private static Optional<PixelSize> pixelSize(YamlNode x, YamlNode y) {
    double width = micrometers(x);
    double height = micrometers(y);
    return Double.isNaN(width) || Double.isNaN(height)
        ? Optional.empty()
        : Optional.of(new PixelSize(width, height));
  }

  /**
   * Of one pixel; NaN unless both unit and scale are there: 1, the format's default, is what a
   * scale is that nobody thought of.
   */
  private static double micrometers(YamlNode axis) {
    String unit = String.valueOf(axis.at("unit").value());
    return LengthUnit.micrometers(unit) * axis.at("scale").number(Double.NaN);
  }

  private static int halo(YamlNode axis) {
    return axis.at("halo").isMissing() ? 0 : axis.at("halo").integer();
  }

  private void requireSameSize(char axis, YamlNode in, Map<Character, YamlNode> outAxes) {
    if (!outAxes.containsKey(axis)) throw output.at("axes").wrong("a list that holds " + axis);
    YamlNode out = outAxes.get(axis);
    YamlNode size = out.at("size");
    boolean same =
        size.isMap()
            ? size.at("tensor_id").text("").equals(input.at("id").text("input"))
                && size.at("axis_id").text("").equals(in.at("id").text("x"))
                && size.at("offset").number(0) == 0
                && out.at("scale").number(1) == in.at("scale").number(1)
            : !in.at("size").isMap() && size.integer() == in.at("size").integer();
    if (!same)
      throw new UnusableException(
          "its output is not as wide and high as its input, pixel by pixel; other sizes and scales"
              + " are not supported.");
  }

  /** Casts to integers between the steps, or before the network, are not supported. */
  private void requireFloat32() {
    List<YamlNode> steps = input.at("preprocessing").items();
    YamlNode data = input.at("data");
    String type = "float32";
    for (YamlNode channel : data.isList() ? data.items() : List.of(data))
      type = channel.at("type").text(type);
    if (!steps.isEmpty() && steps.get(steps.size() - 1).at("id").text().equals("ensure_dtype"))
      type = steps.get(steps.size() - 1).at("kwargs").at("dtype").text();
    if (!type.equals("float32"))
      throw new UnusableException(
          "its network takes numbers of the type " + type + "; only float32 is supported.");
  }

  private List<ProcessingStep> steps(YamlNode steps, int channels) {
    return steps.items().stream()
        .filter(step -> !isCast(step))
        .map(step -> step(step, channels))
        .toList();
  }

  /** All values are floating-point here. */
  private static boolean isCast(YamlNode step) {
    return step.at("id").text().equals("ensure_dtype")
        && FLOATS.contains(step.at("kwargs").at("dtype").text());
  }

  private ProcessingStep step(YamlNode step, int channels) {
    YamlNode options = step.at("kwargs");
    String id = step.at("id").text();
    return switch (id) {
      case "zero_mean_unit_variance" ->
          new ProcessingStep.ZeroMeanUnitVariance(perChannel(options), epsilon(options));
      case "scale_range" -> {
        YamlNode reference = options.at("reference_tensor");
        if (!reference.isMissing() && !reference.text().equals(input.at("id").text("input")))
          throw reference.wrong("the input itself");
        double low = percentile(options.at("min_percentile"), 0);
        double high = percentile(options.at("max_percentile"), 100);
        if (low >= high)
          throw new UnusableException(
              String.format(
                  "it scales the range from percentile %s to %s; the first must be the lower one.",
                  low, high));
        yield new ProcessingStep.ScaleRange(perChannel(options), low, high, epsilon(options));
      }
      case "fixed_zero_mean_unit_variance" -> {
        List<Double> deviation = perChannel(options, "std", Double.NaN, channels);
        if (deviation.stream().anyMatch(each -> each <= 0))
          throw options.at("std").wrong("above 0");
        yield new ProcessingStep.FixedZeroMeanUnitVariance(
            perChannel(options, "mean", Double.NaN, channels), deviation);
      }
      case "scale_linear" ->
          new ProcessingStep.ScaleLinear(
              perChannel(options, "gain", 1, channels), perChannel(options, "offset", 0, channels));
      case "clip" ->
          new ProcessingStep.Clip(
              options.at("min").number(Double.NEGATIVE_INFINITY),
              options.at("max").number(Double.POSITIVE_INFINITY));
      case "binarize" ->
          new ProcessingStep.Binarize(perChannel(options, "threshold", Double.NaN, channels));
      case "sigmoid" -> new ProcessingStep.Sigmoid();
      case "softmax" -> {
        if (!options.at("axis").text("channel").equals("channel"))
          throw options.at("axis").wrong("'channel'");
        yield new ProcessingStep.Softmax();
      }
      default ->
          throw new UnusableException(
              "it has the processing step '" + id + "', which is not supported.");
    };
  }

  /** What keeps a division from being one by 0. */
  private static double epsilon(YamlNode options) {
    double epsilon = options.at("eps").number(EPSILON);
    if (epsilon <= 0) throw options.at("eps").wrong("above 0");
    return epsilon;
  }

  private static double percentile(YamlNode percentile, double ifMissing) {
    double percent = percentile.number(ifMissing);
    if (!(percent >= 0 && percent <= 100)) throw percentile.wrong("a number from 0 to 100");
    return percent;
  }

  /** Whether channels are measured each for itself: over x and y, not over all. */
  private boolean perChannel(YamlNode options) {
    YamlNode axes = options.at("axes");
    if (axes.isMissing()) return false;
    Set<String> measured = new TreeSet<>(axes.items(YamlNode::text));
    measured.remove("batch"); // of one image
    Set<String> space = space();
    Set<String> all = new TreeSet<>(space);
    all.add("channel");
    if (measured.equals(space)) return true;
    if (measured.equals(all)) return false;
    throw new UnusableException(
        String.format(
            "its description's %s is %s; supported are %s, with or without channel.",
            axes.place(), axes.value(), String.join(" and ", space)));
  }

  /** The input's axes in space. */
  private Set<String> space() {
    return axes(input).keySet().stream()
        .filter(letter -> "xyz".indexOf(letter) >= 0)
        .map(String::valueOf)
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<Double> perChannel(
      YamlNode options, String key, double ifMissing, int channels) {
    YamlNode numbers = options.at(key);
    if (numbers.isMissing() && Double.isNaN(ifMissing)) throw numbers.wrong("a number");
    if (!options.at("axis").text("channel").equals("channel"))
      throw options.at("axis").wrong("'channel'");
    List<Double> values = numbers.numbers(ifMissing);
    if (values.size() != 1 && values.size() != channels)
      throw numbers.wrong("one number, or one for each of the " + channels + " channels");
    return values;
  }

  private static Decoding decoding(YamlNode objects) {
    Decoding standard = Decoding.STANDARD;
    YamlNode smoothing = objects.at("smoothing");
    YamlNode minimumSize = objects.at("minimum_size");
    return new Decoding(
        objects.at("threshold").number(standard.foreground()),
        objects.at("seeds").number(standard.seeds()),
        smoothing.isMissing() ? standard.smoothing() : smoothing.integer(),
        minimumSize.isMissing() ? standard.minimumSize() : minimumSize.integer(),
        Boolean.TRUE.equals(objects.at("through_slices").value()));
  }

  private static Magnification magnification(YamlNode magnification) {
    return new Magnification(
        magnification.at("factor").number(1),
        magnification.at("object_diameter").number(0),
        Boolean.TRUE.equals(magnification.at("measured").value()));
  }

  private static Optional<KnownAppearance> known(YamlNode appearance) {
    return appearance.isMissing()
        ? Optional.empty()
        : Optional.of(
            new KnownAppearance(
                appearance(appearance.at("least")), appearance(appearance.at("most"))));
  }

  private static Appearance appearance(YamlNode measures) {
    return new Appearance(
        measures.at("asymmetry").number(),
        measures.at("evenness").number(),
        measures.at("detail").number(),
        measures.at("structure").number());
  }

  private static UNetDescription unet(YamlNode unet, int dimensions, int classes) {
    YamlNode facts = unet.at("training");
    if (!facts.isMap()) throw facts.wrong("a mapping");
    Map<String, Object> training = new HashMap<>();
    ((Map<?, ?>) facts.value()).forEach((fact, value) -> training.put(String.valueOf(fact), value));
    return new UNetDescription(
        new Architecture(
            dimensions,
            unet.at("input_channels").integer(),
            classes,
            hasDistance(unet),
            unet.at("filters").integer(),
            unet.at("depth").integer()),
        unet.at("context").isMissing() ? 0 : unet.at("context").integer(),
        decoding(unet.at("objects")),
        magnification(unet.at("magnification")),
        known(unet.at("appearance")),
        training);
  }
}
