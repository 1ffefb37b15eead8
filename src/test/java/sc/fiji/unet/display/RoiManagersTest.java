package sc.fiji.unet.display;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.progress.UserException;

class RoiManagersTest {

  @AfterEach
  void closeManager() throws Exception {
    RoiManager manager = RoiManager.getRawInstance();
    if (manager != null) {
      // Emptying the list while it is painted would print an exception.
      EventQueue.invokeAndWait(
          () -> {
            manager.reset();
            manager.close();
          });
    }
  }

  @Test
  void withoutAScreenTheErrorSaysWhatToDo() {
    assumeTrue(GraphicsEnvironment.isHeadless(), "needs to be without a display");
    Exception e = assertThrows(UserException.class, () -> RoiManagers.append(List.of(roi(1))));
    assertTrue(e.getMessage().contains("RoiSet.zip"), e.getMessage());
  }

  @Test
  void nothingToAppendNeedsNoManager() {
    RoiManagers.append(List.of());
    assertEquals(null, RoiManager.getRawInstance());
  }

  @Test
  void appendsToTheWindow() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    RoiManager.getRoiManager().addRoi(roi(1));
    RoiManagers.append(List.of(roi(2), roi(3)));
    Roi[] rois = RoiManager.getInstance().getRoisAsArray();
    assertEquals(
        List.of("roi-1", "roi-2", "roi-3"), List.of(rois).stream().map(Roi::getName).toList());
    assertEquals(3, rois[2].getPosition());
  }

  @Test
  void showAllShowsTheNewOnes() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    ImagePlus image = IJ.createImage("image", "8-bit black", 50, 50, 1);
    image.show();
    try {
      RoiManager manager = RoiManager.getRoiManager();
      manager.addRoi(roi(1));
      manager.runCommand("Show All");
      RoiManagers.append(List.of(roi(2), roi(3)));
      assertEquals(3, image.getCanvas().getShowAllList().size());
    } finally {
      image.changes = false;
      image.close();
    }
  }

  @Test
  void manyRoisAreQuick() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    List<Roi> rois = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      rois.add(roi(i));
    }
    RoiManager.getRoiManager().runCommand("Show All");
    assertTimeout(Duration.ofSeconds(5), () -> RoiManagers.append(rois));
    assertEquals(5000, RoiManager.getInstance().getCount());
  }

  @Test
  void batchMacroFindsAndSavesTheRois(@TempDir Path folder) throws Exception {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    Path file = folder.resolve("RoiSet.zip");
    String append = "call('" + Appender.class.getName() + ".appendTwo');";
    String count =
        IJ.runMacro(
            "setBatchMode(true);"
                + append
                + append
                + ("if (roiManager('count') == 4) roiManager('Save', '" + file + "');")
                    .replace('\\', '/')
                + "return '' + roiManager('count');");
    assertEquals("4", count);
    assertEquals(4, RoiSets.open(file).size());
    assertEquals(null, RoiManager.getRawInstance(), "no window");
  }

  /** What a macro calls has to be public. */
  public static class Appender {
    public static void appendTwo() {
      RoiManagers.append(List.of(roi(1), roi(2)));
    }
  }

  private static Roi roi(int number) {
    Roi roi = new Roi(number % 50, number / 50, 10, 10);
    roi.setName("roi-" + number);
    roi.setPosition(number);
    return roi;
  }
}
