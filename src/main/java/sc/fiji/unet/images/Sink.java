package sc.fiji.unet.images;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;

/** Takes what is found in the items of a {@link Source}. */
public interface Sink {

  /**
   * Takes a part of an item's probability map; nothing of it is needed afterwards.
   *
   * @param part axis order (x, y[, z], channel), where it is in the item
   */
  void maps(int item, RandomAccessibleInterval<FloatType> part);

  /**
   * Takes the probability of a part of an item to belong to an object, whether {@link #maps} is
   * told or not.
   *
   * @param part axis order (x, y), where it is in the item
   */
  default void foreground(int item, RandomAccessibleInterval<FloatType> part) {}

  /**
   * Takes, before the first objects, how small they may be.
   *
   * @param pixels objects of fewer (voxels, of volumes) are dropped
   */
  default void smallest(long pixels) {}

  /**
   * Takes the objects of an item, when its map is complete; items come in their order.
   *
   * @param labels axis order (x, y[, z]), 0 the background; the item or the selected part of it
   * @param objects what is known of them; in each slice of a volume of all its objects
   */
  void labels(int item, RandomAccessibleInterval<IntType> labels, FoundObjects objects);

  /** Gives up what was taken so far: the work failed or was canceled. */
  void discard();
}
