package sc.fiji.unet.samples;

import ij.ImagePlus;
import ij.io.FileSaver;
import ij.util.ThreadUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/** Generates the images in {@code sample-data}. */
public final class SampleImages {

  private static final long SEED = 1;

  private SampleImages() {}

  /** Writes the sample images as TIFF files into the folder that the first argument names. */
  public static void main(String[] args) throws IOException {
    Path folder = Path.of(args[0]);
    for (ImagePlus image : create()) {
      Path file = folder.resolve(image.getTitle() + ".tif");
      if (!new FileSaver(image).saveAsTiff(file.toString())) {
        throw new IOException("Cannot write " + file);
      }
    }
    // ImageJ's blur leaves threads waiting for work: without this the program never ends.
    ThreadUtil.threadPoolExecutor.shutdown();
  }

  /** All sample images and their ground truths; titles are file names without ".tif". */
  static List<ImagePlus> create() {
    return Stream.of(EmMembranes.create(SEED), PhaseCells.create(SEED), Nuclei.create(SEED))
        .flatMap(sample -> Stream.of(sample.image(), sample.truth()))
        .toList();
  }
}
