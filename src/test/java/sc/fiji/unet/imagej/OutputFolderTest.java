package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
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

  @Test
  void aNameThatIsTooLongIsRefusedBeforeTheWork() {
    String name = "x".repeat(250);
    String message =
        assertThrows(UserException.class, () -> new OutputFolder(folder, name)).getMessage();
    assertTrue(message.startsWith("Results named '" + name + "' cannot be written to"), message);
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
