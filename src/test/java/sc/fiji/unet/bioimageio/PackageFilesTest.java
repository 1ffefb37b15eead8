package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.UserException;

class PackageFilesTest {

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("model.zip");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../x",
        "a/../../x",
        "/etc/x",
        "..",
        "C:/x",
        "C:x",
        "..\\x",
        "\\x",
        "a\\..\\x",
        "a/.."
      })
  void pathsThatLeaveTheFolder(String name) throws IOException {
    zip(name);
    assertEquals(
        "The model m cannot be used: it holds '" + name + "', which lies outside of it.", error());
    assertThrows(IllegalArgumentException.class, () -> new FileReference(name, ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "a/b.c", "..x", "a..b/x...y", "ä ö.pt"})
  void pathsBelowTheFolder(String name) throws IOException {
    zip(name);
    try (PackageFiles files = new PackageFiles(file)) {
      assertArrayEquals(new byte[] {7}, files.read(new FileReference(name, ""), 1));
      String message =
          assertThrows(UnusableException.class, () -> files.read(name, 0)).getMessage();
      assertEquals("its file '" + name + "' is larger than the 0 bytes that are allowed.", message);
    }
  }

  @Test
  void linksAreNotFollowed() throws IOException {
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Files.writeString(folder.resolve("secret"), "x");
    Path unpacked = Files.createDirectory(folder.resolve("unpacked"));
    Files.createSymbolicLink(unpacked.resolve("bioimageio.yaml"), folder.resolve("secret"));
    file = unpacked;
    assertEquals(
        "The model m cannot be used: its file 'bioimageio.yaml' lies outside of it.", error());
  }

  /** The zip is written with other names, which are then exchanged. */
  @Test
  void anEntryTwice() throws IOException {
    zip("aaa", "aab");
    exchange("aab", "aaa");
    assertEquals("The model m cannot be used: it holds 'aaa' twice.", error());
  }

  @Test
  void tooManyEntries() throws IOException {
    String[] names = new String[1001];
    Arrays.setAll(names, i -> "file" + i);
    zip(names);
    assertEquals("The model m cannot be used: it holds 1001 files; allowed are 1000.", error());
  }

  @Test
  void anEntryThatUnpacksToMuchMore() throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(1);
      zip.putNextEntry(new ZipEntry("bomb"));
      for (int i = 0; i < 101; i++) zip.write(new byte[1_000_000]);
    }
    assertEquals(
        "The model m cannot be used: its file 'bomb' would fill the memory when it is unpacked.",
        error());
  }

  @Test
  void aDescriptionWithoutEnd() throws IOException {
    PackageEntries entries = PackageEntries.own(new Architecture(1, 1, 1, 1), folder);
    byte[] yaml = new byte[1_000_001];
    Arrays.fill(yaml, (byte) ' ');
    entries.files.put("bioimageio.yaml", yaml);
    entries.writeAsIs(file);
    assertEquals(
        "The model m cannot be used: its file 'bioimageio.yaml' is larger than the 1000000 bytes"
            + " that are allowed.",
        error());
  }

  @Test
  void damagedZip() throws IOException {
    zip("bioimageio.yaml");
    byte[] all = Files.readAllBytes(file);
    String damaged = "The model file m is damaged or no zip; copy or download it again.";
    for (int length = 0; length < all.length; length += 7) {
      Files.write(file, Arrays.copyOf(all, length));
      assertEquals(damaged, error());
    }
    byte[] flipped = all.clone();
    flipped[30 + "bioimageio.yaml".length()] ^= 0x55; // the first byte of the contents
    Files.write(file, flipped);
    assertEquals(damaged, error());
    Files.writeString(file, "not a zip");
    assertEquals(damaged, error());
    Files.delete(file);
    assertEquals(damaged, error());
  }

  /** Where the deflated bytes could be anything. */
  @Test
  void damagedEntry() throws IOException {
    byte[] yaml = "type: model".getBytes(StandardCharsets.UTF_8);
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      zip.setLevel(0);
      zip.putNextEntry(new ZipEntry("bioimageio.yaml"));
      zip.write(yaml);
    }
    exchange("type: model", "type: modem");
    assertEquals("The model file m is damaged or no zip; copy or download it again.", error());
  }

  @Test
  void anEntryThatIsLargerThanItSays() throws IOException {
    zip("bioimageio.yaml");
    byte[] bytes = Files.readAllBytes(file);
    int header = new String(bytes, StandardCharsets.ISO_8859_1).indexOf("PK\1\2");
    bytes[header + 24] = 0; // its size
    Files.write(file, bytes);
    assertEquals(
        "The model m cannot be used: its file 'bioimageio.yaml' is larger than the 0 bytes that are"
            + " allowed.",
        error());
  }

  @Test
  void noDescription() throws IOException {
    zip("weights.pt");
    assertEquals(
        "The model m cannot be used: it holds no bioimageio.yaml, rdf.yaml or model.yaml, the description of a"
            + " model.",
        error());
  }

  private void exchange(String from, String to) throws IOException {
    String bytes = Files.readString(file, StandardCharsets.ISO_8859_1);
    assertTrue(bytes.contains(from));
    Files.writeString(file, bytes.replace(from, to), StandardCharsets.ISO_8859_1);
  }

  private void zip(String... names) throws IOException {
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (String name : names) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write(7);
      }
    }
  }

  private String error() {
    return assertThrows(UserException.class, () -> PackageReader.open(file, "m").close())
        .getMessage();
  }
}
