package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import ij.plugin.frame.RoiManager;
import java.awt.EventQueue;
import java.awt.GraphicsEnvironment;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;

/** What macros are bitten by: another image than was meant, a selection, threads, results twice. */
@InImageJ
class MacroTrapsTest {

  /** Two images, of which the second is active. */
  private static final String TWO =
      "setBatchMode(true); close('*'); open('sample-data/nuclei.tif'); makeRectangle(100, 100, 96, 96);"
          + " run('Crop'); rename('a'); run('Duplicate...', 'title=b');";

  @TempDir static Path folder;

  private static String model;

  /** Its weights are as good as random: some objects at some thresholds. */
  @BeforeAll
  static void train() {
    model = "model=[" + folder.resolve("small.zip") + "] precision=fp32 ";
    Macros.run(
        "run('U-Net Train...', 'images=[sample-data/nuclei.tif]"
            + " annotations=[sample-data/nuclei-truth.tif] save=["
            + folder.resolve("small.zip")
            + "] iterations=2 filters=2 depth=1 precision=fp32');");
  }

  @BeforeEach
  @AfterEach
  void closeAll() {
    String rois = GraphicsEnvironment.isHeadless() ? "" : "roiManager('reset');";
    Macros.run("close('*'); run('Clear Results');" + rois);
  }

  private static final String NUCLEI =
      "run('U-Net Segment...', 'model=[Fluorescent nuclei] precision=fp32 ";

  private static String segment(String options) {
    return " run('U-Net Segment...', '" + model + options + "');";
  }

  private static String adjust(String options) {
    return " run('U-Net Adjust...', '" + options + "');";
  }

  private static String failureOf(String macro) {
    return assertThrows(MacroException.class, () -> Macros.run(macro)).getMessage();
  }

  @Test
  void anImageIsChosenByItsTitleOrId() {
    assertEquals("a labels", Macros.run(TWO + segment("image=a") + " return getTitle();"));
    assertEquals(
        "a labels",
        Macros.run(
            TWO
                + "selectImage('a'); id = getImageID(); selectImage('b');"
                + segment("image=' + id + '")
                + " return getTitle();"));
    String labels = "newImage('l', '16-bit black', 9, 9, 1); setColor(1); fillRect(2, 2, 3, 3); ";
    Macros.run(
        TWO
            + labels
            + "selectImage('a'); run('U-Net Labels to ROI Manager', 'image=l save=["
            + folder
            + "]');");
    assertEquals(
        "l labels 9",
        Macros.run(
            TWO
                + labels
                + "selectImage('a'); run('U-Net ROI Manager to Labels', 'image=l rois=["
                + folder.resolve("l RoiSet.zip")
                + "]'); return getTitle() + ' ' + getWidth();"));
    assertEquals(
        "image=[c] is neither an open image nor a file; open are: b, a.",
        failureOf(TWO + segment("image=c")));
    assertEquals(
        "nuclei.tif labels",
        Macros.run(
            TWO + segment("image=[sample-data/nuclei.tif] threshold=1") + " return getTitle();"));
  }

  /** Neither those that other commands draw, nor what was opened from a file. */
  @Test
  void plotsAndResultsAreNotTaken() {
    String plot = "Plot.create('Plot of b', 'x', 'y', newArray(1, 2, 3)); Plot.show();";
    for (String command :
        List.of("U-Net Segment...', 'labels", "U-Net ROI Manager to Labels', 'rois=[]"))
      assertEquals(
          "'Plot of b' is a plot: choose the image that is meant, image=[TITLE].",
          failureOf(TWO + plot + "run('" + command + "');"));
    assertEquals(
        "'Plot of b' is no label image: choose the one that is meant, image=[TITLE].",
        failureOf(TWO + plot + "run('U-Net Labels to ROI Manager', 'save=[x]');"));
    assertEquals(
        "b labels",
        Macros.run(
            TWO
                + segment("probabilities save=[" + folder + "]")
                + "close(); open('"
                + folder.resolve("b probabilities.tif")
                + "');"
                + segment("labels")
                + " return getTitle();"));
    assertTrue(
        failureOf(
                "setBatchMode(true); close('*'); open('"
                    + folder.resolve("b probabilities.tif")
                    + "');"
                    + segment("labels"))
            .startsWith("'b probabilities.tif' is a result of U-Net, and what it was made of is"));
  }

  @Test
  void aSelectionIsToldOrIgnored() {
    String select = TWO + "makeRectangle(10, 20, 30, 40);";
    String pixels = " getStatistics(area, mean); return '' + round(area * mean / 0.25);";
    String all = "threshold=0 separation=regions minimum=0 ";
    assertEquals("" + 30 * 40, Macros.run(select + segment(all) + pixels));
    assertEquals("" + 96 * 96, Macros.run(select + segment(all + "selection=ignore") + pixels));
    assumeFalse(GraphicsEnvironment.isHeadless(), "without a display the log is standard output");
    String log = " return getInfo('log');";
    assertTrue(
        Macros.run("print('\\\\Clear');" + select + segment(all) + log)
            .contains("U-Net Segment: 'b': 1 objects in the selection, by"));
    assertTrue(
        Macros.run("print('\\\\Clear');" + select + segment(all + "selection=ignore") + log)
            .contains("U-Net: all of 'b' is segmented; its selection is ignored."));
  }

