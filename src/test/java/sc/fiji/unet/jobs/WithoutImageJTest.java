package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.TrainingListener;

/** All from {@code jobs} down, on a class path that has no ImageJ. */
@Tag("without-imagej")
class WithoutImageJTest {

  private static final int SIDE = 40;
  private static final PixelSize PIXEL = new PixelSize(0.5, 0.5);

  @TempDir Path folder;

  @Test
  void trainsWritesOpensAndSegments() throws Exception {
    assertThrows(ClassNotFoundException.class, () -> Class.forName("ij.ImagePlus"));
    ModelLibrary library = new ModelLibrary(folder);
    TrainModel job = new TrainModel(TrainingPlan.of("Discs").iterations(3).network(4, 2), library);
    job.add(source("image", discs(100, 200)).pixels(PIXEL), source("discs", discs(0, 1)));
    Path file = library.newFile("Discs");
    TrainModel.Outcome trained = job.run(file, TrainingListener.of(Progress.NONE));
    assertEquals(3, trained.iterations());

    assertTrue(library.names().contains("Discs"));
    assertEquals(3, library.describe("Discs").training().get("iterations"));
    ArraySource other = source("other", discs(50, 90)).pixels(new PixelSize(1, 1));
    try (OpenModel model = library.open("Discs", Precision.FP32)) {
      ArraySink sink = new ArraySink(other, 1);
      SegmentationSettings settings = SegmentImage.defaults(model.description()).threshold(0);
      Throughput speed = new SegmentImage(model, settings).run(other, sink, Progress.NONE);
      assertEquals(4L * SIDE * SIDE, speed.pixels(), "resampled to half the pixel size");
      assertEquals(1, sink.objects.get(0).lastLabel(), "at the threshold 0 all is one object");
      float corner = sink.maps.get(0).getAt(0, 0, 0).get();
      assertTrue(corner > 0 && corner < 1, "probability " + corner);
    }
  }

  private static ArraySource source(String name, RandomAccessibleInterval<FloatType> plane) {
    return ArraySource.of(name, List.of(plane));
  }

  /** Two discs, axis order (x, y, channel). */
  private static RandomAccessibleInterval<FloatType> discs(float outside, float inside) {
    float[] values = new float[SIDE * SIDE];
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++) {
        boolean in = Math.hypot(x - 10, y - 12) < 6 || Math.hypot(x - 27, y - 24) < 8;
        values[y * SIDE + x] = in ? inside : outside;
      }
    return ArrayImgs.floats(values, SIDE, SIDE, 1);
  }
}
