package sc.fiji.unet.images;

import net.imglib2.Interval;

/**
 * One piece of an image.
 *
 * @param core the pixels this tile answers for
 * @param source the pixels the network is given: the core and its halo. It begins at multiples of
 *     the stride and may reach beyond the image's far ends, where the image is mirrored
 */
public record Tile(Interval core, Interval source) {}
