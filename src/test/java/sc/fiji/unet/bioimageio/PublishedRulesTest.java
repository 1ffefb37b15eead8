package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Path;
import java.time.OffsetDateTime;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.library.ModelCheck;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;

/**
 * A package of ours against the rules of bioimage.io's model description 0.5, as
 * bioimageio.spec.model.v0_5 and bioimageio.spec.generic.v0_3 state them (0.5.5; fields that later
 * versions made optional are demanded as by 0.5.4):
 *
 * <ol>
 *   <li>format_version, type, name, description, authors, cite, license, documentation, inputs,
 *       outputs, timestamp and weights are there; no top-level key is unknown.
 *   <li>name: 5 to 128 of letters, digits, blank and _ + - ( ); description: up to 1024 characters.
 *   <li>authors: a name without slashes. cite: a text, and a DOI or URL. license: on the SPDX list.
 *   <li>documentation: a file *.md that has a "Validation" section. covers: images of less than 500
 *       kB and an aspect ratio of 2:1 or 1:1. timestamp: ISO 8601.
 *   <li>tensor ids: lower-case identifiers of up to 32 characters, all different. Axis ids: all
 *       different; at most one batch axis; channel names: identifiers, at least one.
 *   <li>input axes: a size, or min and step, of 1 and more. Output axes: the size of an input axis,
 *       in the same unit; halo: 1 and more, even at the input, and the smallest size less two halos
 *       is 1 or more.
 *   <li>space axes: unit, if any, one of OME-Zarr's; scale, 1 if not given, above 0; an output axis
 *       is size times scale of its input axis over its own scale long.
 *   <li>processing: ids of the format; axes are those of the tensor; eps above 0, up to 0.1;
 *       preprocessing begins and ends with ensure_dtype, postprocessing ends with it.
 *   <li>test tensors: *.npy with the described shape, not all smaller than 1e-4.
 *   <li>weights: one entry without parent; source and sha256 (64 hexadecimal digits) fit;
 *       TorchScript has a pytorch_version. Every file that is named is in the package.
 * </ol>
 */
class PublishedRulesTest {

  private static final Set<String> REQUIRED =
      Set.of(
          "format_version",
          "type",
          "name",
          "description",
          "authors",
          "cite",
          "license",
          "documentation",
          "inputs",
          "outputs",
          "timestamp",
          "weights");
  private static final Set<String> ALLOWED = Set.of("covers", "tags", "config");
  private static final String IDENTIFIER = "[A-Za-z_][A-Za-z0-9_]*";

  @TempDir Path folder;
  private PackageEntries entries;
  private final Set<String> ids = new HashSet<>();

