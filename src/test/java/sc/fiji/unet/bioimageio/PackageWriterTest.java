package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.UNetDescription;
import sc.fiji.unet.progress.UserException;

class PackageWriterTest {

  private static final Architecture ARCHITECTURE = new Architecture(2, 3, 2, 2);
  private static final ModelDescription DESCRIPTION =
      new ModelDescription(
          "Zellen: \"blau\" #1",
          ARCHITECTURE,
          0,
          List.of("background", "no", "1 ä"),
          Map.of("seed", 1, "validation_loss", 0.25, "remark", "ä: [x]\n- y"));

  private static final byte[] WEIGHTS = {1, 2, 3};
  private static final Npy INPUT = numbers(1, 2, 2, 3);
  private static final Npy OUTPUT = numbers(1, 3, 2, 3);

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void choose() {
    file = folder.resolve("model.zip");
  }

  @Test
  void readsWhatItWrote() throws IOException {
    file = folder.resolve("new/folder/model.zip");
    write(DESCRIPTION);
    try (PackageReader read = PackageReader.open(file, "x");
        InputStream in = Files.newInputStream(file);
        PackageReader streamed = PackageReader.open(in, "x")) {
      for (PackageReader reader : List.of(read, streamed)) {
        assertEquals(DESCRIPTION, reader.description());
        assertArrayEquals(WEIGHTS, reader.weights());
        assertSame(INPUT, reader.testInput());
        assertSame(OUTPUT, reader.testOutput());
      }
    }
    assertEquals(List.of("model.zip"), names(file.getParent()));
  }

  @Test
  void aboutIsKept() throws IOException {
    About about = new About("Finds: cells", List.of("A. B", "C"), "MIT", List.of("em"));
    write(DESCRIPTION.with(about));
    assertEquals(about, read().about());
    assertTrue(PackageEntries.read(file).text("README.md").contains("Finds: cells"));
  }

  @Test
  void pixelSizeIsKept() throws IOException {
    assertEquals(Optional.empty(), DESCRIPTION.input().pixelSize());
    ModelDescription known = DESCRIPTION.with(Optional.of(new PixelSize(0.1, 1e-9 / 3)));
    write(known);
    assertEquals(known, read());
  }

  @Test
  void meaningsOfOutputsAreKept() throws IOException {
    write(DESCRIPTION);
    assertEquals(
        List.of("background", "class no", "class 1 ä"),
        PackageEntries.read(file).at("config", "unet").get("outputs"));
    ModelDescription one =
        new ModelDescription("x", new Architecture(2, 1, 2, 2), 0, List.of("cells"), Map.of());
    write(one);
    assertEquals(
        List.of("foreground"), PackageEntries.read(file).at("config", "unet").get("outputs"));
    assertEquals(one, read());
  }

  @Test
  void distanceAndDecodingAreKept() throws IOException {
    for (int classes : new int[] {1, 3}) {
      ModelDescription separate =
          new ModelDescription(
                  "x",
                  new Architecture(2, 2, classes, true, 2, 2),
                  0,
                  List.of("a", "b", "c").subList(0, classes),
                  Map.of())
              .with(new Decoding(0.4, 0.7, 2, 33, true))
              .with(new Magnification(0.55, 30, true));
      write(separate);
      assertEquals(separate, read());
      assertEquals(classes, separate.classNames().size());
      assertEquals("distance", separate.channelNames().get(classes));
    }
  }

  @Test
  void replacesAnExistingFile() throws IOException {
    Files.writeString(file, "before");
    write(DESCRIPTION);
    assertEquals(DESCRIPTION, read());
  }

  @Test
  void failedWriteLeavesWhatWasThere() throws IOException {
    Files.writeString(file, "before");
    ModelDescription foreign =
        new ModelDescription(
            "x", About.byUser(), DESCRIPTION.input(), DESCRIPTION.output(), Optional.empty());
    assertThrows(IllegalArgumentException.class, () -> write(foreign));
    assertEquals("before", Files.readString(file));
    assertEquals(List.of("model.zip"), names(folder));
  }

  @Test
  void factsArePlain() {
    Map<String, Object> facts = Map.of("x", List.of());
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () ->
                new UNetDescription(
                    ARCHITECTURE,
                    0,
                    Decoding.STANDARD,
                    Magnification.NONE,
                    Optional.empty(),
                    facts));
    assertEquals(
        "The fact 'x' about the training is no text, number or truth value.", error.getMessage());
  }

  @ParameterizedTest
  @ValueSource(strings = {"a-folder", "a-file/model.zip"})
  void saysWhereItCannotWrite(String path) throws IOException {
    Files.createDirectory(folder.resolve("a-folder"));
    Files.writeString(folder.resolve("a-file"), "before");
    file = folder.resolve(path);
    Exception error = assertThrows(UserException.class, () -> write(DESCRIPTION));
    assertEquals(
        "The model cannot be written to "
            + file
            + "; choose a file in a folder that you may write to.",
        error.getMessage());
    assertEquals(List.of("a-file", "a-folder"), names(folder));
  }

  private void write(ModelDescription description) {
    PackageWriter.write(file, description, WEIGHTS, INPUT, OUTPUT);
  }

  private ModelDescription read() throws IOException {
    try (PackageReader reader = PackageReader.open(file, "x")) {
      return reader.description();
    }
  }

  private static void assertSame(Npy expected, Npy array) {
    assertEquals(expected.axes(), array.axes());
    for (int i = 0; i < expected.axes(); i++) assertEquals(expected.length(i), array.length(i));
    assertArrayEquals(expected.values(), array.values());
  }

  private static Npy numbers(int... shape) {
    float[] values = new float[IntStream.of(shape).reduce(1, Math::multiplyExact)];
    for (int i = 0; i < values.length; i++) values[i] = i + 0.5f;
    return new Npy(IntStream.of(shape).asLongStream().toArray(), values);
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(path -> path.getFileName().toString()).sorted().toList();
    }
  }
}
