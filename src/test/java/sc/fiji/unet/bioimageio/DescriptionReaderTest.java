package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.Output.Meaning;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.Binarize;
import sc.fiji.unet.model.ProcessingStep.Clip;
import sc.fiji.unet.model.ProcessingStep.FixedZeroMeanUnitVariance;
import sc.fiji.unet.model.ProcessingStep.ScaleLinear;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.Sigmoid;
import sc.fiji.unet.model.ProcessingStep.Softmax;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

class DescriptionReaderTest {

  /** A description of somebody else; tests exchange its lines. */
  private static final String YAML =
      """
      %YAML 1.2
      ---
      format_version: 0.5.4
      type: model
      name: Somebody's nuclei
      unknown: {key: [1, 2]}
      authors: [{name: A, affiliation: B}, {name: C}]
      inputs:
      - id: raw
        axes:
        - {type: batch, size: 1}
        - {type: channel, channel_names: [red, green]}
        - {type: space, id: y, size: {min: 64, step: 16}}
        - {type: space, size: 512}
        test_tensor: {source: in.npy}
        data: {type: float32}
        preprocessing: [{id: sigmoid}]
      outputs:
      - axes:
        - {type: batch}
        - {type: channel, channel_names: [nuclei]}
        - {type: space, id: y, halo: 31, size: {tensor_id: raw, axis_id: y}}
        - {type: space, size: {tensor_id: raw, axis_id: x}}
        test_tensor: {source: out.npy, sha256: abc}
        postprocessing: [{id: sigmoid}]
      weights:
        onnx: {source: weights.onnx}
        torchscript: {source: weights.pt, pytorch_version: 1.10}
      """;

  private static final String INPUT_Z = "  - {type: space, id: z, size: {min: 8, step: 4}}\n";
  private static final String OUTPUT_Z =
      "  - {type: space, id: z, halo: 2, size: {tensor_id: raw, axis_id: z}}\n";

  private static final String VOLUME =
      YAML.replace("  - {type: space, id: y, size", INPUT_Z + "  - {type: space, id: y, size")
          .replace("  - {type: space, id: y, halo", OUTPUT_Z + "  - {type: space, id: y, halo");

  @Test
  void readsWhatIsDescribed() {
    ModelDescription description = new DescriptionReader(YAML).description();
    assertEquals("Somebody's nuclei", description.name());
    assertEquals(List.of("A", "C"), description.about().authors());
    assertEquals("", description.about().license());
    assertEquals(2, description.inputChannels());
    assertEquals(List.of(new AxisSize(512, 0), new AxisSize(64, 16)), description.input().sizes());
    assertEquals(new Axes("bcyx"), description.input().axes());
    assertEquals(
        List.of(new Output(Meaning.FOREGROUND, "nuclei")), description.output().channels());
    assertEquals(List.of("nuclei"), description.classNames());
    assertEquals(List.of(0, 31), description.output().halo());
    assertEquals(0, description.context());
    assertEquals(new FileReference("weights.pt", ""), new DescriptionReader(YAML).weights());
    assertEquals(new FileReference("out.npy", "abc"), new DescriptionReader(YAML).testOutput());
    String message =
        assertThrows(IllegalArgumentException.class, description::architecture).getMessage();
    assertTrue(message.contains("cannot be trained further"), message);
  }

  @Test
  void otherOrderOfAxes() {
    String yaml =
        YAML.replace("  - {type: channel, channel_names: [nuclei]}\n", "")
            .replace(
                "test_tensor: {source: out",
                "- {type: channel, channel_names: [nuclei]}\n  test_tensor: {source: out");
    assertEquals(new Axes("byxc"), new DescriptionReader(yaml).description().output().axes());
  }

  @Test
  void whatIsNotSaidOfTheData() {
    for (String data : List.of("data: []", "data: {values: [1]}", ""))
      assertEquals(
          2,
          new DescriptionReader(YAML.replace("data: {type: float32}", data))
              .description()
              .inputChannels());
  }

  @Test
  void withoutChannelAxis() {
    String yaml = YAML.replace("  - {type: channel, channel_names: [red, green]}\n", "");
    NetworkInput input = new DescriptionReader(yaml).description().input();
    assertEquals(new Axes("byx"), input.axes());
    assertEquals(1, input.channels());
  }

