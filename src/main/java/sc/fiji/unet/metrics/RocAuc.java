package sc.fiji.unet.metrics;

import java.util.Arrays;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * Area under the receiver operating characteristic of a probability map: the chance that a random
 * pixel of the objects is more probable than one of the background, ties counting half (Hanley and
 * McNeil 1982, doi:10.1148/radiology.143.1.7063747). 1 is perfect, 0.5 chance. It is not defined,
 * and not a number, for a mask that is all objects or all background.
 */
public final class RocAuc {

  private RocAuc() {}

  /**
   * @param map of any numbers; takes 8 bytes a pixel
   * @param mask greater than 0 where objects are, as large as the map
   * @throws IllegalArgumentException if the sizes differ, or a probability is not a number
   */
  public static double of(
      RandomAccessibleInterval<? extends RealType<?>> map,
      RandomAccessibleInterval<? extends RealType<?>> mask) {
    ContingencyTable.requireEqualSize(mask, map);
    int pixels = Math.toIntExact(Intervals.numElements(map));
    float[] objects = new float[pixels];
    float[] background = new float[pixels];
    int inObjects = 0;
    int inBackground = 0;
    Cursor<? extends RealType<?>> truths = Views.flatIterable(mask).cursor();
    for (RealType<?> pixel : Views.flatIterable(map)) {
      float probability = pixel.getRealFloat();
      if (Float.isNaN(probability))
        throw new IllegalArgumentException("A probability is not a number.");
      // No negative zero, which an array would sort before zero.
      if (truths.next().getRealDouble() > 0) objects[inObjects++] = probability + 0f;
      else background[inBackground++] = probability + 0f;
    }
    Arrays.sort(objects, 0, inObjects);
    Arrays.sort(background, 0, inBackground);
    double higher = 0;
    int below = 0;
    int notAbove = 0;
    for (int i = 0; i < inObjects; i++) {
      while (below < inBackground && background[below] < objects[i]) below++;
      while (notAbove < inBackground && background[notAbove] <= objects[i]) notAbove++;
      higher += 0.5 * below + 0.5 * notAbove;
    }
    return higher / inObjects / inBackground;
  }
}
