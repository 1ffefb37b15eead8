package sc.fiji.unet.inference;

/** What a network does, see {@link sc.fiji.unet.runtime.Network#predict}. */
interface Prediction {

  /**
   * @param values axis order (y, x, channel)
   * @param shape height and width
   * @return axis order (channel, y, x)
   */
  float[] predict(float[] values, int... shape);
}
