package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import javax.imageio.ImageIO;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.bioimageio.ModelPackage;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.runtime.TrainedModel;

/** A published model of others on an image with ground truth, where both are at hand. */
class ForeignNucleiTest {

  private static final Path MODEL = Path.of("../shared/data/bioimageio/unet2d_nuclei_broad");
  private static final Path IMAGES = Path.of("../shared/data/nuclei-dsb2018");

  /** 696 x 520 pixels: six tiles of the only size that the model takes, 512 x 512. */
  @Test
  void findsNuclei() throws IOException {
    assumeTrue(Files.isDirectory(MODEL), MODEL + " is not here");
    assumeTrue(Files.isDirectory(IMAGES), IMAGES + " is not here");
    Raster pixels = ImageIO.read(IMAGES.resolve("images/6b72b61b8006.png").toFile()).getRaster();
    Raster truth = ImageIO.read(IMAGES.resolve("labels/6b72b61b8006.png").toFile()).getRaster();
    int width = pixels.getWidth();
    Img<FloatType> image = ArrayImgs.floats(width, pixels.getHeight());
    int i = 0;
    for (FloatType pixel : Views.flatIterable(image)) {
      pixel.set(pixels.getSample(i % width, i / width, 0));
      i++;
    }
    RandomAccessibleInterval<FloatType> map;
    try (TrainedModel model = ModelPackage.read(MODEL, "nuclei")) {
      map = new TiledPrediction(model, 0, false).predict(List.of(image), Progress.NONE);
    }
    int both = 0;
    int either = 0;
    i = 0;
    for (FloatType probability : Views.flatIterable(map)) {
      boolean found = probability.get() >= 0.5;
      boolean nucleus = truth.getSample(i % width, i / width, 0) > 0;
      if (found && nucleus) both++;
      if (found || nucleus) either++;
      i++;
    }
    double iou = (double) both / either;
    assertTrue(iou > 0.85, "IoU " + iou);
  }
}
