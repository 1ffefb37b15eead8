package sc.fiji.unet.model;

import sc.fiji.unet.tensor.AxisOrder;
import sc.fiji.unet.tensor.Preprocessing;

/**
 * What a network is given.
 *
 * @param channels number of them
 * @param width in pixels
 * @param height in pixels
 * @param preprocessing of the grey values
 * @param axes their order
 */
public record NetworkInput(
    int channels, AxisSize width, AxisSize height, Preprocessing preprocessing, AxisOrder axes) {}
