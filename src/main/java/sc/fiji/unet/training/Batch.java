package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.runtime.Tensors;
import sc.fiji.unet.targets.Sample;

/**
 * Patches that are learned from, or validated on, at once.
 *
 * @param count number of patches
 * @param height of each patch, in pixels
 * @param width of each patch, in pixels
 * @param values in the order (n, y, x, channel)
 * @param classes in the order (n, y, x)
 */
record Batch(int count, int height, int width, float[] values, byte[] classes) {

  /** (n, channel, y, x) */
  NDArray images(NDManager manager) {
    int channels = values.length / classes.length;
    return Tensors.channelsLast(manager, values, count, channels, height, width);
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
   * The middle of a sample, unchanged; mirrored at its far ends up to a multiple of the stride.
   *
   * @param largest width and height at most, in pixels, a multiple of the stride
   */
  static Batch middle(Sample sample, int largest, Architecture architecture) {
    int width = Math.min(largest, architecture.aligned(sample.width()));
    int height = Math.min(largest, architecture.aligned(sample.height()));
    int left = Math.max(0, (sample.width() - width) / 2);
    int top = Math.max(0, (sample.height() - height) / 2);
    int channels = sample.channels().size();
    Batch batch =
        new Batch(1, height, width, new float[width * height * channels], new byte[width * height]);
    for (int y = 0, i = 0; y < height; y++)
      for (int x = 0; x < width; x++, i++) {
        int source = sample.index(left + x, top + y);
        batch.classes[i] = sample.classes()[source];
        for (int c = 0; c < channels; c++)
          batch.values[i * channels + c] = sample.channels().get(c)[source];
      }
    return batch;
  }
}