  static List<Object[]> steps() {
    return List.of(
        new Object[] {"zero_mean_unit_variance", new ZeroMeanUnitVariance(false, 1e-6)},
        new Object[] {
          "zero_mean_unit_variance, kwargs: {axes: [x, y], eps: 1e-05}",
          new ZeroMeanUnitVariance(true, 1e-5)
        },
        new Object[] {
          "zero_mean_unit_variance, kwargs: {axes: [batch, y, x]}",
          new ZeroMeanUnitVariance(true, 1e-6)
        },
        new Object[] {
          "zero_mean_unit_variance, kwargs: {axes: [channel, y, x]}",
          new ZeroMeanUnitVariance(false, 1e-6)
        },
        new Object[] {"scale_range", new ScaleRange(false, 0, 100, 1e-6)},
        new Object[] {
          "scale_range, kwargs: {axes: [y, x], min_percentile: 5, max_percentile: 99.8,"
              + " reference_tensor: raw}",
          new ScaleRange(true, 5, 99.8, 1e-6)
        },
        new Object[] {
          "fixed_zero_mean_unit_variance, kwargs: {mean: 103, std: 13.7}",
          new FixedZeroMeanUnitVariance(List.of(103.0), List.of(13.7))
        },
        new Object[] {
          "fixed_zero_mean_unit_variance, kwargs: {axis: channel, mean: [1, 2], std: [3, 4]}",
          new FixedZeroMeanUnitVariance(List.of(1.0, 2.0), List.of(3.0, 4.0))
        },
        new Object[] {
          "scale_linear, kwargs: {gain: 2}", new ScaleLinear(List.of(2.0), List.of(0.0))
        },
        new Object[] {
          "scale_linear, kwargs: {axis: channel, offset: [1, 2]}",
          new ScaleLinear(List.of(1.0), List.of(1.0, 2.0))
        },
        new Object[] {"clip, kwargs: {min: 0, max: 1}", new Clip(0, 1)},
        new Object[] {"clip, kwargs: {min: -1}", new Clip(-1, Double.POSITIVE_INFINITY)},
        new Object[] {"binarize, kwargs: {threshold: 0.5}", new Binarize(List.of(0.5))},
        new Object[] {"sigmoid", new Sigmoid()});
  }

  @ParameterizedTest
  @MethodSource("steps")
  void preprocessing(String step, ProcessingStep expected) {
    String cast = "{id: ensure_dtype, kwargs: {dtype: float32}}";
    String yaml =
        YAML.replace(
            "preprocessing: [{id: sigmoid}]",
            "preprocessing: [" + cast + ", {id: " + step + "}, " + cast + "]");
    assertEquals(
        List.of(expected), new DescriptionReader(yaml).description().input().preprocessing());
  }

  @ParameterizedTest
  @CsvSource({
    "micrometer, 0.5, 0.5",
    "nanometer, 4, 0.004",
    "angstrom, 5.0, 0.0005",
    "picometer, 40, 0.00004",
    "millimeter, 0.001, 1",
    "centimeter, 0.0002, 2",
    "meter, 2e-6, 2"
  })
  void pixelSize(String unit, double scale, double micrometers) {
    PixelSize pixel =
        pixelSize("unit: " + unit + ", scale: " + scale, "unit: micrometer, scale: 3").get();
    assertEquals(micrometers, pixel.width(), 1e-9);
    assertEquals(3, pixel.height());
  }

  /** A scale says nothing without its unit, and a unit nothing without its scale. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "x: y",
        "scale: 0.5",
        "scale: 0",
        "unit: micrometer",
        "unit: null, scale: 0.5",
        "unit: mile, scale: 0.5",
        "unit: pixel, scale: 0.5",
        "unit: [a], scale: 0.5"
      })
  void noPixelSize(String axis) {
    String known = "unit: micrometer, scale: 0.5";
    assertEquals(Optional.empty(), pixelSize(axis, known));
    assertEquals(Optional.empty(), pixelSize(known, axis));
    assertEquals(Optional.of(new PixelSize(0.5, 0.5)), pixelSize(known, known));
  }

  @Test
  void pixelOfNoSize() {
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> pixelSize("unit: nanometer, scale: -4", "unit: micrometer, scale: 0.5"));
    assertEquals(
        "A pixel is -0.004 x 0.5 µm; allowed are finite numbers above 0.", error.getMessage());
  }

  /** That of a description with some more keys for each axis, at input and output. */
  private static Optional<PixelSize> pixelSize(String x, String y) {
    String yaml =
        YAML.replace("id: y, ", "id: y, " + y + ", ")
            .replace("- {type: space, size", "- {type: space, " + x + ", size");
    return new DescriptionReader(yaml).description().input().pixelSize();
  }

