package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileInfo;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.UserException;

class OutputFolderTest {

  @TempDir Path folder;

  @Test
  void aTableWithoutRowsKeepsItsColumns() throws Exception {
    ResultsTable table = new ResultsTable();
    table.incrementCounter();
    table.addValue("Object", 1);
    table.addValue("Area (um^2)", 2);
    table.deleteRow(0);
    new OutputFolder(folder, "x").measurements(table);
    assertEquals("Object,Area (um^2)\n", Files.readString(folder.resolve("x measurements.csv")));
  }

  /** As ImageJ's own: it opens them. */
  @Test
  void valuesWithCommas() throws Exception {
    ResultsTable table = new ResultsTable();
    table.incrementCounter();
    table.addLabel("a, b.tif");
    table.addValue("Class", "large, round");
    table.addValue("Area", 2.5);
    new OutputFolder(folder, "x").measurements(table);
    Path file = folder.resolve("x measurements.csv");
    assertEquals(
        "Label,Class,Area\n\"a, b.tif\",\"large, round\",2.5\n",
        Files.readString(file).replace("2.500", "2.5"));
    ResultsTable opened = ResultsTable.open(file.toString());
    assertEquals("large, round", opened.getStringValue("Class", 0));
    assertEquals(2.5, opened.getValue("Area", 0));
  }

  @Test
  void aFullDiskIsAnError() {
    Path full = Path.of("/dev/full");
    assumeTrue(Files.exists(full));
    ResultsTable table = new ResultsTable();
    table.incrementCounter();
    table.addValue("Object", 1);
    assertThrows(IOException.class, () -> OutputFolder.rows(table, full));
  }

  @Test
  void noTitleIsThatOfAHalfWrittenFile() throws Exception {
    save("RoiSet.zip", "a", "part of A1.tif");
    save("RoiSet.zip", "a", "A1.tif");
    assertTrue(Files.exists(folder.resolve("part of A1 RoiSet.zip")));
  }

  @Test
  void aNameThatIsTooLongIsRefusedBeforeTheWork() {
    String name = "x".repeat(250);
    String message =
        assertThrows(UserException.class, () -> new OutputFolder(folder, name)).getMessage();
    assertTrue(message.startsWith("Results named '" + name + "' cannot be written to"), message);
  }

  /** A1.tif, A1.png, and A1.tif of another folder have results of their own, each time anew. */
  @ParameterizedTest
  @ValueSource(strings = {"labels.tif", "RoiSet.zip", "objects.geojson", "measurements.csv"})
  void resultsOfAnotherImageStay(String kind) throws Exception {
    boolean foldersAreKnown = !kind.endsWith(".csv"); // a table tells the title alone
    for (int round = 0; round < 2; round++) {
      save(kind, "a", "A1.tif");
      save(kind, "a", "A1.png");
      if (foldersAreKnown) save(kind, "b", "A1.tif");
    }
    try (var files = Files.list(folder)) {
      assertEquals(
          Stream.of("A1 ", "A1.png ", foldersAreKnown ? "A1.tif " : "")
              .filter(name -> !name.isEmpty())
              .map(name -> name + kind)
              .sorted()
              .toList(),
          files.map(path -> path.getFileName().toString()).sorted().toList());
    }
  }

  /** Of the same image the table is replaced, whatever its title; what is damaged stays. */
  @ParameterizedTest
  @ValueSource(strings = {"12.5", "a,b.tif", "a\"b.tif", "plain.tif"})
  void titlesSurviveTables(String title) throws Exception {
    save("measurements.csv", "a", title);
    save("measurements.csv", "a", title);
    try (var files = Files.list(folder)) {
      assertEquals(1, files.count());
    }
  }

  @Test
  void aDamagedResultIsNotReplaced() throws Exception {
    Path damaged = Files.write(folder.resolve("A1 labels.tif"), new byte[0]);
    save("labels.tif", "a", "A1.tif");
    assertEquals(0, Files.size(damaged));
    assertTrue(Files.exists(folder.resolve("A1.tif labels.tif")));
  }

  private void save(String kind, String directory, String title) throws Exception {
    ImagePlus image = new ImagePlus(title, new ByteProcessor(2, 2));
    FileInfo file = new FileInfo();
    file.directory = directory;
    image.setFileInfo(file);
    OutputFolder output = new OutputFolder(folder, image);
    switch (kind) {
      case "labels.tif" -> {
        LabelImage labels =
            new LabelImage(new Planes(image), ResultImages.Kind.LABELS, Storage.automatic());
        labels.add(ArrayImgs.ints(2, 2));
        output.labels(labels.toImagePlus());
      }
      case "objects.geojson" ->
          output.geoJson(List.of(new Roi(0, 0, 1, 1)), GeoJson.ObjectType.DETECTION);
      case "RoiSet.zip" -> output.rois(List.of(new Roi(0, 0, 1, 1)));
      default -> {
        ResultsTable table = new ResultsTable();
        table.incrementCounter();
        table.addLabel(title);
        table.addValue("Area", 1);
        output.measurements(table);
      }
    }
  }

  @Test
  void roomIsLookedForBeforeTheWork() throws Exception {
    OutputFolder output = new OutputFolder(folder, "x");
    output.requireRoom(1);
    String message =
        assertThrows(UserException.class, () -> output.requireRoom(Long.MAX_VALUE)).getMessage();
    assertTrue(message.startsWith("The results of 'x' take 9223372036854.8 MB and"), message);
  }

  @ParameterizedTest
  @CsvSource({
    "cells.tif, cells RoiSet.zip",
    "cells.ome.tiff, cells RoiSet.zip",
    "dose_0.5, dose_0.5 RoiSet.zip",
    "plate 1.A3, plate 1.A3 RoiSet.zip",
    "Mouse 2, Mouse 2 RoiSet.zip",
    "exp.lif - Series002, exp.lif - Series002 RoiSet.zip",
    "a/b:c?.tif, a_b_c_ RoiSet.zip"
  })
  void filesAreNamedByTheWholeTitle(String title, String file) throws Exception {
    ImagePlus image = new ImagePlus(title, new ByteProcessor(2, 2));
    new OutputFolder(folder.resolve("new"), image).rois(List.of(new Roi(0, 0, 1, 1)));
    try (var files = Files.list(folder.resolve("new"))) {
      assertEquals(List.of(file), files.map(path -> path.getFileName().toString()).toList());
    }
  }
}
