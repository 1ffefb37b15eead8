package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OutputFolderTest {

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({
    "cells.tif, cells RoiSet.zip",
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
