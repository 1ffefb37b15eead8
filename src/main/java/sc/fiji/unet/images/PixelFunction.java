package sc.fiji.unet.images;

/** A function of a pixel's value. */
@FunctionalInterface
public interface PixelFunction {

  /**
   * Puts its results in place of the values.
   *
   * @param values grey values of one channel
   * @param channel from 0
   */
  void apply(float[] values, int channel);
}
