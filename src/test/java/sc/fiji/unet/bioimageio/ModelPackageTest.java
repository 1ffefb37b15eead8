package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.UNetDescription;
import sc.fiji.unet.runtime.TrainedModel;

class ModelPackageTest {

  private static final Architecture ARCHITECTURE = new Architecture(2, 3, 2, 2);
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          "Zellen: \"blau\" #1",
          ARCHITECTURE,
          0,
          List.of("background", "no", "1 ä"),
          Map.of("seed", 1, "validation_loss", 0.25, "remark", "ä: [x]\n- y"));

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("model.zip");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    byte[] weights = SmallModels.weights(ARCHITECTURE, 9);
    file = folder.resolve("new/folder/model.zip");
    write(DESCRIPTION, weights);
    assertEquals(DESCRIPTION, ModelPackage.describe(file, "x"));
    try (TrainedModel written = new TrainedModel(DESCRIPTION, weights);
        TrainedModel read = ModelPackage.read(file, "x");
        InputStream in = Files.newInputStream(file);
        TrainedModel streamed = ModelPackage.read(in, "x")) {
      assertEquals(DESCRIPTION, read.description());
      assertArrayEquals(weights, read.weights());
      assertArrayEquals(predict(written), predict(read));
      assertArrayEquals(predict(written), predict(streamed));
    }
    assertEquals(List.of("model.zip"), names(file.getParent()));
  }

  @Test
  void testTensorsAreReproduced() throws IOException {
    write(DESCRIPTION, SmallModels.weights(ARCHITECTURE, 9));
    assertTrue(ModelPackage.check(file, "x") < 1e-5);
  }

  @Test
  void aboutIsKept() throws IOException {
    About about = new About("Finds: cells", List.of("A. B", "C"), "MIT", List.of("em"));
    write(DESCRIPTION.with(about), SmallModels.weights(ARCHITECTURE, 9));
    assertEquals(about, ModelPackage.describe(file, "x").about());
    assertTrue(PackageEntries.read(file).text("README.md").contains("Finds: cells"));
  }

  @Test
  void pixelSizeIsKept() throws IOException {
    assertNull(DESCRIPTION.input().pixelSize());
    ModelDescription known = DESCRIPTION.with(new PixelSize(0.1, 1e-9 / 3));
    write(known, SmallModels.weights(ARCHITECTURE, 9));
    assertEquals(known, ModelPackage.describe(file, "x"));
    assertTrue(ModelPackage.check(file, "x") < 1e-5);
  }

  @Test
  void unpackedFolder() throws IOException {
    write(DESCRIPTION, SmallModels.weights(ARCHITECTURE, 9));
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    for (Map.Entry<String, byte[]> entry : PackageEntries.read(file).files.entrySet())
      Files.write(unpacked.resolve(entry.getKey()), entry.getValue());
    assertTrue(ModelPackage.check(unpacked, "x") < 1e-5);
  }

  @Test
  void olderNameOfTheDescription() throws IOException {
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
    entries.files.put("rdf.yaml", entries.files.remove("bioimageio.yaml"));
    assertEquals("Small", ModelPackage.describe(entries.writeAsIs(file), "x").name());
  }

  @Test
  void replacesAnExistingFile() throws IOException {
    write(DESCRIPTION, SmallModels.weights(ARCHITECTURE, 1));
    byte[] weights = SmallModels.weights(ARCHITECTURE, 2);
    write(DESCRIPTION, weights);
    try (TrainedModel read = ModelPackage.read(file, "x")) {
      assertArrayEquals(weights, read.weights());
    }
  }

  @Test
  void failedWriteLeavesWhatWasThere() throws IOException {
    Files.writeString(file, "before");
    assertThrows(IOException.class, () -> write(DESCRIPTION, new byte[10]));
    assertEquals("before", Files.readString(file));
    assertEquals(List.of("model.zip"), names(folder));
  }

  @Test
  void factsArePlain() {
    Map<String, Object> facts = Map.of("x", List.of());
    Exception error =
        assertThrows(
            IllegalArgumentException.class, () -> new UNetDescription(ARCHITECTURE, 0, facts));
    assertEquals(
        "The fact 'x' about the training is no text, number or truth value.", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-folder", "a-file/model.zip"})
  void saysWhereItCannotWrite(String path) throws IOException {
    Files.createDirectory(folder.resolve("a-folder"));
    Files.writeString(folder.resolve("a-file"), "before");
    file = folder.resolve(path);
    Exception error = assertThrows(IOException.class, () -> write(DESCRIPTION, new byte[10]));
    assertEquals(
        "The model cannot be written to "
            + file
            + "; choose a file in a folder that you may write to.",
        error.getMessage());
    assertEquals(List.of("a-file", "a-folder"), names(folder));
  }

  @Test
  void weightsThatAreNotThoseOfTheNetwork() throws IOException {
    byte[] weights = SmallModels.weights(ARCHITECTURE, 1);
    for (byte[] wrong :
        List.of(
            new byte[0],
            Arrays.copyOf(weights, weights.length / 2),
            SmallModels.weights(new Architecture(1, 3, 2, 2), 1),
            SmallModels.weights(new Architecture(2, 1, 2, 2), 1),
            SmallModels.weights(new Architecture(2, 3, 4, 2), 1),
            SmallModels.weights(new Architecture(2, 3, 2, 1), 1),
            SmallModels.weights(new Architecture(2, 3, 2, 3), 1)))
      assertEquals(
          "its weights are damaged, or those of another network than its description says.",
          error(withWeights(PackageEntries.own(ARCHITECTURE, folder), wrong)));
  }

  /** PyTorch itself reads these. */
  @Test
  void damagedWeightsOfOthers() throws IOException {
    byte[] weights = SmallModels.weights(ARCHITECTURE, 1);
    for (byte[] wrong :
        List.of(
            new byte[0],
            new byte[1000],
            "not an archive".getBytes(StandardCharsets.UTF_8),
            Arrays.copyOf(weights, weights.length / 4),
            Arrays.copyOf(weights, weights.length - 100)))
      assertEquals(
          "its weights are damaged, or those of another network than its description says.",
          error(withWeights(PackageEntries.foreign(ARCHITECTURE, folder), wrong)));
  }

  @Test
  void anotherFileThanTheDescribedOne() throws IOException {
    for (String name : List.of("weights.pt", "test_input.npy", "test_output.npy")) {
      PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
      byte[] bytes = entries.files.get(name);
      bytes[bytes.length - 1] ^= 1;
      assertEquals(
          "its file '"
              + name
              + "' has not the checksum (sha256) of its description: it is damaged or was"
              + " exchanged.",
          error(entries));
      entries.files.remove(name);
      assertEquals("it does not hold the file '" + name + "'.", error(entries));
    }
  }

  @Test
  void anotherTestOutput() throws IOException {
    PackageEntries entries = PackageEntries.foreign(ARCHITECTURE, folder);
    Npy output = Npy.read(entries.files.get("test_output.npy"));
    for (int i = 0; i < 30; i++) output.values()[i] += 0.01f;
    entries.files.put("test_output.npy", output.write());
    entries.at("outputs", 0, "test_tensor").remove("sha256");
    int numbers = output.values().length;
    assertEquals(
        "it does not reproduce its own test output: 30 of "
            + numbers
            + " numbers differ, by up to 0.0100.",
        error(entries));
    for (int i = 0; i < 30 - numbers / 10_000; i++) output.values()[i] -= 0.01f;
    entries.files.put("test_output.npy", output.write());
    assertTrue(ModelPackage.check(entries.write(file), "x") > 0.009, "100 in a million may");
  }

  @Test
  void networksOfOthersMayReturnOtherNumbers() throws IOException {
    for (int type : new int[] {5, 7}) { // PyTorch's 16 and 64 bit
      PackageEntries entries = returning("Tensor", "torch.to(result, " + type + ")");
      assertTrue(ModelPackage.check(entries.write(file), "x") < 1e-3);
    }
    for (String[] returned :
        new String[][] {
          {"int", "5"},
          {"str", "\"a\""},
          {"Tuple[Tensor, Tensor]", "(result, result)"},
          {"Tensor", "torch.to(result, 15)"} // bfloat16
        }) {
      String message = error(returning(returned[0], returned[1]));
      assertTrue(message.startsWith("The network of the model 'Small' fails on"), message);
    }
  }

  private PackageEntries returning(String type, String value) throws IOException {
    PackageEntries entries = PackageEntries.foreign(ARCHITECTURE, folder);
    ByteArrayOutputStream weights = new ByteArrayOutputStream();
    try (ZipInputStream in =
            new ZipInputStream(new ByteArrayInputStream(entries.files.get("weights.pt")));
        ZipOutputStream out = new ZipOutputStream(weights)) {
      for (ZipEntry entry; (entry = in.getNextEntry()) != null; ) {
        byte[] bytes = in.readAllBytes();
        if (entry.getName().endsWith(".py")) {
          String code = new String(bytes, StandardCharsets.UTF_8);
          int main = code.lastIndexOf("-> Tensor:");
          String changed =
              code.substring(0, main)
                  + code.substring(main)
                      .replace("-> Tensor:", "-> " + type + ":")
                      .replace("return result", "return " + value);
          bytes = changed.getBytes(StandardCharsets.UTF_8);
        }
        out.putNextEntry(new ZipEntry(entry.getName()));
        out.write(bytes);
      }
    }
    return withWeights(entries, weights.toByteArray());
  }

  /** Nothing as large as the description says is made before the weights are seen. */
  @Test
  void aFewWeightsForAHugeNetwork() throws IOException {
    PackageEntries entries = PackageEntries.own(new Architecture(1, 1, 2, 1), folder);
    entries.at("config", "unet").put("filters", 250);
    entries.at("config", "unet").put("depth", 4);
    assertEquals(
        "its weights are damaged, or those of another network than its description says.",
        assertTimeout(Duration.ofSeconds(3), () -> error(entries)));
    entries.at("config", "unet").put("depth", 6);
    assertTrue(error(entries).startsWith("A network of 250 filters and depth 6 has 7"));
  }

  @Test
  void testInputOfAnotherSize() throws IOException {
    PackageEntries entries = PackageEntries.foreign(ARCHITECTURE, folder);
    for (String name : List.of("test_input.npy", "test_output.npy")) {
      long channels = Npy.read(entries.files.get(name)).shape()[1];
      entries.files.put(
          name, new Npy(new long[] {1, channels, 8, 8}, new float[64 * (int) channels]).write());
    }
    for (String key : List.of("inputs", "outputs"))
      entries.at(key, 0, "test_tensor").remove("sha256");
    assertEquals(
        "its test input has 8 x 8 pixels, which its description does not allow.", error(entries));
  }

  private static PackageEntries withWeights(PackageEntries entries, byte[] weights) {
    entries.files.put("weights.pt", weights);
    entries.at("weights", "torchscript").remove("sha256");
    return entries;
  }

  /** What checking says, without its beginning. */
  private String error(PackageEntries entries) throws IOException {
    entries.write(file);
    String message =
        assertThrows(IOException.class, () -> ModelPackage.check(file, "mine")).getMessage();
    String beginning = "The model mine cannot be used: ";
    assertTrue(message.startsWith(beginning), message);
    return message.substring(beginning.length());
  }

  private void write(ModelDescription description, byte[] weights) throws IOException {
    ModelPackage.write(file, description, weights, SmallModels.channels(4, 300, 40, 2));
  }

  private static float[] predict(TrainedModel model) {
    try (NDManager memory = model.manager().newSubManager()) {
      return model
          .predict(memory.arange(128f).div(64).sub(1).reshape(new Shape(1, 2, 8, 8)))
          .toFloatArray();
    }
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