  @ParameterizedTest
  @CsvSource({
    "EM membranes, 1, 1, 1, 4, objects, 0.004",
    "µ: #1, 3, 2, 1, 1, 1 'ä' b, 123456.789",
    "'', 2, 3, 0, 2, cell,"
  })
  void writtenPackage(
      String name,
      int channels,
      int classes,
      int context,
      int depth,
      String className,
      Double pixel)
      throws IOException {
    Architecture architecture = new Architecture(channels * (2 * context + 1), classes, 1, depth);
    Path file = folder.resolve("model.zip");
    ModelLibrary.save(
        file,
        new ModelDescription(
                name,
                architecture,
                context,
                Collections.nCopies(classes, className),
                Map.of("seed", 1))
            .with(About.byUser().by(List.of("A/B", "LAB\\C")))
            .with(Optional.ofNullable(pixel).map(size -> new PixelSize(size, 2 * size))),
        SmallModels.weights(architecture, 1),
        SmallModels.image(1, 100, 100, architecture.inputChannels()));
    assertTrue(ModelCheck.difference(file) < 1e-4);
    entries = PackageEntries.read(file);
    check();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"em-membranes", "fluorescent-nuclei", "phase-contrast-cells", "retinal-vessels"})
  void bundledModel(String name) throws IOException {
    Path file = Path.of("src/main/resources/sc/fiji/unet/library", name + ".zip");
    entries = PackageEntries.read(file);
    check();
  }

  private void check() throws IOException {
    Map<String, Object> yaml = entries.yaml();
    Set<String> keys = new HashSet<>(yaml.keySet());
    assertTrue(keys.containsAll(REQUIRED), keys.toString());
    keys.removeAll(REQUIRED);
    assertTrue(ALLOWED.containsAll(keys), keys.toString());
    assertMatches("0\\.5\\.[0-9]+", yaml.get("format_version"));
    assertEquals("model", yaml.get("type"));
    assertMatches("[A-Za-z0-9_+ ()-]{5,128}", yaml.get("name"));
    assertMatches("(?s).{1,1024}", yaml.get("description"));
    for (Object author : list(yaml, "authors"))
      assertMatches("[^/\\\\]+", ((Map<?, ?>) author).get("name"));
    for (Object citation : list(yaml, "cite")) {
      assertMatches("(?s).+", ((Map<?, ?>) citation).get("text"));
      assertMatches("10\\.[0-9]{4,}.*/.+", ((Map<?, ?>) citation).get("doi"));
    }
    assertTrue(Set.of("CC-BY-4.0", "CC0-1.0", "MIT", "BSD-2-Clause").contains(yaml.get("license")));
    assertEquals("README.md", yaml.get("documentation"));
    assertTrue(entries.text("README.md").matches("(?s).*#.*[vV]alidation.*"));
    OffsetDateTime.parse((String) yaml.get("timestamp"));
    for (Object cover : list(yaml, "covers")) {
      byte[] png = entries.files.get(cover);
      assertTrue(png.length < 500_000);
      var image = ImageIO.read(new ByteArrayInputStream(png));
      assertEquals(2 * image.getHeight(), image.getWidth());
    }
    Map<String, Object> input = entries.at("inputs", 0);
    Map<String, Object> output = entries.at("outputs", 0);
    assertEquals(1, list(yaml, "inputs").size());
    assertEquals(1, list(yaml, "outputs").size());
    checkTensor(input);
    checkTensor(output);
    List<?> before = list(input, "preprocessing");
    List<?> behind = list(output, "postprocessing");
    assertCast(before.get(0));
    assertCast(before.get(before.size() - 1));
    assertCast(behind.get(behind.size() - 1));
    checkWeights();
  }

  private void checkTensor(Map<String, Object> tensor) {
    String id = (String) tensor.get("id");
    assertMatches("[a-z_][a-z0-9_]{0,31}", id);
    assertTrue(ids.add(id), id);
    assertEquals("float32", ((Map<?, ?>) tensor.get("data")).get("type"));
    Map<?, ?> file = (Map<?, ?>) tensor.get("test_tensor");
    assertMatches("[^/]+\\.npy", file.get("source"));
    assertFile(file);
    Npy array = Npy.read(entries.files.get(file.get("source")));
    boolean large = false;
    for (float value : array.values()) large |= Math.abs(value) >= 1e-4;
    assertTrue(large);
    List<?> axes = list(tensor, "axes");
    assertEquals(axes.size(), array.axes());
    Set<Object> axisIds = new HashSet<>();
    for (int i = 0; i < axes.size(); i++) {
      Map<?, ?> axis = (Map<?, ?>) axes.get(i);
      Object axisId = axis.get("id") == null ? axis.get("type") : axis.get("id");
      assertTrue(axisIds.add(axisId), axisId.toString());
      switch ((String) axis.get("type")) {
        case "batch" -> assertEquals(1, array.length(i));
        case "channel" -> {
          List<?> names = (List<?>) axis.get("channel_names");
          names.forEach(name -> assertMatches(IDENTIFIER, name));
          assertEquals(array.length(i), names.size());
        }
        case "space" -> checkSpace(axis, array.length(i));
        default -> throw new AssertionError(axis);
      }
    }
    for (Object step :
        list(tensor, tensor.containsKey("preprocessing") ? "preprocessing" : "postprocessing"))
      checkStep((Map<?, ?>) step, axisIds);
  }

  private void checkSpace(Map<?, ?> axis, long length) {
    Map<?, ?> size = (Map<?, ?>) axis.get("size");
    Object unit = axis.get("unit");
    assertTrue(unit == null || unit.equals("micrometer"), "unit " + unit);
    Object scale = axis.get("scale");
    assertTrue(scale == null || (double) scale > 0, "scale " + scale);
    if (size.containsKey("tensor_id")) {
      assertEquals("input", size.get("tensor_id"));
      assertTrue(ids.contains("input"));
      assertEquals(axis.get("id"), size.get("axis_id"));
      int halo = (int) axis.get("halo");
      assertTrue(halo >= 1 && halo % 2 == 0, "halo " + halo);
      Map<String, Object> of = entries.at("inputs", 0, "axes", axis.get("id").equals("y") ? 2 : 3);
      assertEquals(axis.get("id"), of.get("id"));
      assertEquals(of.get("unit"), unit);
      assertEquals(of.get("scale"), scale);
      assertTrue((int) ((Map<?, ?>) of.get("size")).get("min") - 2 * halo >= 1);
    } else {
      int min = (int) size.get("min");
      int step = (int) size.get("step");
      assertTrue(min >= 1 && step >= 1 && length >= min && (length - min) % step == 0);
    }
  }

  private static void checkStep(Map<?, ?> step, Set<Object> axes) {
    if (step.get("id").equals("ensure_dtype")) return;
    assertEquals("zero_mean_unit_variance", step.get("id"));
    Map<?, ?> options = (Map<?, ?>) step.get("kwargs");
    assertTrue(axes.containsAll((List<?>) options.get("axes")));
    double eps = (double) options.get("eps");
    assertTrue(eps > 0 && eps <= 0.1);
  }

  private void checkWeights() {
    Map<String, Object> weights = entries.at("weights");
    assertEquals(Set.of("torchscript"), weights.keySet());
    Map<?, ?> torchscript = (Map<?, ?>) weights.get("torchscript");
    assertFile(torchscript);
    assertEquals(null, torchscript.get("parent"));
    assertMatches("[0-9]+\\.[0-9]+\\.[0-9]+", torchscript.get("pytorch_version"));
  }

  private void assertFile(Map<?, ?> file) {
    assertMatches("[0-9a-f]{64}", file.get("sha256"));
    assertEquals(PackageFiles.sha256(entries.files.get(file.get("source"))), file.get("sha256"));
  }

  private static void assertCast(Object step) {
    assertEquals(Map.of("id", "ensure_dtype", "kwargs", Map.of("dtype", "float32")), step);
  }

  private static void assertMatches(String pattern, Object text) {
    assertTrue(text instanceof String string && string.matches(pattern), pattern + ": " + text);
  }

  private static List<?> list(Map<String, Object> map, String key) {
    List<?> list = (List<?>) map.get(key);
    assertTrue(!list.isEmpty(), key);
    return list;
  }
}
