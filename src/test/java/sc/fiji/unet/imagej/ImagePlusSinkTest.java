package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.Throughput;

class ImagePlusSinkTest {

  private static final Throughput SPEED = new Throughput(4, 1, 0.5);

  @TempDir Path folder;

  @Test
  void givesWhatItWasGiven() {
    ImagePlusSink sink = sink(true, true, Long.MAX_VALUE);
    sink.maps(0, ArrayImgs.floats(new float[] {0.25f, 0.75f, 0, 1}, 2, 2, 1));
    sink.labels(0, ArrayImgs.ints(new int[] {0, 1, 0, 2}, 2, 2), 2);
    Segmentation found = sink.finish(SPEED);
    assertEquals(2, found.objects());
    assertEquals(SPEED, found.throughput());
    assertEquals(2, found.labels().getProcessor().getf(1, 1));
    assertEquals(0.75f, found.probabilities().getProcessor().getf(1, 0));
    assertEquals(2, found.rois().size());
    assertEquals(2, found.table().size());
  }

  @Test
  void keepsWhatWasWantedOnly() {
    ImagePlusSink sink = sink(false, false, Long.MAX_VALUE);
    sink.maps(0, ArrayImgs.floats(2, 2, 1));
    sink.labels(0, ArrayImgs.ints(2, 2), 0);
    Segmentation found = sink.finish(SPEED);
    assertThrows(IllegalStateException.class, found::rois);
    assertThrows(IllegalStateException.class, found::probabilities);
  }

  @Test
  void whatIsGivenUpLeavesNoFile() {
    ImagePlusSink sink = sink(false, true, 0);
    assertTrue(files() > 0, "on disk");
    sink.discard();
    assertEquals(0, files());
  }

  private int files() {
    return folder.toFile().listFiles(File::isFile).length;
  }

  /**
   * @param limit in bytes, of what is kept in memory
   */
  private ImagePlusSink sink(boolean outlined, boolean mapped, long limit) {
    ImagePlus image = new ImagePlus("image", new ByteProcessor(2, 2));
    return new ImagePlusSink(
        ImagePlusSource.all(image, 0),
        List.of("objects"),
        outlined,
        mapped,
        false,
        new Storage(folder, limit));
  }
}
