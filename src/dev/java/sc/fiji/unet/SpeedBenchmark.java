package sc.fiji.unet;

import ij.process.ImageProcessor;
import java.io.IOException;
import java.util.EnumSet;
import java.util.Locale;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.runtime.Compute;

/** Pixels a second, and the network's share of the time: {@code SIDE ROUNDS}, for bench/segment. */
final class SpeedBenchmark {

  private SpeedBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    int side = Integer.parseInt(arguments[0]);
    int rounds = Integer.parseInt(arguments[1]);
    ImageProcessor pixels = new Workbench().mosaic(side, 0);
    for (Precision precision : EnumSet.of(Precision.FP32, Compute.fastest()))
      try (UNetModel model = UNetModel.open(Workbench.MODEL, precision)) {
        for (int round = 0; round <= rounds; round++) {
          Segmentation found = Workbench.segment(model, Workbench.image(pixels), Progress.NONE);
          if (round > 0) print(precision, side, found); // the first warms up
        }
      }
  }

  private static void print(Precision precision, int side, Segmentation found) {
    Throughput speed = found.throughput();
    System.out.printf(
        Locale.ROOT,
        "%s, %d x %d: %d objects, %.2f s, %.2f megapixels a second, network %.1f %%, resident %.2f"
            + " GB%n",
        precision,
        side,
        side,
        found.objects(),
        speed.seconds(),
        speed.pixelsPerSecond() / 1e6,
        100 * speed.networkShare(),
        Workbench.resident("VmHWM") / 1e9);
  }
}
