package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.awt.image.Raster;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import net.imglib2.FinalInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.runtime.Network;

/** A published model of other programs on an image with ground truth, where both are at hand. */
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
    int height = pixels.getHeight();
    Img<FloatType> image = ArrayImgs.floats(width, height, 1);
    int i = 0;
    for (FloatType pixel : Views.flatIterable(image)) {
      pixel.set(pixels.getSample(i % width, i / width, 0));
      i++;
    }
    int both = 0;
    int either = 0;
    i = 0;
    try (PackageReader reader = PackageReader.open(MODEL, "nuclei");
        Network network =
            Network.open(reader.description(), reader.weights(), SmallModels.COMPUTE)) {
      TileQueue queue =
          new TileQueue(
              reader.description(),
              network,
              0,
              false,
              1,
              item -> image,
              new FinalInterval(width, height),
              KeptTiles.NONE,
              Progress.NONE);
      while (queue.hasNext())
        for (FloatType probability : Views.flatIterable(queue.next().map())) {
          boolean found = probability.get() >= 0.5;
          boolean nucleus = truth.getSample(i % width, i / width, 0) > 0;
          if (found && nucleus) both++;
          if (found || nucleus) either++;
          i++;
        }
    }
    assertEquals(width * height, i);
    double iou = (double) both / either;
    assertTrue(iou > 0.85, "IoU " + iou);
  }
}
