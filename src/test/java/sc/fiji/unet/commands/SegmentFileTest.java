package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import java.awt.event.KeyEvent;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.SmallZarr;
import sc.fiji.unet.formats.NgffVersion;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.formats.TiffFile;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;

/** From a file to files, by a macro. */
@InImageJ
class SegmentFileTest {

  private static final String COMMAND = "U-Net Segment File...";

  @TempDir static Path models;
  @TempDir Path folder;

  private static String model;

  @BeforeAll
  static void train() {
    model = models.resolve("tiny.zip").toString();
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei.tif'); rename('a');"
            + " setVoxelSize(1, 1, 1, 'pixel'); open('sample-data/nuclei-truth.tif'); rename('b');"
            + " run('U-Net Train...', 'images=a annotations=b name=[Tiny] save=["
            + model
            + "] iterations=20 filters=2 depth=1 seed=1 precision=fp32 objects=regions');"
            + " close('*');");
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
  @Test
  @Timeout(60)
  void whatWasInterruptedGoesOn() throws Exception {
    Path slide = slide();
    String words = "input=[" + slide + "] tile=24 labels output=[" + folder.resolve("b.tif") + "]";
    run(words);
    byte[] expected = Files.readAllBytes(folder.resolve("b.tif"));
    Files.delete(folder.resolve("b.tif"));
    assertEquals(List.of("my slide.tif"), files());

    Thread escape =
        new Thread(
            () -> {
              while (tiles() < 5) Thread.onSpinWait();
              IJ.setKeyDown(KeyEvent.VK_ESCAPE);
            });
    escape.start();
    try {
      run(words);
    } catch (MacroException e) {
      // Canceled.
    }
    escape.join();
    IJ.resetEscape();
    List<String> left = files();
    assertEquals(2, left.size(), left.toString());
    assertTrue(left.get(0).matches("\\.b\\.[0-9a-f]{8}\\.work"), left.get(0));
    String told = IJ.getLog();
    assertTrue(
        told.contains(
            "What is predicted so far is kept: the same command goes on. To give up, delete '"
                + folder.resolve(left.get(0))
                + "'."),
        told);

    long before = tiles();
    IJ.log("\\Clear");
    run(words);
    assertTrue(IJ.getLog().contains("Going on with " + before + " tiles"), IJ.getLog());
    assertArrayEquals(expected, Files.readAllBytes(folder.resolve("b.tif")));
    assertEquals(List.of("b.tif", "my slide.tif"), files());
  }

  /** And delete what was begun for the same result. */
  @Test
  void otherWordsBeginAnew() throws IOException {
    Path slide = slide();
    Path output = folder.resolve("b.tif");
    Path own = Files.createDirectories(folder.resolve(".b.01234567.work").resolve("0"));
    Files.writeString(own.resolve("of other words.tile"), "");
    Path others = Files.createDirectories(folder.resolve(".c.01234567.work"));
    run("input=[" + slide + "] labels output=[" + output + "]");
    assertEquals(List.of(others.getFileName().toString(), "b.tif", "my slide.tif"), files());
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
      return files.map(file -> file.getFileName().toString()).sorted().toList();
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

  private static void run(String options) {
    Macros.run("run('" + COMMAND + "', 'model=[" + model + "] precision=fp32 " + options + "');");
  }

  private static String error(String options) {
    return assertThrows(MacroException.class, () -> run(options)).getMessage();
  }
}
