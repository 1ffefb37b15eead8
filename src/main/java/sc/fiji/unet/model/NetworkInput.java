package sc.fiji.unet.model;

import sc.fiji.unet.images.Preprocessing;

/**
 * What a network is given.
 *
 * @param channels number of them
 * @param width in pixels
 * @param height in pixels
 * @param preprocessing of the grey values
 * @param axes their order
 * @param pixelSize of the images that it was trained on; null if not known
 */
public record NetworkInput(
    int channels,
    AxisSize width,
    AxisSize height,
    Preprocessing preprocessing,
    AxisOrder axes,
    PixelSize pixelSize) {

  /** The same with another pixel size, or null. */
  NetworkInput with(PixelSize other) {
    return new NetworkInput(channels, width, height, preprocessing, axes, other);
  }
}
