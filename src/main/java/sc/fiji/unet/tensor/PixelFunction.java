package sc.fiji.unet.tensor;

/** A function of a pixel's value. */
@FunctionalInterface
public interface PixelFunction {

  /**
   * @param value grey value
   * @param channel of the pixel, from 0
   */
  float apply(double value, int channel);
}