  /** The same pixels as if the image were segmented with these thresholds, in the same windows. */
  @Test
  void adjustsInPlaceOfWhatWasFound() {
    String thresholds = "threshold=0.8 seeds=0.4 minimum=90";
    String select = "makeOval(4, 3, 90, 88);";
    assertEquals(
        "0 1 3",
        Macros.run(
            TWO
                + select
                + NUCLEI
                + "minimum=0 labels table');"
                + adjust(thresholds)
                + " selectImage('b labels'); getStatistics(count, mean, min, last);"
                + " rows = nResults; images = nImages; rename('adjusted'); selectImage('b');"
                + NUCLEI
                + thresholds
                + "');"
                + " getStatistics(count, mean, min, objects); if (objects == 0) exit('nothing');"
                + " imageCalculator('Difference create 32-bit', 'b labels', 'adjusted');"
                + " getStatistics(count, mean, min, max);"
                + " return '' + max + ' ' + (rows == last) + ' ' + images;"));
  }

  /** Its window may be closed; results of another time are told from a small map. */
  @Test
  void theMapIsKeptWithoutItsWindow() {
    assertEquals(
        "b labels",
        Macros.run(
            TWO
                + segment("threshold=0.4 labels probabilities")
                + "close('b probabilities');"
                + adjust("image=b threshold=0.5")
                + "selectImage('b labels'); return getTitle();"));
    assertEquals(
        "'a' was not segmented since it was opened: run U-Net > U-Net Segment... first.",
        failureOf(TWO + adjust("image=a threshold=0.5")));
    assertEquals(
        "'b' has another size than when it was segmented: segment it again.",
        failureOf(
            TWO
                + segment("labels")
                + "selectImage('b'); makeRectangle(0, 0, 50, 50); run('Crop');"
                + adjust("image=b")));
    assertEquals(
        "threshold=1.5 is not possible; allowed are numbers from 0 to 1.",
        failureOf(TWO + segment("labels") + adjust("image=b threshold=1.5")));
  }

  /** Those of others stay. */
  @Test
  void roisAreNotAppendedTwice() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "the ROI Manager needs a display");
    assertEquals(
        "1 1 mine",
        Macros.run(
            TWO
                + "makeRectangle(1, 1, 5, 5); roiManager('add'); roiManager('select', 0);"
                + " roiManager('rename', 'mine'); run('Select None'); selectImage('b');"
                + NUCLEI
                + "rois table');"
                + " before = roiManager('count'); first = nResults;"
                + adjust("image=b minimum=90")
                + " n = roiManager('count'); return '' + (before == first + 1) + ' '"
                + " + (n == nResults + 1 && n < before) + ' ' + RoiManager.getName(0);"));
  }

  @Test
  void callRunsIt() {
    assertEquals(
        "b labels",
        Macros.run(
            TWO
                + "call('ij.IJ.run', 'U-Net Segment...', '"
                + model
                + "labels'); return getTitle();"));
  }

  /** As a button of a window that somebody made does it. */
  @Test
  void theEventThreadDoesNotWaitForItself() {
    ImagePlus image = IJ.openImage("sample-data/nuclei.tif");
    image.show();
    assertTimeoutPreemptively(
        Duration.ofSeconds(60),
        () ->
            EventQueue.invokeAndWait(
                () -> {
                  IJ.run(image, "U-Net Segment...", model + "labels table");
                  IJ.run(image, "U-Net Adjust...", "threshold=0.9");
                }));
    assertTrue(List.of(WindowManager.getImageTitles()).contains("nuclei.tif labels"));
  }

  /** Each thread's results are those of its image, and all are there. */
  @Test
  void commandsOfTwoThreadsAreNotMixed() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "there ImageJ runs one command at a time");
    int count = 4;
    List<ImagePlus> images = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      ImagePlus image = IJ.createImage("image " + i, "8-bit black", 64, 64, 1);
      image.show();
      images.add(image);
    }
    List<Thread> threads =
        IntStream.range(0, count)
            .mapToObj(
                i ->
                    new Thread(
                        () ->
                            IJ.run(
                                "U-Net Segment...",
                                model
                                    + "image=[image "
                                    + i
                                    + "] threshold=0 separation=regions labels rois table")))
            .toList();
    assertTimeoutPreemptively(
        Duration.ofSeconds(90),
        () -> {
          threads.forEach(Thread::start);
          for (Thread thread : threads) thread.join();
        });
    List<String> titles = List.of(WindowManager.getImageTitles());
    ResultsTable table = ResultsTable.getResultsTable();
    List<String> measured = new ArrayList<>();
    for (int row = 0; row < table.size(); row++) {
      measured.add(table.getLabel(row));
      assertEquals(64 * 64, table.getValue("Area (pixel^2)", row));
    }
    for (int i = 0; i < count; i++) {
      assertTrue(titles.contains("image " + i + " labels"), titles::toString);
      assertTrue(measured.contains("image " + i), measured::toString);
    }
    assertEquals(count, table.size());
    assertEquals(count, RoiManager.getInstance().getCount());
  }
}
