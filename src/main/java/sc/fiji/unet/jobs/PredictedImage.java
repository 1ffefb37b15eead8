package sc.fiji.unet.jobs;

import java.awt.Rectangle;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.training.Validator;

/**
 * What a network says of an image, or of a part of it, that was annotated.
 *
 * @param maps in which what was not annotated is background
 * @param objects axis order (x, y[, z]), as annotated, 0 is background
 * @param leastSure see {@link #leastSure(RandomAccessibleInterval)}; of the first plane
 */
record PredictedImage(Maps maps, RandomAccessibleInterval<IntType> objects, Rectangle leastSure) {

  /** Widths and heights of the tiles that are told; a person annotates one in some minutes. */
  private static final int TILE = 256;

  /**
   * The tile in which a probability is least sure: that with the largest sum of p (1 - p).
   *
   * @param foreground axis order (x, y)
   */
  static Rectangle leastSure(RandomAccessibleInterval<FloatType> foreground) {
    int width = (int) foreground.dimension(0);
    int height = (int) foreground.dimension(1);
    int across = (width + TILE - 1) / TILE;
    double[] sums = new double[across * ((height + TILE - 1) / TILE)];
    int i = 0;
    for (FloatType p : Views.flatIterable(foreground)) {
      sums[i / width / TILE * across + i % width / TILE] += p.get() * (1 - p.get());
      i++;
    }
    int most = 0;
    for (int tile = 1; tile < sums.length; tile++) if (sums[tile] > sums[most]) most = tile;
    return new Rectangle(most % across * TILE, most / across * TILE, TILE, TILE)
        .intersection(new Rectangle(width, height));
  }

  /** Of which nobody asks where it is unsure. */
  PredictedImage(Maps maps, RandomAccessibleInterval<IntType> objects) {
    this(maps, objects, new Rectangle());
  }

  /** A patch that was held back; its classes are not known. */
  static PredictedImage of(Validator.Predicted patch) {
    return new PredictedImage(
        new Maps(patch.foreground(), patch.distance(), List.of()), patch.objects());
  }
}
