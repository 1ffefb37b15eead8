package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import java.awt.GraphicsEnvironment;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallZarr;
import sc.fiji.unet.formats.NgffVersion;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.formats.TiffFile;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.jobs.Reservation;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;

/** From a file to files, by a macro. */
@InImageJ
class SegmentFileTest {

  private static final String COMMAND = "U-Net Segment File...";

  @TempDir static Path models;
  @TempDir Path folder;

  private static String unsized;

  /** Knows how large its objects are. */
  private static String sized;

  private String model = unsized;

  @BeforeAll
  static void train() {
    unsized = trained("tiny.zip", "regions");
    sized = trained("sized.zip", "separate");
  }

  private static String trained(String name, String objects) {
    String file = models.resolve(name).toString();
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei.tif'); rename('a');"
            + " setVoxelSize(1, 1, 1, 'pixel'); open('sample-data/nuclei-truth.tif'); rename('b');"
            + " run('U-Net Train...', 'images=a annotations=b name=[Tiny] save=["
            + file
            + "] iterations=20 filters=2 depth=1 seed=1 precision=fp32 objects="
            + objects
            + "'); close('*');");
    return file;
  }

  @Test
  void aTiffIsSegmentedAsImageJsImageIs() throws IOException {
    Path slide = slide();
    run("input=[" + slide + "] labels probabilities");
    Macros.run(
        "setBatchMode(true); open('"
            + slide
            + "'); run('U-Net Segment...', 'model=["
            + model
            + "] precision=fp32 labels'); saveAs('Tiff', '"
            + folder.resolve("expected.tif")
            + "'); close('*');");
    ImagePlus expected = IJ.openImage(folder.resolve("expected.tif").toString());
    float[] wanted = (float[]) expected.getProcessor().convertToFloatProcessor().getPixels();
    assertTrue(IntStream.range(0, wanted.length).anyMatch(i -> wanted[i] > 1));
    try (TiffFile labels = TiffFile.open(folder.resolve("my slide labels.ome.tif"));
        TiffFile maps = TiffFile.open(folder.resolve("my slide probabilities.ome.tif"))) {
      float[] found = new float[wanted.length];
      labels.read(
          0, new long[5], new int[] {expected.getWidth(), expected.getHeight(), 1, 1, 1}, found);
      assertArrayEquals(wanted, found);
      assertEquals(1, maps.size(0)[2]);
    }
    assertEquals(
        List.of(
            "expected.tif",
            "my slide labels.ome.tif",
            "my slide probabilities.ome.tif",
            "my slide.tif"),
        files());
  }

  @Test
  void labelsOfAnOmeZarrLieInIt() {
    Path image = zarr();
    int[] chunk = {16, 16, 1, 1, 1};
    try (OmeZarr opened = OmeZarr.open(image)) {
      OmeZarrWriter.labels(opened, 0, "cells", chunk, false); // and killed
    }
    run("input=[" + image + "] output=cells labels");
    try (OmeZarr labels = OmeZarr.open(image.resolve("labels").resolve("cells"))) {
      assertEquals(64, labels.size(0)[0]);
    }
    assertEquals(
        "output=[cells]: '"
            + image.resolve("labels").resolve("cells")
            + "' exists already: choose another name, or delete that folder.",
        error("input=[" + image + "] output=cells labels"));
  }

  /** By Escape, once some of its tiles are predicted. */
  @ParameterizedTest
  @CsvSource({"false, ''", "true, ''", "true, diameter=15 probabilities", "true, average"})
  @Timeout(60)
  void whatWasInterruptedGoesOn(boolean isTiff, String how) throws Exception {
    Path image = isTiff ? slide() : largeZarr(1);
    Path result = isTiff ? folder.resolve("b.tif") : image.resolve("labels").resolve("cells");
    String words = "input=[" + image + "] tile=48 labels output=" + (isTiff ? result : "cells");
    words += " " + how;
    if (how.startsWith("diameter")) model = sized;
    run(words);
    List<String> expected = contents(folder);
    WholeFile.deleteFolder(isTiff ? result : result.getParent());
    Files.deleteIfExists(folder.resolve("b probabilities.ome.tif"));
    List<String> before = files();
    assertEquals(1, before.size(), before.toString());

    interrupt(words);
    assertFalse(Files.exists(image.resolve("labels")));
    List<String> left = files();
    left.removeAll(before);
    assertEquals(1, left.size(), left.toString());
    String name = isTiff ? ".b.tif." : ".my image.zarr cells.";
    assertTrue(left.get(0).matches(Pattern.quote(name) + "[0-9a-f]{8}\\.work"), left.get(0));
    requireLogged(
        "What is predicted so far is kept: the same command goes on. To give up, delete '"
            + folder.resolve(left.get(0))
            + "'.");

    run(words);
    requireLogged("Going on with what was predicted before.");
    assertEquals(expected, contents(folder));
  }

  /** Into the same files, so that nothing but its pixels is another. */
  @Test
  @Timeout(60)
  void anotherImageBeginsAnew() throws Exception {
    Path image = largeZarr(1);
    String words = "input=[" + image + "] tile=48 labels output=cells";
    interrupt(words);
    Path other = folder.resolve("other");
    Files.move(image, other);
    Files.move(largeZarr(2).resolve("0"), folder.resolve("0"));
    WholeFile.deleteFolder(image);
    WholeFile.deleteFolder(other.resolve("0"));
    Files.move(folder.resolve("0"), other.resolve("0"));
    Files.move(other, image);
    run(words);
    Path result = image.resolve("labels").resolve("cells");
    List<String> found = contents(result);
    WholeFile.deleteFolder(result);
    run(words);
    assertEquals(contents(result), found);
  }

  /** Without a screen nobody keeps it. */
  private static void requireLogged(String sentence) {
    if (!GraphicsEnvironment.isHeadless()) assertTrue(IJ.getLog().contains(sentence), IJ.getLog());
  }

  private void interrupt(String words) throws InterruptedException {
    Thread escape =
        new Thread(
            () -> {
              while (tiles() < 5) Thread.onSpinWait();
              IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            });
    escape.setDaemon(true);
    escape.start();
    try {
      run(words);
    } catch (MacroException e) {
      // Canceled.
    }
    escape.join(10_000);
    IJ.resetEscape();
  }

  private static List<String> contents(Path result) throws IOException {
    try (Stream<Path> files = Files.walk(result)) {
      List<String> contents = new ArrayList<>();
      for (Path file : files.filter(Files::isRegularFile).sorted().toList())
        contents.add(result.relativize(file) + " " + Arrays.hashCode(Files.readAllBytes(file)));
      return contents;
    }
  }

  /** What was begun for the same result is deleted once that is complete. */
  @Test
  void nothingIsLeftBesideTheResult() throws IOException {
    Path slide = slide();
    Path output = folder.resolve("b.tif");
    Path own = Files.createDirectories(folder.resolve(".b.tif.01234567.work").resolve("0"));
    Files.writeString(own.resolve("of other words.tile"), "");
    Path others = Files.createDirectories(folder.resolve(".b.01234567.work"));
    run("input=[" + slide + "] labels output=[" + output + "]");
    requireLogged(
        "What is kept in '"
            + own.getParent()
            + "' does not count: it is of other settings, or of the image as it was before.");
    assertEquals(List.of(others.getFileName().toString(), "b.tif", "my slide.tif"), files());
  }

  /** What another one writes is left alone. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void twoDoNotWriteTheSame(boolean isTiff) throws IOException {
    Path image = isTiff ? slide() : zarr();
    Path result = isTiff ? folder.resolve("b.tif") : image.resolve("labels").resolve("cells");
    Files.createDirectories(result.getParent());
    String words = "input=[" + image + "] labels output=" + (isTiff ? result : "cells");
    try (Reservation others = Reservation.of(result)) {
      String error = error(words);
      assertTrue(error.contains("'" + result + "' is being written by another command"), error);
      assertFalse(Files.exists(result));
    }
    run(words);
    assertTrue(Files.exists(result));
    try (Stream<Path> left = Files.list(result.getParent())) {
      assertTrue(left.noneMatch(file -> file.toString().endsWith(".lock")));
    }
  }

  private long tiles() {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.filter(file -> file.toString().endsWith(".tile")).count();
    } catch (IOException | UncheckedIOException e) { // what was there is deleted meanwhile
      return 0;
    }
  }

  @Test
  void whatCannotBeDoneIsSaid() throws IOException {
    Path slide = slide();
    assertEquals("Name the image: input=[PATH], an OME-Zarr (.zarr) or a TIFF.", error("labels"));
    assertEquals(
        "input=["
            + folder.resolve("no.zarr")
            + "]: There is no '"
            + folder.resolve("no.zarr")
            + "'.",
        error("input=[" + folder.resolve("no.zarr") + "] labels"));
    Path image = zarr();
    for (String kind : List.of("labels", "probabilities"))
      assertEquals(
          "output=[a/b]: 'a/b' cannot be the name of what is written: allowed are letters, digits and,"
              + " between them, blanks, '.', '_' and '-'.",
          error("input=[" + image + "] output=a/b " + kind));
    assertEquals(
        "The image 'my slide.tif' has no level 1; allowed is 0 (the finest) only.",
        error("input=[" + slide + "] level=1 labels"));
    assertEquals(
        "output=[cells]: labels of a TIFF are a TIFF; name a file that ends in .tif.",
        error("input=[" + slide + "] output=cells labels"));
    assertEquals(
        "output=[" + slide + "] is the image itself; name another file.",
        error("input=[" + slide + "] output=[" + slide + "] labels"));
    Path corrected = Files.writeString(folder.resolve("my slide labels.ome.tif"), "corrected");
    assertEquals(
        "'"
            + corrected
            + "' exists already: choose another name, output=[NAME.tif], or delete that file.",
        error("input=[" + slide + "] labels"));
    assertEquals("corrected", Files.readString(corrected));
    assertEquals(List.of("my image.zarr", "my slide labels.ome.tif", "my slide.tif"), files());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return new ArrayList<>(files.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  private Path slide() throws IOException {
    Path slide = folder.resolve("my slide.tif");
    Files.copy(Path.of("sample-data", "nuclei.tif"), slide);
    return slide;
  }

  private Path zarr() {
    int[] chunk = {64, 48};
    try (OmeZarr image =
        SmallZarr.write(
            folder.resolve("my image.zarr"), NgffVersion.V0_5, 64, 48, chunk, new int[64 * 48])) {
      return image.folder();
    }
  }

  private Path largeZarr(int seed) {
    Random random = new Random(seed);
    int[] values = random.ints(200 * 160, 0, 256).toArray();
    int[] chunk = {64, 48};
    try (OmeZarr image =
        SmallZarr.write(
            folder.resolve("my image.zarr"), NgffVersion.V0_5, 200, 160, chunk, values)) {
      return image.folder();
    }
  }

  private void run(String options) {
    Macros.run("run('" + COMMAND + "', 'model=[" + model + "] precision=fp32 " + options + "');");
  }

  private String error(String options) {
    return assertThrows(MacroException.class, () -> run(options)).getMessage();
  }
}