  @Test
  void softmaxMeansThatTheFirstClassIsTheBackground() {
    String yaml =
        YAML.replace("[nuclei]", "[nothing, nuclei]")
            .replace("postprocessing: [{id: sigmoid}]", "postprocessing: [{id: softmax}]");
    NetworkOutput output = new DescriptionReader(yaml).description().output();
    assertEquals(List.of(new Softmax()), output.postprocessing());
    assertEquals(List.of(Meaning.BACKGROUND, Meaning.CLASS), meanings(yaml));
    assertEquals(List.of(Meaning.FOREGROUND), meanings(yaml.replace("[nothing, ", "[")));
  }

  @Test
  void theBackgroundMayHaveItsName() {
    assertEquals(
        List.of(Meaning.BACKGROUND, Meaning.CLASS),
        meanings(YAML.replace("[nuclei]", "[Background, nuclei]")));
    assertEquals(
        List.of(Meaning.FOREGROUND, Meaning.CLASS),
        meanings(YAML.replace("[nuclei]", "[nuclei, borders]")));
    assertEquals(List.of(Meaning.FOREGROUND), meanings(YAML.replace("[nuclei]", "[background]")));
  }

  /** Packages of this plugin did not always say what their outputs mean. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[cells]       |                                      | FOREGROUND",
        "[a, b, c]     |                                      | BACKGROUND CLASS CLASS",
        "[cells]       | [foreground]                         | FOREGROUND",
        "[a, b, c]     | [background, class b, class c]       | BACKGROUND CLASS CLASS",
        "[a, b, c]     | [class a, background, border]        | CLASS BACKGROUND BORDER",
        "[class]       | [class class, distance]              | CLASS DISTANCE"
      })
  void meaningsOfOutputs(String classes, String outputs, String meanings) {
    String yaml = unet(classes, outputs);
    assertEquals(
        meanings, meanings(yaml).stream().map(Meaning::name).collect(Collectors.joining(" ")));
    assertEquals(classes, new DescriptionReader(yaml).description().classNames().toString());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "[background]            | its description's config.unet.outputs is a list; it must be as"
            + " many as the 2 classes.",
        "background              | its description's config.unet.outputs is 'background'; it must"
            + " be a list.",
        "[background, class 'x'] | The output 'b' means 'class 'x''; known are foreground,"
            + " background, class b, distance and border.",
        "[background, Class b]   | The output 'b' means 'Class b'; known are foreground,"
            + " background, class b, distance and border."
      },
      quoteCharacter = '`')
  void outputsThatMeanNothing(String outputs, String sentence) {
    assertEquals(sentence, error(unet("[a, b]", outputs)));
  }

  private static List<Meaning> meanings(String yaml) {
    return new DescriptionReader(yaml)
        .description().output().channels().stream().map(Output::meaning).toList();
  }

  /** That of a model of this plugin, with or without the meaning of its outputs. */
  private static String unet(String classes, String outputs) {
    return YAML
        + "config: {unet: {name: x, input_channels: 2, filters: 2, depth: 1, training: {},"
        + " classes: "
        + classes
        + (outputs == null ? "}}\n" : ", outputs: " + outputs + "}}\n");
  }

  /** It is described, though no network of volumes is opened. */
  @Test
  void aVolume() {
    ModelDescription description = new DescriptionReader(VOLUME).description();
    assertEquals(
        List.of(new AxisSize(512, 0), new AxisSize(64, 16), new AxisSize(8, 4)),
        description.input().sizes());
    assertEquals(List.of(0, 31, 2), description.output().halo());
    assertEquals(new Axes("bczyx"), description.input().axes());
    assertEquals(new Axes("bczyx"), description.output().axes());
    String own =
        VOLUME
            + "config: {unet: {name: x, input_channels: 2, filters: 2, depth: 1, training: {},"
            + " classes: [cells]}}\n";
    assertEquals(3, new DescriptionReader(own).description().architecture().dimensions());
  }

  @Test
  void aVolumeAtOneEndOnly() {
    assertEquals(
        "its description's outputs[0].axes is a list; it must be a list that holds z.",
        error(VOLUME.replace(OUTPUT_Z, "")));
    assertEquals(
        "The axes bczyx have 2 halos; each of x, y and z needs one.",
        error(VOLUME.replace(INPUT_Z, "")));
    assertEquals(
        "its output is not as wide and high as its input, pixel by pixel; other sizes and scales"
            + " are not supported.",
        error(VOLUME.replace("axis_id: z", "axis_id: y")));
  }

