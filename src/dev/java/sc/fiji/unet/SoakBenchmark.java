package sc.fiji.unet;

import java.io.IOException;
import sc.fiji.unet.progress.Progress;

/**
 * Resident memory while images follow one another, each with the model opened anew: {@code IMAGES},
 * for bench/segment.
 */
final class SoakBenchmark {

  private SoakBenchmark() {}

  public static void main(String[] arguments) throws IOException {
    Workbench bench = new Workbench();
    int images = Integer.parseInt(arguments[0]);
    for (int i = 1; i <= images; i++) {
      try (UNetModel model = Workbench.openModel()) {
        Workbench.segment(model, Workbench.image(bench.mosaic(Workbench.SIDE, i)), Progress.NONE);
      }
      if (i % 30 == 0) Workbench.printResident(i + " images");
    }
  }
}
