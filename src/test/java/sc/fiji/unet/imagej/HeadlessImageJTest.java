package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import net.imagej.patcher.LegacyInjector;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The whole room in an ImageJ without a screen, patched as Fiji patches it; needs a JVM of its own.
 */
class HeadlessImageJTest {

  @Test
  void everythingButTheRoiManagerWorks(@TempDir Path folder) throws Exception {
    Path java = Path.of(System.getProperty("java.home"), "bin", "java");
    Process process =
        new ProcessBuilder(
                java.toString(),
                "-Djava.awt.headless=true",
                "--add-opens=java.base/java.lang=ALL-UNNAMED",
                "-cp",
                System.getProperty("java.class.path"),
                Main.class.getName(),
                folder.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes());
    assertEquals(0, process.waitFor(), output);
    assertEquals("[4][2][2][true]", output.trim());
  }

  /** Loads no class of ImageJ itself, so that the patches come first. */
  static class Main {
    public static void main(String[] args) throws Exception {
      LegacyInjector.preinit();
      Run.main(args);
    }
  }

  static class Run {
    static void main(String[] args) throws Exception {
      ImagePlus image = new ImagePlus("image", new ByteProcessor(4, 1));
      Planes planes = new Planes(image);
      new ImageJProgress().report("Segmenting", planes.plane(0).dimension(2));
      Img<IntType> labels = ArrayImgs.ints(new int[] {1, 1, 0, 2}, 4, 1);

      LabelImage result = new LabelImage(planes);
      result.add(labels);
      result.toImagePlus().show();
      IJ.run("Select All", "");
      System.out.print("[" + IJ.getImage().getWidth() + "]");

      SortedMap<Integer, Roi> rois = LabelRois.trace(labels, planes, 0);
      Path file = Path.of(args[0], "RoiSet.zip");
      RoiSets.save(rois.values(), file);
      System.out.print("[" + RoiSets.open(file).size() + "]");

      ResultsTable table = ResultsTable.getResultsTable();
      Measurements.append(table, planes, 0, rois);
      table.show("Results");
      System.out.print("[" + IJ.runMacro("return '' + nResults;") + "]");

      Outlines.flatten(planes, 0, rois.values());
      TrainingPlot plot = new TrainingPlot("Training");
      plot.add(1, 0.5, 0.5);
      try {
        RoiManagers.append(List.copyOf(rois.values()));
        System.out.print("[false]");
      } catch (IllegalStateException e) {
        System.out.print("[" + e.getMessage().contains("needs a screen") + "]");
      }
    }
  }
}
