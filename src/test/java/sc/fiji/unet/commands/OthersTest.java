package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;
import sc.fiji.unet.progress.Progress;

/** What goes to other programs, and comes from them. */
@InImageJ
class OthersTest {

  @TempDir Path folder;

  @AfterEach
  void closeAll() {
    Macros.run("close('*'); run('Clear Results');");
  }

  private static int features(Path file) throws IOException {
    return Files.readString(file).split("\"Feature\"", -1).length - 1;
  }

  /** Objects to QuPath and back are the same labels, by macro, without a screen, too. */
  @Test
  void labelsGoToQuPathAndBack() throws IOException {
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei-truth.tif');"
            + " run('U-Net Export GeoJSON...', 'objects=nuclei-truth.tif type=annotation save=["
            + folder
            + "]');");
    Path file = folder.resolve("nuclei-truth objects.geojson");
    ImagePlus truth = IJ.openImage("sample-data/nuclei-truth.tif");
    assertEquals((int) truth.getStatistics().max, features(file));
    assertTrue(Files.readString(file).contains("\"objectType\":\"annotation\""));
    assertEquals(
        "0",
        Macros.run(
            "setBatchMode(true); open('sample-data/nuclei-truth.tif'); truth = getTitle();"
                + " run('U-Net ROI Manager to Labels', 'rois=["
                + file
                + "]'); imageCalculator('Difference create 32-bit', getTitle(), truth);"
                + " getStatistics(count, mean, min, max); return '' + max;"));
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei-truth.tif'); run('U-Net Import GeoJSON...',"
            + " 'file=["
            + file
            + "] save=["
            + folder
            + "]');");
    assertEquals(features(file), RoiSets.open(folder.resolve("nuclei-truth RoiSet.zip")).size());
  }

  @Test
  void theRoiManagerGoesToQuPathAndBack() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "the ROI Manager needs a display");
    assertEquals(
        "2 mine",
        Macros.run(
            "setBatchMode(true); roiManager('reset'); newImage('cells', '8-bit black', 20, 20, 1);"
                + " makeRectangle(1, 1, 5, 5); Roi.setName('mine'); roiManager('add');"
                + " makeOval(8, 8, 9, 9); roiManager('add');"
                + " run('U-Net Export GeoJSON...', 'save=["
                + folder
                + "]'); roiManager('reset'); run('U-Net Import GeoJSON...', 'file=["
                + folder.resolve("cells objects.geojson")
                + "]'); n = roiManager('count'); name = RoiManager.getName(0);"
                + " roiManager('reset'); return '' + n + ' ' + name;"));
  }

  @Test
  void whatIsMissingIsAsked() {
    assertEquals(
        "Name the folder for the file: save=[FOLDER].",
        failureOf(
            "newImage('a', '8-bit black', 9, 9, 1); run('U-Net Export GeoJSON...', 'type=annotation');"));
    assertEquals(
        "Name the file of the objects: file=[FILE.geojson].",
        failureOf(
            "newImage('a', '8-bit black', 9, 9, 1); run('U-Net Import GeoJSON...', 'save=[]');"));
    assertEquals(
        "GeoJSON for QuPath is a file: name a folder for it, save=[FOLDER].",
        failureOf("newImage('a', '8-bit black', 9, 9, 1); run('U-Net Segment...', 'geojson');"));
  }

  private static String failureOf(String macro) {
    return assertThrows(MacroException.class, () -> Macros.run("setBatchMode(true); " + macro))
        .getMessage();
  }

  /**
   * A class has one number in all files of a folder, also where one of them lacks another class.
   */
  @Test
  void trainingReadsQuPathsAnnotations() throws IOException {
    for (String name : List.of("a", "b"))
      new FileSaver(IJ.createImage(name, "8-bit black", 20, 20, 1))
          .saveAsTiff(folder.resolve(name + ".tif").toString());
    String feature =
        "{\"type\":\"Feature\",\"geometry\":{\"type\":\"Polygon\",\"coordinates\":"
            + "[[[%1$d,0],[%2$d,0],[%2$d,5],[%1$d,5],[%1$d,0]]]},\"properties\":"
            + "{\"objectType\":\"annotation\",\"classification\":{\"name\":\"%3$s\",\"color\":[1,2,3]}}}";
    String tumor = String.format(feature, 0, 5, "Tumor");
    Files.writeString(
        folder.resolve("a.geojson"),
        "[" + tumor + "," + String.format(feature, 9, 14, "Stroma") + "]");
    Files.writeString(folder.resolve("b.geojson"), "[" + tumor + "]");
    List<TrainingPairs.Pair> pairs =
        TrainingPairs.of(new ImageSource("images", folder.toString()), "").pairs();
    assertEquals(2, pairs.size());
    for (TrainingPairs.Pair pair : pairs) {
      ImagePlus image = pair.image().open();
      ImagePlus annotation = pair.annotation().of(image, true, Progress.NONE);
      assertEquals(2, annotation.getProcessor().getf(2, 2), image.getTitle());
      assertEquals(image.getTitle().equals("a.tif") ? 1 : 0, annotation.getProcessor().getf(10, 2));
    }
  }
}
