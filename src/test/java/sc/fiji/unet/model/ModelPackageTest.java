package sc.fiji.unet.model;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
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
import sc.fiji.unet.network.Architecture;

class ModelPackageTest {

  private static final Architecture ARCHITECTURE = new Architecture(2, 3, 2, 2);
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          "Zellen: \"blau\" #1",
          ARCHITECTURE,
          0,
          List.of("background", "no", "1"),
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
    ModelPackage.write(file, DESCRIPTION, weights);
    try (TrainedModel written = new TrainedModel(DESCRIPTION, weights);
        TrainedModel read = new ModelLibrary(folder).open(file.toString())) {
      assertEquals(DESCRIPTION, read.description());
      assertArrayEquals(weights, TrainedModel.weights(read.network()));
      assertArrayEquals(predict(written), predict(read));
    }
    assertEquals(List.of("model.zip"), names(file.getParent()));
  }

  @Test
  void replacesAnExistingFile() throws IOException {
    write(SmallModels.weights(ARCHITECTURE, 1));
    byte[] weights = SmallModels.weights(ARCHITECTURE, 2);
    write(weights);
    try (TrainedModel read = new ModelLibrary(folder).open(file.toString())) {
      assertArrayEquals(weights, TrainedModel.weights(read.network()));
    }
  }

  @Test
  void failedWriteLeavesWhatWasThere() throws IOException {
    Files.writeString(file, "before");
    ModelDescription unwritable =
        new ModelDescription(
            "x", ARCHITECTURE, 0, List.of("a", "b", "c"), Map.of("x", new Object()));
    assertThrows(RuntimeException.class, () -> ModelPackage.write(file, unwritable, null));
    assertEquals("before", Files.readString(file));
    assertEquals(List.of("model.zip"), names(folder));
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-folder", "a-file/model.zip"})
  void saysWhereItCannotWrite(String path) throws IOException {
    Files.createDirectory(folder.resolve("a-folder"));
    Files.writeString(folder.resolve("a-file"), "before");
    Path target = folder.resolve(path);
    Exception error =
        assertThrows(
            IOException.class, () -> ModelPackage.write(target, DESCRIPTION, new byte[10]));
    assertEquals(
        "The model cannot be written to "
            + target
            + "; choose a file in a folder that you may write to.",
        error.getMessage());
    assertEquals(List.of("a-file", "a-folder"), names(folder));
  }

  @Test
  void damagedZip() throws IOException {
    byte[] all = zip(entries());
    String damaged = "The model file the file is damaged; copy or download it again.";
    for (int length : new int[] {all.length / 4, all.length / 2, all.length * 3 / 4})
      assertEquals(damaged, error(Arrays.copyOf(all, length)));
    byte[] flipped = all.clone();
    flipped[all.length / 2] ^= 0x55;
    assertEquals(damaged, error(flipped));
  }

  @Test
  void noModelPackage() throws IOException {
    String none =
        "The file the file is no model: it must be a zip that holds model.yaml and weights.djl.";
    assertEquals(none, error("not a zip".getBytes(StandardCharsets.UTF_8)));
    assertEquals(none, error(new byte[0]));
    for (String entry : List.of("model.yaml", "weights.djl")) {
      Map<String, byte[]> entries = entries();
      entries.remove(entry);
      assertEquals(none, error(zip(entries)));
    }
  }

  @Test
  void weightsThatAreNotThoseOfTheNetwork() throws IOException {
    byte[] weights = SmallModels.weights(ARCHITECTURE, 1);
    for (byte[] wrong :
        List.of(
            new byte[0],
            Arrays.copyOf(weights, weights.length - 1),
            Arrays.copyOf(weights, weights.length + 1),
            SmallModels.weights(new Architecture(1, 3, 2, 2), 1),
            SmallModels.weights(new Architecture(2, 1, 2, 2), 1),
            SmallModels.weights(new Architecture(2, 3, 4, 2), 1),
            SmallModels.weights(new Architecture(2, 3, 2, 1), 1),
            SmallModels.weights(new Architecture(2, 3, 2, 3), 1))) {
      Map<String, byte[]> entries = entries();
      entries.put("weights.djl", wrong);
      assertEquals(
          "The weights in the model file the file are damaged or belong to another network than"
              + " model.yaml describes.",
          error(zip(entries)));
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "- a\n- b",
        "{ [",
        "\t\0",
        "name: x",
        "network: {input_channels: 2, classes: [a, b, c], filters: 2, depth: 2}\ntraining: {}",
        "name: x\nnetwork: {input_channels: two, classes: [a], filters: 2, depth: 2}\ntraining: {}",
        "name: x\nnetwork: {input_channels: 2, classes: 3, filters: 2, depth: 2}\ntraining: {}",
        "name: !!javax.script.ScriptEngineManager []"
      })
  void descriptionThatIsNone(String yaml) throws IOException {
    Map<String, byte[]> entries = entries();
    entries.put("model.yaml", yaml.getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "The description model.yaml in the model file the file cannot be read; it must give name,"
            + " network (input_channels, classes, filters, depth) and training.",
        error(zip(entries)));
  }

  @Test
  void descriptionOfAnImpossibleNetwork() throws IOException {
    Map<String, byte[]> entries = entries();
    String yaml = new String(entries.get("model.yaml"), StandardCharsets.UTF_8);
    entries.put(
        "model.yaml", yaml.replace("depth: 2", "depth: 9").getBytes(StandardCharsets.UTF_8));
    assertEquals(
        "The model file the file cannot be used: The network's depth is 9; allowed are 1 to 6.",
        error(zip(entries)));
  }

  private void write(byte[] weights) throws IOException {
    ModelPackage.write(file, DESCRIPTION, weights);
  }

  private static float[] predict(TrainedModel model) {
    try (NDManager memory = model.manager().newSubManager()) {
      return model
          .network()
          .predict(memory.arange(128f).div(64).sub(1).reshape(new Shape(1, 2, 8, 8)))
          .toFloatArray();
    }
  }

  private static String error(byte[] bytes) {
    InputStream in = new ByteArrayInputStream(bytes);
    return assertThrows(IOException.class, () -> ModelPackage.read(in, "the file")).getMessage();
  }

  /** What a good package holds, by name. */
  private Map<String, byte[]> entries() throws IOException {
    write(SmallModels.weights(ARCHITECTURE, 1));
    Map<String, byte[]> entries = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; )
        entries.put(entry.getName(), zip.readAllBytes());
    }
    return entries;
  }

  private static byte[] zip(Map<String, byte[]> entries) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> entry : entries.entrySet()) {
        zip.putNextEntry(new ZipEntry(entry.getKey()));
        zip.write(entry.getValue());
      }
    }
    return bytes.toByteArray();
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
