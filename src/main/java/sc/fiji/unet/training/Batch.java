package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.targets.AnnotatedImage;

/** Patches that are learned from, or validated on, at once. */
final class Batch {

  private final int count;
  private final int height;
  private final int width;
  private final int channels;

  /** In the order (n, y, x, channel). */
  private final float[] values;

  /** In the order (n, y, x). */
  private final byte[] classes;

  /**
   * An empty batch, to be filled.
   *
   * @param count number of patches
   * @param height of each patch, in pixels
   * @param width of each patch, in pixels
   */
  Batch(int count, int height, int width, int channels) {
    this.count = count;
    this.height = height;
    this.width = width;
    this.channels = channels;
    values = new float[count * height * width * channels];
    classes = new byte[count * height * width];
  }

  /**
   * @param pixel in the order (n, y, x)
   */
  void set(int pixel, int channel, float value) {
    values[pixel * channels + channel] = value;
  }

  void setClass(int pixel, byte number) {
    classes[pixel] = number;
  }

  float value(int pixel, int channel) {
    return values[pixel * channels + channel];
  }

  byte classAt(int pixel) {
    return classes[pixel];
  }

  /** Of all patches. */
  int pixels() {
    return classes.length;
  }

  int height() {
    return height;
  }

  int width() {
    return width;
  }

  /** (n, channel, y, x), laid out channels last: oneDNN's fast path. */
  NDArray images(NDManager manager) {
    return manager.create(values, new Shape(count, height, width, channels)).transpose(0, 3, 1, 2);
  }

  /** (n, class, y, x): 1 where the pixel is of the class, else 0. */
  NDArray targets(NDManager manager, int classCount) {
    NDArray numbers =
        manager
            .create(ByteBuffer.wrap(classes), new Shape(count, height, width), DataType.UINT8)
            .toType(DataType.FLOAT32, false);
    return classCount == 1
        ? numbers.expandDims(1)
        : numbers.toType(DataType.INT64, false).oneHot(classCount).transpose(0, 3, 1, 2);
  }

  /**
   * The middle of an image, unchanged; mirrored at its far ends up to a multiple of the stride.
   *
   * @param largest width and height at most, in pixels, a multiple of the stride
   */
  static Batch middle(AnnotatedImage image, int largest, Architecture architecture) {
    int width = Math.min(largest, architecture.aligned(image.width()));
    int height = Math.min(largest, architecture.aligned(image.height()));
    int left = Math.max(0, (image.width() - width) / 2);
    int top = Math.max(0, (image.height() - height) / 2);
    Batch batch = new Batch(1, height, width, image.channels());
    for (int y = 0, i = 0; y < height; y++)
      for (int x = 0; x < width; x++, i++) {
        int source = image.index(left + x, top + y);
        batch.setClass(i, image.classAt(source));
        for (int c = 0; c < image.channels(); c++) batch.set(i, c, image.channel(c)[source]);
      }
    return batch;
  }
}
