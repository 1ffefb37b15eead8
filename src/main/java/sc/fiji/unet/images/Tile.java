package sc.fiji.unet.images;

import net.imglib2.Interval;

/**
 * A part of an image that a network is given at once.
 *
 * @param core the pixels this tile answers for
 * @param source the pixels the network is given: the core and its halo. It begins at multiples of
 *     the stride and may reach beyond the image's far ends, where the image is mirrored
 */
public record Tile(Interval core, Interval source) {}
