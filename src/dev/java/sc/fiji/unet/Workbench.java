package sc.fiji.unet;

import ij.IJ;
import ij.ImagePlus;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.stream.Stream;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.runtime.Compute;

/**
 * What the benchmarks of bench/segment have in common: images of any size, the bundled model, and
 * the memory of this process.
 */
public final class Workbench {

  static final String MODEL = "EM membranes";

  /** Width and height of a small image, in pixels. */
  static final int SIDE = 512;

  private final ImageProcessor sample =
      IJ.openImage("sample-data/em-membranes.tif").getProcessor().convertToByte(false);

  /** The sample over and over, in other grey values for each shift. */
  ImageProcessor mosaic(int side, int shift) {
    ImageProcessor mosaic = new ByteProcessor(side, side);
    int width = sample.getWidth();
    int height = sample.getHeight();
    for (int y = 0; y < side; y++)
      for (int x = 0; x < side; x++)
        mosaic.set(x, y, sample.get((x + shift) % width, (y + 7 * shift) % height));
    return mosaic;
  }

  static ImagePlus image(ImageProcessor pixels) {
    return new ImagePlus("benchmark", pixels);
  }

  /** In the precision that users get, which is told. */
  Workbench() {
    System.out.println("precision " + Compute.fastest());
  }

  static UNetModel openModel() throws IOException {
    return UNetModel.open(MODEL);
  }

  /** Labels only. */
  static Segmentation segment(UNetModel model, ImagePlus image, Progress progress) {
    return model.segment(image, model.defaults().outlines(false).probabilities(false), progress);
  }

  static void printResident(String when) {
    System.gc(); // Java frees some native memory with its garbage only
    System.out.printf(Locale.ROOT, "%s: resident %.0f MB%n", when, resident("VmRSS") / 1e6);
  }

  /** A line of the process's status on Linux, in bytes. */
  public static long resident(String name) {
    try (Stream<String> lines = Files.lines(Path.of("/proc/self/status"))) {
      String line = lines.filter(l -> l.startsWith(name)).findFirst().orElseThrow();
      return 1024 * Long.parseLong(line.replaceAll("[^0-9]", ""));
    } catch (IOException e) {
      return 0; // not Linux
    }
  }
}
