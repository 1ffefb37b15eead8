package sc.fiji.unet.labels;

import net.imglib2.Interval;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.UserException;

/**
 * Objects are the convex parts of the foreground, for models that learned no distance: the
 * Euclidean distance to the background makes hills, and two of them are apart where the neck
 * between them is narrow ({@link DistanceTransform}, then a watershed). The line runs straight
 * across the neck. Of several classes an object has the one that most of its pixels have.
 *
 * <p>A mask is held as runs (a bit for each pixel, 8 bytes for each run), the foreground, the most
 * probable classes and the distances lie in scratch storage.
 *
 * @param foreground a pixel belongs to an object where its foreground is this or higher
 * @param pass hills are apart where the distance at the pass between them is lower, by a pixel,
 *     than this share of the lower peak; between 0 (never apart) and 1 (each peak is an object)
 * @param sliceSpacing distance of two slices along Z in pixels, above 0; 1 for planes
 */
public record ShapeSeeds(double foreground, double pass, double sliceSpacing)
    implements Separation {

  /**
   * @throws IllegalArgumentException if the pass or the spacing is out of range
   */
  public ShapeSeeds {
    if (!(pass >= 0 && pass <= 1))
      throw new IllegalArgumentException("The pass is " + pass + "; it must be 0 to 1.");
    DistanceTransform.requireSpacing(sliceSpacing);
  }

  /** At necks narrower than three quarters of the narrower part; of pixels as deep as wide. */
  public static ShapeSeeds of(double foreground) {
    return new ShapeSeeds(foreground, 0.75, 1);
  }

  @Override
  public ShapeSeeds withForeground(double threshold) {
    return new ShapeSeeds(threshold, pass, sliceSpacing);
  }

  /** The same for volumes whose slices are so far apart, in pixels. */
  public ShapeSeeds withSliceSpacing(double spacing) {
    return new ShapeSeeds(foreground, pass, spacing);
  }

  @Override
  public Labeller labeller(Interval image, int classes, Storage storage) {
    return new ShapeLabeller(image, classes, this, storage);
  }

  @Override
  public int margin() {
    throw inBlocks();
  }

  @Override
  public BlockObjects objects(Block block, int classes, Maps maps) {
    throw inBlocks();
  }

  @Override
  public JoinedBlocks joining() {
    throw inBlocks();
  }

  private static UserException inBlocks() {
    return new UserException(
        "Objects that come apart by their shape must be seen whole, which they are not where an"
            + " image is segmented in blocks: choose separate=none, or a model that learned a"
            + " distance.");
  }

  boolean separates(float saddle, float peak) {
    // Less is what a rough outline makes, and the grid.
    return saddle < pass * peak && peak - saddle >= 1;
  }
}
