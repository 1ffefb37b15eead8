package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.Random;
import net.imglib2.Interval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.PixelFunction;

class TensorsTest {

  private static final PixelFunction NONE = (values, channel) -> {};

  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void readKeepsChannelsAndRows() {
    // 3 wide, 2 high, 2 channels: 0..5 and 10..15
    Img<FloatType> image =
        ArrayImgs.floats(new float[] {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}, 3, 2, 2);
    float[] values =
        Tensors.read(
            Tensors.channels(image),
            Intervals.createMinSize(1, 0, 2, 2),
            (all, c) -> {
              for (int i = 0; i < all.length; i++) if (c == 1) all[i] = (all[i] - 10) / 2;
            });
    assertArrayEquals(new float[] {1, .5f, 2, 1, 4, 2, 5, 2.5f}, values);
  }

  @Test
  void readMirrorsWhereTheImageDoes() {
    Img<FloatType> image = ArrayImgs.floats(new float[] {1, 2, 3, 4}, 2, 2);
    float[] values =
        Tensors.read(
            List.of(Views.extendMirrorDouble(image)), Intervals.createMinSize(-1, 0, 6, 3), NONE);
    assertArrayEquals(new float[] {1, 1, 2, 2, 1, 1, 3, 3, 4, 4, 3, 3, 3, 3, 4, 4, 3, 3}, values);
  }

  /** Pixel by pixel, at any place, of images that are smaller than their mirrored part, too. */
  @Test
  void readIsWhatTheViewShows() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      long size = i < 90 ? 9 : 400;
      Img<FloatType> image =
          SmallModels.image(i, 1 + random.nextLong(size), 1 + random.nextLong(size));
      var mirrored = Views.extendMirrorDouble(Views.translate(image, 3, -5));
      Interval part =
          Intervals.createMinSize(
              random.nextInt(-40, 20),
              random.nextInt(-40, 20),
              1 + random.nextLong(4 * size),
              1 + random.nextLong(4 * size));
      float[] values = Tensors.read(List.of(mirrored), part, NONE);
      int p = 0;
      for (FloatType pixel : Views.flatIterable(Views.interval(mirrored, part)))
        assertEquals(pixel.get(), values[p++]);
      assertEquals(p, values.length);
    }
  }

  @Test
  void channelsOfAnImageThatBeginsAnywhere() {
    Img<FloatType> image = ArrayImgs.floats(new float[] {1, 2, 3, 4}, 1, 2, 2);
    var channels = Tensors.channels(Views.translate(image, 5, 6, -7));
    assertEquals(2, channels.size());
    assertEquals(2, channels.get(0).getAt(5, 7).get());
    assertEquals(3, channels.get(1).getAt(5, 6).get());
  }

  @Test
  void channelsLast() {
    NDArray tensor = Tensors.channelsLast(manager, new float[] {1, 2, 3, 4, 5, 6}, 1, 2, 1, 3);
    assertEquals(new Shape(1, 2, 1, 3), tensor.getShape());
    assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, tensor.toFloatArray());
  }

  @Test
  void valuesOfAPart() {
    NDArray tensor = manager.arange(24f).reshape(1, 2, 3, 4); // 2 channels, 3 high, 4 wide
    NDArray channelsLast = manager.arange(24f).reshape(1, 3, 4, 2).transpose(0, 3, 1, 2);
    int before = manager.getManagedArrays().size();
    assertArrayEquals(
        new float[] {5, 6, 9, 10, 17, 18, 21, 22}, Tensors.values(tensor, 1, 1, 2, 2));
    assertArrayEquals(
        new float[] {10, 12, 18, 20, 11, 13, 19, 21}, Tensors.values(channelsLast, 1, 1, 2, 2));
    assertEquals(24, Tensors.values(tensor, 0, 0, 4, 3).length);
    assertEquals(before, manager.getManagedArrays().size());
  }
}
