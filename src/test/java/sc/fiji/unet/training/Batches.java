package sc.fiji.unet.training;

/** Batches made by hand. */
final class Batches {

  private Batches() {}

  /**
   * @param values in the order (n, y, x, channel)
   * @param classes in the order (n, y, x)
   */
  static Batch of(int count, int height, int width, float[] values, byte[] classes) {
    int channels = values.length / classes.length;
    Batch batch = new Batch(count, height, width, channels, false);
    for (int i = 0; i < classes.length; i++) {
      batch.setClass(i, classes[i]);
      for (int c = 0; c < channels; c++) batch.set(i, c, values[i * channels + c]);
    }
    return batch;
  }

  /** In the order (n, y, x, channel). */
  static float[] values(Batch batch, int channels) {
    float[] values = new float[batch.pixels() * channels];
    for (int i = 0; i < values.length; i++) values[i] = batch.value(i / channels, i % channels);
    return values;
  }

  static byte[] classes(Batch batch) {
    byte[] classes = new byte[batch.pixels()];
    for (int i = 0; i < classes.length; i++) classes[i] = batch.classAt(i);
    return classes;
  }
}
