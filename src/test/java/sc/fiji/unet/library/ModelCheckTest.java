package sc.fiji.unet.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.Npy;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.UserException;

/** Models that are saved, and opened or checked again. */
class ModelCheckTest {

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
  void opensWhatItSaved() throws IOException {
    byte[] weights = SmallModels.weights(ARCHITECTURE, 9);
    save(DESCRIPTION, weights);
    try (OpenModel written = SmallModels.model(DESCRIPTION, weights);
        OpenModel read =
            new ModelLibrary(folder.resolve("none")).open(file.toString(), Precision.FP32)) {
      assertEquals(DESCRIPTION, read.description());
      assertArrayEquals(predict(written), predict(read));
    }
  }

  @Test
  void testTensorsAreReproduced() throws IOException {
    save(DESCRIPTION, SmallModels.weights(ARCHITECTURE, 9));
    assertTrue(ModelCheck.difference(file) < 1e-5);
    save(
        DESCRIPTION.with(Optional.of(new PixelSize(0.1, 1e-9 / 3))),
        SmallModels.weights(ARCHITECTURE, 9));
    assertTrue(ModelCheck.difference(file) < 1e-5);
  }

  @Test
  void unpackedFolder() throws IOException {
    save(DESCRIPTION, SmallModels.weights(ARCHITECTURE, 9));
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    for (Map.Entry<String, byte[]> entry : PackageEntries.read(file).files.entrySet())
      Files.write(unpacked.resolve(entry.getKey()), entry.getValue());
    assertTrue(ModelCheck.difference(unpacked) < 1e-5);
  }

  @Test
  void replacesAnExistingFile() throws IOException {
    save(DESCRIPTION, SmallModels.weights(ARCHITECTURE, 1));
    byte[] weights = SmallModels.weights(ARCHITECTURE, 2);
    save(DESCRIPTION, weights);
    assertArrayEquals(weights, PackageEntries.read(file).files.get("weights.pt"));
  }

  @Test
  void failedSaveLeavesWhatWasThere() throws IOException {
    Files.writeString(file, "before");
    assertThrows(IOException.class, () -> save(DESCRIPTION, new byte[10]));
    assertEquals("before", Files.readString(file));
    try (Stream<Path> files = Files.list(folder)) {
      assertEquals(List.of(file), files.toList());
    }
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

  /** PyTorch does not see these. */
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
          "its weights are no whole TorchScript archive.",
          error(withWeights(PackageEntries.foreign(ARCHITECTURE, folder), wrong)));
  }

  @Test
  void anotherTestOutput() throws IOException {
    PackageEntries entries = PackageEntries.foreign(ARCHITECTURE, folder);
    Npy output = entries.array("outputs");
    for (int i = 0; i < 30; i++) output.values()[i] += 0.01f;
    entries.array("outputs", output);
    int numbers = output.values().length;
    assertEquals(
        "it does not reproduce its own test output: 30 of "
            + numbers
            + " numbers differ, by up to 0.0100.",
        error(entries));
    for (int i = 0; i < 30 - numbers / 10_000; i++) output.values()[i] -= 0.01f;
    entries.array("outputs", output);
    assertTrue(ModelCheck.difference(entries.write(file)) > 0.009, "100 in a million may");
  }

  @Test
  void networksOfOthersMayReturnOtherNumbers() throws IOException {
    for (int type : new int[] {5, 7}) { // PyTorch's 16 and 64 bit
      PackageEntries entries = returning("Tensor", "torch.to(result, " + type + ")");
      assertTrue(ModelCheck.difference(entries.write(file)) < 1e-3);
    }
    for (String[] returned :
        new String[][] {
          {"int", "5"},
          {"str", "\"a\""},
          {"Tensor", "torch.to(result, 15)"} // bfloat16
        }) {
      String message = message(returning(returned[0], returned[1]));
      assertTrue(
          message.contains(" cannot be used: The network of the model 'Small' fails on"), message);
    }
    String several = message(returning("Tuple[Tensor, Tensor]", "(result, result)"));
    assertTrue(several.endsWith("returns 2 outputs where its description names one."), several);
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
    for (String tensor : List.of("inputs", "outputs")) {
      int channels = (int) entries.array(tensor).length(1);
      entries.array(tensor, new Npy(new long[] {1, channels, 8, 8}, new float[64 * channels]));
    }
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
    String message = message(entries);
    String beginning = "The model mine cannot be used: ";
    assertTrue(message.startsWith(beginning), message);
    return message.substring(beginning.length());
  }

  private String message(PackageEntries entries) throws IOException {
    try (PackageReader reader = PackageReader.open(entries.write(file), "mine")) {
      return assertThrows(UserException.class, () -> ModelLibrary.check(reader)).getMessage();
    }
  }

  private void save(ModelDescription description, byte[] weights) throws IOException {
    ModelLibrary.save(file, description, weights, SmallModels.image(4, 300, 40, 2));
  }

  private static float[] predict(OpenModel model) {
    float[] image = new float[8 * 8 * 2];
    for (int i = 0; i < image.length; i++) image[i] = i / 64f - 1;
    return model.network().predict(image, 8, 8);
  }
}
