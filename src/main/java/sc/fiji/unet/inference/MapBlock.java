package sc.fiji.unet.inference;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;

/**
 * Finished rows of an item's probability map.
 *
 * @param item its index
 * @param map axis order (x, y, channel), as wide as the region and where it is in the item
 */
public record MapBlock(int item, RandomAccessibleInterval<FloatType> map) {}
