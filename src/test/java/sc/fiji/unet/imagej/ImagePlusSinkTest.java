package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.io.File;
import java.nio.file.Path;
import java.util.List;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.Throughput;

class ImagePlusSinkTest {

  private static final FoundObjects NONE = new FoundObjects(new int[0], new float[0], new byte[0]);
  private static final FoundObjects TWO =
      new FoundObjects(new int[] {1, 2}, new float[] {0.5f, 0.75f}, new byte[] {1, 0});
  private static final Throughput SPEED = new Throughput(4, 1, 0.5);

  @TempDir Path folder;

  @Test
  void givesWhatItWasGiven() {
    ImagePlusSink sink = sink(true, true, Long.MAX_VALUE);
    sink.maps(0, ArrayImgs.floats(new float[] {0.25f, 0.75f, 0, 1}, 2, 2, 1));
    sink.labels(0, ArrayImgs.ints(new int[] {0, 1, 0, 2}, 2, 2), TWO);
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
    sink.labels(0, ArrayImgs.ints(2, 2), NONE);
    Segmentation found = sink.finish(SPEED);
    assertThrows(IllegalStateException.class, found::rois);
    assertThrows(IllegalStateException.class, found::probabilities);
    assertThrows(IllegalStateException.class, found::classes);
  }

  /** In the class map, the names and groups of rois, the table and the overlay. */
  @Test
  void showsTheClassOfEachObject() {
    ImagePlusSink sink = sink(3, true, false, Long.MAX_VALUE);
    sink.labels(0, ArrayImgs.ints(new int[] {0, 1, 0, 2}, 2, 2), TWO);
    Segmentation found = sink.finish(SPEED);
    assertEquals("image classes", found.classes().getTitle());
    assertArrayEquals(
        new short[] {0, 2, 0, 1}, (short[]) found.classes().getProcessor().getPixels());
    List<Roi> rois = found.rois();
    assertEquals("class 2-label-0001", rois.get(0).getName());
    assertEquals("class 1-label-0002", rois.get(1).getName());
    assertEquals(List.of(2, 1), rois.stream().map(Roi::getGroup).toList());
    assertArrayEquals(new int[] {1, 2}, LabelRois.labels(rois));
    ResultsTable table = found.table();
    assertEquals("class 2", table.getStringValue("Class", 0));
    assertEquals("class 1", table.getStringValue("Class", 1));
    assertEquals(0.75, table.getValue("Confidence", 1));
    assertEquals("0.7500", table.getStringValue("Confidence", 1));
    Overlay overlay = Outlines.overlay(rois);
    assertEquals(LabelColors.of(2), overlay.get(0).getStrokeColor());
    assertEquals(LabelColors.of(1), overlay.get(1).getStrokeColor());
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
    return sink(1, outlined, mapped, limit);
  }

  private ImagePlusSink sink(int classes, boolean outlined, boolean mapped, long limit) {
    ImagePlus image = new ImagePlus("image", new ByteProcessor(2, 2));
    return new ImagePlusSink(
        ImagePlusSource.all(image, 0),
        SmallModels.description(new Architecture(1, classes, 2, 1)),
        new ImagePlusSink.Kept(outlined, mapped, true),
        new ImagePlusSink.LabelMeaning(false, false),
        new Storage(folder, limit));
  }
}
