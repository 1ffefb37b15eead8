package sc.fiji.unet.labels;

import net.imglib2.Interval;
import sc.fiji.unet.images.Storage;

/**
 * Objects are the hills of a map of normalised distances, which a network has learned: 0 outside,
 * and inside the distance to the object's edge by the largest one of this object, so that it is 1
 * at the centre. A hill needs a seed, a pixel that is high enough; where two hills with seeds meet,
 * the line runs along the valley (a marker-controlled watershed). What has no seed goes to the hill
 * that it is joined to by the highest pass, or vanishes. Of several classes an object has the one
 * that most of its pixels have.
 *
 * <p>Held in memory is, for an image of two dimensions, little more than the label image, which
 * takes a bit for each pixel and 4 bytes for each run of pixels; of three dimensions also 14 bytes
 * for each pixel of six planes (of up to 66 where they are small). Each hill takes 32 bytes (and 8
 * a further class) and each two that touch about 30.
 *
 * @param foreground a pixel may belong to an object where its foreground is this or higher
 * @param seeds lowest distance of a seed; hills are apart only where the pass is lower
 * @param smoothing how often the distances are smoothed by [1 2 1] / 4 along X and Y before; 0 or
 *     more. Once or twice takes away the plateaus of networks that computed in half precision
 */
public record DistanceSeeds(double foreground, double seeds, int smoothing) implements Separation {

  /**
   * @throws IllegalArgumentException if the smoothing is below 0
   */
  public DistanceSeeds {
    if (smoothing < 0)
      throw new IllegalArgumentException("The smoothing is " + smoothing + "; it must be >= 0.");
  }

  @Override
  public DistanceSeeds withForeground(double threshold) {
    return new DistanceSeeds(threshold, seeds, smoothing);
  }

  /** The same with another threshold of the seeds. */
  public DistanceSeeds withSeeds(double threshold) {
    return new DistanceSeeds(foreground, threshold, smoothing);
  }

  @Override
  public Labeller labeller(Interval image, int classes, Storage storage) {
    return new DistanceLabeller(image, classes, this);
  }

  @Override
  public int margin() {
    return 1 + smoothing;
  }

  @Override
  public BlockObjects objects(Block block, int classes, Maps maps) {
    DistanceLabeller labeller = new DistanceLabeller(block, classes, this);
    labeller.add(maps);
    return labeller.finishBlock();
  }

  @Override
  public JoinedBlocks joining() {
    return new JoinedBlocks(this::separates, seeds);
  }

  boolean separates(float saddle, float peak) {
    return saddle < seeds && peak >= seeds;
  }
}
