package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;

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

  /** In the order (n, y, x); of no pixel where nothing is learned of it. */
  private final float[] distances;

  /** 1 where two objects are near, else 0; as many as distances. */
  private final float[] contacts;

  /** 0 where a pixel was not annotated, else 1; null if all were. */
  private float[] known;

  /**
   * An empty batch, to be filled.
   *
   * @param count number of patches
   * @param height of each patch, in pixels
   * @param width of each patch, in pixels
   * @param distance whether pixels have a distance
   */
  Batch(int count, int height, int width, int channels, boolean distance) {
    this.count = count;
    this.height = height;
    this.width = width;
    this.channels = channels;
    values = new float[count * height * width * channels];
    classes = new byte[count * height * width];
    distances = new float[distance ? classes.length : 0];
    contacts = new float[distances.length];
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

  /**
   * @param contact whether two objects are near
   */
  void setDistance(int pixel, float distance, boolean contact) {
    distances[pixel] = distance;
    contacts[pixel] = contact ? 1 : 0;
  }

  /** Of a pixel that was not annotated. */
  void setUnknown(int pixel) {
    if (known == null) Arrays.fill(known = new float[classes.length], 1);
    known[pixel] = 0;
  }

  /** (n, 1, y, x): 0 where a pixel was not annotated, else 1; empty if all were. */
  Optional<NDArray> known(NDManager manager) {
    return Optional.ofNullable(known)
        .map(values -> manager.create(values, new Shape(count, 1, height, width)));
  }

  /** Whether a pixel was annotated. */
  boolean isKnown(int pixel) {
    return known == null || known[pixel] > 0;
  }

  float value(int pixel, int channel) {
    return values[pixel * channels + channel];
  }

  byte classAt(int pixel) {
    return classes[pixel];
  }

  float distanceAt(int pixel) {
    return distances[pixel];
  }

  /** Of all patches. */
  int pixels() {
    return classes.length;
  }

  int channels() {
    return channels;
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

  /**
   * (n, target, y, x): for each class 1 where the pixel is of it, else 0; behind them the distance,
   * if there is one, and 1 where two objects are near.
   */
  NDArray targets(NDManager manager, int classCount) {
    NDArray ofClasses = classes(manager, classCount);
    if (distances.length == 0) return ofClasses;
    Shape shape = new Shape(count, 1, height, width);
    return ofClasses
        .concat(manager.create(distances, shape), 1)
        .concat(manager.create(contacts, shape), 1);
  }

  private NDArray classes(NDManager manager, int classCount) {
    NDArray numbers =
        manager
            .create(ByteBuffer.wrap(classes), new Shape(count, height, width), DataType.UINT8)
            .toType(DataType.FLOAT32, false);
    return classCount == 1
        ? numbers.expandDims(1)
        : numbers.toType(DataType.INT64, false).oneHot(classCount).transpose(0, 3, 1, 2);
  }
}
