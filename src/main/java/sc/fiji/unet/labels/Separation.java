package sc.fiji.unet.labels;

import net.imglib2.Interval;
import sc.fiji.unet.images.Storage;

/** How the maps of a network become separate objects. */
public sealed interface Separation permits Regions, DistanceSeeds, ShapeSeeds {

  /** A pixel may belong to an object where its foreground is this or higher. */
  double foreground();

  /** The same with another threshold of the foreground. */
  Separation withForeground(double threshold);

  /**
   * Begins a label image.
   *
   * @param image the pixels that the maps will have, axis order (x, y[, z]): where it begins, the
   *     label image begins
   * @param classes number of the maps' classes; 1 where they have none
   * @param storage says what may be kept in memory
   * @throws sc.fiji.unet.progress.UserException if a slice across the last axis has more than 2^31
   *     - 1 pixels
   */
  Labeller labeller(Interval image, int classes, Storage storage);

  /** How many pixels around a {@link Block}'s core must be known, along x and y. */
  int margin();

  /**
   * Finds the pieces of objects in a block.
   *
   * @param classes number of the maps' classes; 1 where they have none
   * @param maps of {@link Block#around} with the margin, wherever they begin
   * @throws sc.fiji.unet.progress.UserException if objects must be seen as a whole
   */
  BlockObjects objects(Block block, int classes, Maps maps);

  /** Begins to join the pieces of an image's blocks. */
  JoinedBlocks joining();
}
