package sc.fiji.unet.training;

import java.util.List;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;

/** Says how far the objects in predicted maps are from those that were annotated. */
public interface Validator {

  /**
   * A patch that was held back.
   *
   * @param foreground axis order (x, y), probability that a pixel belongs to an object
   * @param distance axis order (x, y), to the edge of the object; empty if none is learned
   * @param objects axis order (x, y), as annotated, 0 is background
   */
  record Predicted(
      RandomAccessibleInterval<FloatType> foreground,
      Optional<RandomAccessibleInterval<FloatType>> distance,
      RandomAccessibleInterval<IntType> objects) {}

  /**
   * @return 0, where all objects are as annotated, to 1
   */
  double error(List<Predicted> patches);
}
