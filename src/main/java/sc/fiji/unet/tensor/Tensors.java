package sc.fiji.unet.tensor;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.Shape;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/** ImgLib2 images to PyTorch tensors and back. */
public final class Tensors {

  private Tensors() {}

  /**
   * @param image axis order (x, y, channel), grey values
   * @param preprocessing measured on the whole image
   * @return (1, channel, y, x), laid out channels last: oneDNN's fast path
   */
  public static NDArray fromImage(
      NDManager manager, RandomAccessibleInterval<FloatType> image, PixelFunction preprocessing) {
    int width = Math.toIntExact(image.dimension(0));
    int height = Math.toIntExact(image.dimension(1));
    int channels = Math.toIntExact(image.dimension(2));
    float[] values = new float[Math.multiplyExact(Math.multiplyExact(width, height), channels)];
    for (int c = 0; c < channels; c++) {
      Cursor<FloatType> cursor =
          Views.flatIterable(Views.hyperSlice(image, 2, image.min(2) + c)).cursor();
      for (int i = c; i < values.length; i += channels)
        values[i] = preprocessing.apply(cursor.next().get(), c);
    }
    return channelsLast(manager, values, 1, channels, height, width);
  }

  /**
   * @param values in the order (n, y, x, channel)
   * @return (n, channel, y, x), laid out channels last
   */
  public static NDArray channelsLast(
      NDManager manager, float[] values, int n, int channels, int height, int width) {
    return manager.create(values, new Shape(n, height, width, channels)).transpose(0, 3, 1, 2);
  }

  /**
   * Copies a part of a tensor.
   *
   * @param tensor (1, channel, y, x)
   * @param x first column of the part
   * @param y first row of the part
   * @param target axis order (x, y, channel); its size is the part's size
   */
  public static void copy(
      NDArray tensor, long x, long y, RandomAccessibleInterval<FloatType> target) {
    NDIndex part =
        new NDIndex()
            .addIndices(0)
            .addAllDim()
            .addSliceDim(y, y + target.dimension(1))
            .addSliceDim(x, x + target.dimension(0));
    try (NDArray view = tensor.get(part)) {
      float[] values = view.toFloatArray();
      int i = 0;
      for (FloatType pixel : Views.flatIterable(target)) pixel.set(values[i++]);
    }
  }
}
