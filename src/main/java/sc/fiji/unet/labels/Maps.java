package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * What a network says of each pixel of an image, or of a part of it; axis order (x, y[, z]). All
 * maps have one size, wherever they begin.
 *
 * @param foreground the probability that it belongs to an object; not a number is background
 * @param distance to the edge of its object over the largest one in it
 * @param classes the probability of each class of objects; empty where there is one
 */
public record Maps(
    RandomAccessibleInterval<FloatType> foreground,
    Optional<RandomAccessibleInterval<FloatType>> distance,
    List<RandomAccessibleInterval<FloatType>> classes) {

  /**
   * @throws IllegalArgumentException if their sizes differ
   */
  public Maps {
    classes = List.copyOf(classes);
    for (RandomAccessibleInterval<FloatType> map :
        Stream.concat(distance.stream(), classes.stream()).toList())
      if (!Intervals.equalDimensions(map, foreground))
        throw new IllegalArgumentException(
            "A map has "
                + Arrays.toString(map.dimensionsAsLongArray())
                + " pixels and that of the foreground "
                + Arrays.toString(foreground.dimensionsAsLongArray())
                + "; all must have the same size.");
  }

  /** Of objects of one class whose distance is not known. */
  public Maps(RandomAccessibleInterval<FloatType> foreground) {
    this(foreground, Optional.empty(), List.of());
  }

  Maps withoutDistance() {
    return new Maps(foreground, Optional.empty(), classes);
  }

  /** The same as a slice of a volume, at z = 0. */
  public Maps slice() {
    return new Maps(
        slice(foreground), distance.map(Maps::slice), classes.stream().map(Maps::slice).toList());
  }

  private static RandomAccessibleInterval<FloatType> slice(
      RandomAccessibleInterval<FloatType> plane) {
    return Views.addDimension(plane, 0, 0);
  }
}
