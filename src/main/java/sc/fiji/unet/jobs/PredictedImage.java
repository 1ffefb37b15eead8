package sc.fiji.unet.jobs;

import java.awt.Rectangle;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.training.Validator;

/**
 * What a network says of an image, or of a part of it, that was annotated.
 *
 * @param maps in which what was not annotated is background
 * @param objects axis order (x, y[, z]), as annotated, 0 is background
 * @param leastSure see {@link sc.fiji.unet.images.Doubt}; of the first plane
 */
record PredictedImage(Maps maps, RandomAccessibleInterval<IntType> objects, Rectangle leastSure) {

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
