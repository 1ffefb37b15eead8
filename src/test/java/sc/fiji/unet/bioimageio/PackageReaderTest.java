package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.UserException;

class PackageReaderTest {

  private static final Architecture ARCHITECTURE = new Architecture(2, 3, 2, 2);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("model.zip");
  }

  @Test
  void unpackedFolder() throws IOException {
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    for (Map.Entry<String, byte[]> entry : entries.files.entrySet())
      Files.write(unpacked.resolve(entry.getKey()), entry.getValue());
    try (PackageReader reader = PackageReader.open(unpacked, "x")) {
      assertEquals(SmallModels.description(ARCHITECTURE), reader.description());
      assertArrayEquals(entries.files.get("weights.pt"), reader.weights());
      assertArrayEquals(entries.files.get("test_input.npy"), reader.testInput().write());
    }
  }

  /** Beside the files, as all names in it count from there; in a folder of the package, too. */
  @ParameterizedTest
  @ValueSource(strings = {"rdf.yaml", "model.yaml", "small.bioimageio.yaml", "my.rdf.yaml"})
  void otherNamesOfTheDescription(String name) throws IOException {
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
    entries.files.put(name, entries.files.remove("bioimageio.yaml"));
    assertEquals("Small", describe(entries.writeAsIs(file)).name());
    PackageEntries nested = new PackageEntries();
    entries.files.forEach((each, bytes) -> nested.files.put("my-model/" + each, bytes));
    try (PackageReader reader = PackageReader.open(nested.writeAsIs(file), "x")) {
      assertEquals("Small", reader.description().name());
      assertArrayEquals(entries.files.get("weights.pt"), reader.weights());
    }
  }

  @Test
  void checksumInCapitals() throws IOException {
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
    String yaml = new String(entries.files.get("bioimageio.yaml"), StandardCharsets.UTF_8);
    String sum = PackageFiles.sha256(entries.files.get("weights.pt"));
    assertTrue(yaml.contains(sum));
    entries.files.put(
        "bioimageio.yaml",
        yaml.replace(sum, sum.toUpperCase(Locale.ROOT)).getBytes(StandardCharsets.UTF_8));
    try (PackageReader reader = PackageReader.open(entries.writeAsIs(file), "x")) {
      assertArrayEquals(entries.files.get("weights.pt"), reader.weights());
    }
  }

  /** As all were written before outputs could mean something else. */
  @Test
  void packageThatDoesNotSayWhatItsOutputsMean() throws IOException {
    for (int classes : new int[] {1, 3}) {
      Architecture architecture = new Architecture(2, classes, 2, 2);
      PackageEntries entries = PackageEntries.own(architecture, folder);
      entries.at("config", "unet").remove("outputs");
      assertEquals(SmallModels.description(architecture), describe(entries.write(file)));
    }
  }

  @Test
  void volumes() throws IOException {
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder).inVolumes();
    assertEquals(
        SmallModels.description(new Architecture(3, 2, 3, false, 2, 2)),
        describe(entries.write(file)));
  }

  @Test
  void anotherFileThanTheDescribedOne() throws IOException {
    for (String name : List.of("weights.pt", "test_input.npy", "test_output.npy")) {
      PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
      byte[] bytes = entries.files.get(name);
      bytes[bytes.length - 1] ^= 1;
      assertEquals(
          "The model x cannot be used: its file '"
              + name
              + "' has not the checksum (sha256) of its description: it is damaged or was"
              + " exchanged.",
          error(entries, name));
      entries.files.remove(name);
      assertEquals(
          "The model x cannot be used: it does not hold the file '" + name + "'.",
          error(entries, name));
    }
  }

  @Test
  void testArrayThatIsNone() throws IOException {
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
    entries.files.put("test_input.npy", new byte[100]);
    entries.at("inputs", 0, "test_tensor").remove("sha256");
    assertEquals(
        "The model x cannot be used: its file 'test_input.npy' is no NumPy file (.npy).",
        error(entries, "test_input.npy"));
  }

  @Test
  void copyOfAStreamIsDeletedWhenTheReaderIsClosed() throws IOException {
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, folder);
    byte[] zip = unique(entries);
    try (PackageReader reader = PackageReader.open(new ByteArrayInputStream(zip), "x")) {
      assertEquals(1, copies(zip));
      assertArrayEquals(entries.files.get("weights.pt"), reader.weights());
    }
    assertEquals(0, copies(zip));
  }

  @Test
  void copyOfAStreamIsDeletedWhenOpeningFails() throws IOException {
    PackageEntries wrong = PackageEntries.own(ARCHITECTURE, folder);
    wrong.yaml().put("format_version", "0.4.10");
    PackageEntries empty = PackageEntries.own(ARCHITECTURE, folder);
    empty.yaml().clear();
    for (PackageEntries entries : List.of(wrong, empty)) {
      byte[] zip = unique(entries);
      assertThrows(
          UserException.class, () -> PackageReader.open(new ByteArrayInputStream(zip), "x"));
      assertEquals(0, copies(zip));
    }
    byte[] noZip = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    assertThrows(
        UserException.class, () -> PackageReader.open(new ByteArrayInputStream(noZip), "x"));
    assertEquals(0, copies(noZip));
  }

  @Test
  void copyOfAStreamIsDeletedWhenItCannotBeRead() throws IOException {
    byte[] bytes = UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8);
    IOException failure = new IOException("the medium is gone");
    InputStream failing =
        new InputStream() {
          @Override
          public int read() throws IOException {
            assertEquals(1, copies(bytes));
            throw failure;
          }
        };
    InputStream in = new SequenceInputStream(new ByteArrayInputStream(bytes), failing);
    assertSame(failure, assertThrows(IOException.class, () -> PackageReader.open(in, "x")));
    assertEquals(0, copies(bytes));
  }

  /** As no other test has it in the folder for temporary files. */
  private byte[] unique(PackageEntries entries) throws IOException {
    entries.files.put("unique", UUID.randomUUID().toString().getBytes(StandardCharsets.UTF_8));
    return Files.readAllBytes(entries.write(file));
  }

  private static int copies(byte[] bytes) throws IOException {
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    int copies = 0;
    try (DirectoryStream<Path> files = Files.newDirectoryStream(temporary, "unet-*model*.zip")) {
      for (Path each : files) if (holds(each, bytes)) copies++;
    }
    return copies;
  }

  private static boolean holds(Path file, byte[] bytes) {
    try {
      return Files.size(file) == bytes.length && Arrays.equals(Files.readAllBytes(file), bytes);
    } catch (IOException e) {
      return false; // that of another test, and gone
    }
  }

  private static ModelDescription describe(Path file) throws IOException {
    try (PackageReader reader = PackageReader.open(file, "x")) {
      return reader.description();
    }
  }

  /** What reading a file says. */
  private String error(PackageEntries entries, String name) throws IOException {
    try (PackageReader reader = PackageReader.open(entries.write(file), "x")) {
      return assertThrows(
              UserException.class,
              () -> {
                switch (name) {
                  case "weights.pt" -> reader.weights();
                  case "test_input.npy" -> reader.testInput();
                  default -> reader.testOutput();
                }
              })
          .getMessage();
    }
  }
}
