package sc.fiji.unet.runtime;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import java.util.stream.LongStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessible;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Bands;
import sc.fiji.unet.images.PixelFunction;

/** ImgLib2 images to PyTorch tensors and back. */
public final class Tensors {

  private Tensors() {}

  /**
   * The channels of an image, each (x, y).
   *
   * @param image axis order (x, y, channel)
   */
  public static <T> List<RandomAccessibleInterval<T>> channels(RandomAccessibleInterval<T> image) {
    return LongStream.rangeClosed(image.min(2), image.max(2))
        .<RandomAccessibleInterval<T>>mapToObj(c -> Views.hyperSlice(image, 2, c))
        .toList();
  }

  /**
   * Reads a part of an image.
   *
   * @param channels each (x, y), grey values
   * @param part (x, y); may lie outside where the channels are extended
   * @param preprocessing measured on the whole image
   * @return values in the order (y, x, channel), for {@link #channelsLast}
   */
  public static float[] read(
      List<? extends RandomAccessible<FloatType>> channels,
      Interval part,
      PixelFunction preprocessing) {
    int count = channels.size();
    float[] values = new float[Math.toIntExact(Intervals.numElements(part) * count)];
    for (int c = 0; c < count; c++) {
      int channel = c;
      Bands.read(
          channels.get(c),
          part,
          (band, first) -> {
            preprocessing.apply(band, channel);
            int start = (int) first * count + channel;
            for (int i = 0; i < band.length; i++) values[start + i * count] = band[i];
          });
    }
    return values;
  }

  /**
   * @param values in the order (n, y, x, channel)
   * @return (n, channel, y, x), laid out channels last: oneDNN's fast path
   */
  public static NDArray channelsLast(
      NDManager manager, float[] values, int n, int channels, int height, int width) {
    return manager.create(values, new Shape(n, height, width, channels)).transpose(0, 3, 1, 2);
  }

  /**
   * The values of a part of a tensor.
   *
   * @param tensor (1, channel, y, x)
   * @param x first column of the part
   * @param y first row of the part
   * @return values in the order (channel, y, x)
   */
  public static float[] values(NDArray tensor, long x, long y, long width, long height) {
    NDIndex part =
        new NDIndex()
            .addIndices(0)
            .addAllDim()
            .addSliceDim(y, y + height)
            .addSliceDim(x, x + width);
    // Of a view that is not contiguous DJL would leave a copy in native memory.
    try (NDArray view = tensor.get(part);
        NDArray copy = view.flatten()) {
      return copy.toFloatArray();
    }
  }
}
