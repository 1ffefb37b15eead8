package sc.fiji.unet.training;

import java.util.List;
import java.util.Optional;
import java.util.function.ToDoubleFunction;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;

/**
 * Says how well the objects in predicted maps are those that were annotated.
 *
 * @param metric its name, for people
 * @param reached in patches that were held back: from 0 to 1, where all objects are as annotated
 */
public record Validator(String metric, ToDoubleFunction<List<Predicted>> reached) {

  /**
   * A patch that was held back.
   *
   * @param foreground axis order (x, y), probability that a pixel belongs to an object
   * @param distance axis order (x, y), to the edge of the object; empty if none is learned
   * @param objects axis order (x, y), as annotated, 0 is background
   */
  public record Predicted(
      RandomAccessibleInterval<FloatType> foreground,
      Optional<RandomAccessibleInterval<FloatType>> distance,
      RandomAccessibleInterval<IntType> objects) {}
}