  @Test
  void tolerance() {
    assertEquals(new Tolerance(1e-3, 1e-4, 100), new DescriptionReader(YAML).tolerance());
    String given =
        YAML
            + """
              config:
                bioimageio:
                  reproducibility_tolerance:
                  - {relative_tolerance: 0.5, weights_formats: [onnx]}
                  - {relative_tolerance: 0.5, output_ids: [other]}
                  - {relative_tolerance: 0.005, absolute_tolerance: 100, output_ids: [output]}
              """;
    assertEquals(new Tolerance(5e-3, 1e-2, 100), new DescriptionReader(given).tolerance());
  }

  /** Each line: what is exchanged, by what, and the sentence. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "0.5.4 | 0.4.10 | it has the format version 0.4.10 of bioimage.io; only 0.5 is supported.",
        "format_version: 0.5.4 | x: y | its description's format_version is missing; it must be 0.5"
            + " and a number, as in 0.5.4.",
        "type: model | type: dataset | its description's type is 'dataset'; it must be 'model'.",
        "name: Somebody's nuclei | name: [a] | its description's name is a list; it must be a"
            + " text.",
        "name: Somebody's nuclei | x: y | its description's name is missing; it must be a text.",
        "torchscript: | keras_hdf5: | it has no weights as TorchScript, only as keras_hdf5, onnx;"
            + " other formats cannot be run.",
        "weights: | x: | its description's weights is missing; it must be a mapping.",
        "weights: | weights: {}¶x: | it has no weights as TorchScript; other formats cannot be"
            + " run.",
        "data: {type: float32} | data: [{type: float32}, {type: uint8}] | its network takes numbers"
            + " of the type uint8; only float32 is supported.",
        "in.npy | https://x.org/in.npy | its description refers to 'https://x.org/in.npy'; only"
            + " files inside the package are opened.",
        "weights.pt | ../weights.pt | its description refers to '../weights.pt'; only files inside"
            + " the package are opened.",
        "inputs: | inputs: [{}, {}]¶x: | it has 2 inputs; only models with one are supported.",
        "outputs: | x: | it has 0 outputs; only models with one are supported.",
        "id: y, size: {min | id: z, size: {min | its description's inputs[0].axes is a list; it"
            + " must be a list that holds x and y.",
        "id: y, size: {min | id: t, size: {min | it has the axis 't'; supported are batch, channel,"
            + " z, y and x.",
        "type: batch, size: 1 | type: time, size: 1 | it has the axis 'time'; supported are batch,"
            + " channel, z, y and x.",
        "id: y, size: {min | size: {min | its description's inputs[0] has the axis x twice.",
        "axis_id: x} | axis_id: x, offset: -4} | its output is not as wide and high as its input,"
            + " pixel by pixel; other sizes and scales are not supported.",
        "axis_id: x} | axis_id: y} | its output is not as wide and high as its input, pixel by"
            + " pixel; other sizes and scales are not supported.",
        "axis_id: x} | axis_id: x}, scale: 2 | its output is not as wide and high as its input,"
            + " pixel by pixel; other sizes and scales are not supported.",
        "halo: 31 | halo: 32 | The halo of 32 pixels leaves nothing of an output of 64.",
        "halo: 31 | halo: wide | its description's outputs[0].axes[2].halo is 'wide'; it must be a"
            + " whole number.",
        "size: 512 | size: {tensor_id: raw, axis_id: y} | its description's inputs[0].axes[3].size"
            + " is a mapping; it must be a whole number, or min and step.",
        "size: 512 | size: 0 | An axis has the smallest size 0 and the step 0; allowed are 1 to"
            + " 16384, and 0 to 16384.",
        "step: 16 | step: 2147483647 | An axis has the smallest size 64 and the step 2147483647;"
            + " allowed are 1 to 16384, and 0 to 16384.",
        "size: 512 | size: 99999999999 | its description's inputs[0].axes[3].size is"
            + " '99999999999'; it must be a whole number.",
        "data: {type: float32} | data: {type: uint8} | its network takes numbers of the type uint8;"
            + " only float32 is supported.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: ensure_dtype, kwargs: {dtype:"
            + " float32}}, {id: mystery}] | it has the processing step 'mystery', which is not"
            + " supported.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: ensure_dtype, kwargs: {dtype:"
            + " int8}}, {id: sigmoid}] | it has the processing step 'ensure_dtype', which is not"
            + " supported.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: softmax}] | The preprocessing has"
            + " the step softmax, which is supported behind the network only.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: zero_mean_unit_variance, kwargs:"
            + " {axes: [x]}}] | its description's inputs[0].preprocessing[0].kwargs.axes is [x];"
            + " supported are x and y, with or without channel.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: binarize}] | its description's"
            + " inputs[0].preprocessing[0].kwargs.threshold is missing; it must be a number.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: zero_mean_unit_variance, kwargs:"
            + " {eps: 0}}] | its description's inputs[0].preprocessing[0].kwargs.eps is '0'; it"
            + " must be above 0.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: fixed_zero_mean_unit_variance,"
            + " kwargs: {mean: 1, std: 0}}] | its description's"
            + " inputs[0].preprocessing[0].kwargs.std is '0'; it must be above 0.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: scale_linear, kwargs: {axis:"
            + " channel, gain: [1, 2, 3]}}] | its description's"
            + " inputs[0].preprocessing[0].kwargs.gain is a list; it must be one number, or one for"
            + " each of the 2 channels.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: scale_range, kwargs:"
            + " {max_percentile: 101}}] | its description's"
            + " inputs[0].preprocessing[0].kwargs.max_percentile is '101'; it must be a number from"
            + " 0 to 100.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: scale_range, kwargs:"
            + " {min_percentile: 60, max_percentile: 60}}] | it scales the range from percentile"
            + " 60.0 to 60.0; the first must be the lower one.",
        "preprocessing: [{id: sigmoid}] | preprocessing: [{id: scale_range, kwargs:"
            + " {min_percentile: 100}}] | it scales the range from percentile 100.0 to 100.0; the"
            + " first must be the lower one.",
        "postprocessing: [{id: sigmoid}] | postprocessing: [{id: scale_range}] | The postprocessing"
            + " measures the whole output, which tiles do not allow; supported are steps that look"
            + " at one pixel.",
        "[nuclei] | [] | its description's outputs[0].axes[1].channel_names is a list; it must be a"
            + " list of names.",
        "weights: | config: {unet: {name: x, classes: [a], input_channels: 3, filters: 2, depth: 1,"
            + " training: {}}}¶weights: | The model describes 2 input channels; its network has 3.",
        "weights: | config: {unet: {name: x, classes: [a], input_channels: 2, filters: 2, depth: 1,"
            + " training: {x: [1]}}}¶weights: | The fact 'x' about the training is no text, number"
            + " or truth value."
      })
  void whatCannotBeUsed(String from, String to, String sentence) {
    assertTrue(YAML.contains(from), from);
    assertEquals(sentence, error(YAML.replaceFirst(Pattern.quote(from), to.replace('¶', '\n'))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ [",
        "\t\0",
        "name: !!javax.script.ScriptEngineManager []",
        "name: !!java.net.URL ['http://x.org']",
        "&a {*a : 1}",
        "a: 1\na: 2",
        "name: !!int x",
        "name: !!map x",
        "? !!seq x\n: 1",
        "a: *unknown"
      })
  void yamlThatIsNone(String yaml) {
    String message = error(yaml);
    assertTrue(
        message.startsWith("its description is no YAML")
            || message.equals(
                "its description holds more than plain values, or is built to fill the memory."),
        message);
    assertEquals(1, message.lines().count());
  }

  @Test
  void yamlThatGrows() {
    StringBuilder bomb = new StringBuilder("a0: &a0 [x]\n");
    for (int i = 1; i < 30; i++)
      bomb.append("a" + i + ": &a" + i + " [" + ("*a" + (i - 1) + ", ").repeat(9) + "]\n");
    assertEquals(
        "its description holds more than plain values, or is built to fill the memory.",
        error(bomb.toString()));
    assertEquals(
        "its description holds more than plain values, or is built to fill the memory.",
        error("[".repeat(10_000)));
  }

  @Test
  void yamlThatHoldsItself() {
    assertEquals(
        "its description's name is a list; it must be a text.",
        error(YAML.replace("name: Somebody's nuclei", "name: &a [*a]")));
    assertEquals(
        "its description's authors[0] is a list; it must be a mapping.",
        error(YAML.replace("authors: [{name: A, affiliation: B}, {name: C}]", "authors: &a [*a]")));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "- a\n- b", "text"})
  void noMapping(String yaml) {
    assertTrue(error(yaml).endsWith("; it must be a mapping."), error(yaml));
  }

  private static String error(String yaml) {
    return assertThrows(
            IllegalArgumentException.class,
            () -> {
              DescriptionReader reader = new DescriptionReader(yaml);
              reader.description();
              reader.weights();
              reader.testInput();
              reader.testOutput();
            })
        .getMessage();
  }
}
