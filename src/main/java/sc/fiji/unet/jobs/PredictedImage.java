package sc.fiji.unet.jobs;

import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.training.Validator;

/**
 * What a network says of an image, or of a part of it, that was annotated.
 *
 * @param objects axis order (x, y[, z]), as annotated, 0 is background
 */
record PredictedImage(Maps maps, RandomAccessibleInterval<IntType> objects) {

  /** A patch that was held back; its classes are not known. */
  static PredictedImage of(Validator.Predicted patch) {
    return new PredictedImage(
        new Maps(patch.foreground(), patch.distance(), List.of()), patch.objects());
  }
}
