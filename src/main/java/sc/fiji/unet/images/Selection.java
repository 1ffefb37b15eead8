package sc.fiji.unet.images;

import java.util.Optional;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * A part of an image.
 *
 * @param region its bounds
 * @param mask as large as the region and where it is, 0 where a pixel is not selected; empty if all
 *     of it is
 */
public record Selection(
    Interval region, Optional<RandomAccessibleInterval<UnsignedByteType>> mask) {

  /** All of an image. */
  public static Selection all(Interval image) {
    return new Selection(image, Optional.empty());
  }

  /**
   * Takes from a map what is not selected.
   *
   * @param map a part of the region, where it is in the image
   * @return the map itself, or a copy of it that is not a number outside of the selection
   */
  public RandomAccessibleInterval<FloatType> restrict(RandomAccessibleInterval<FloatType> map) {
    if (mask.isEmpty()) return map;
    float[] values = new float[(int) Intervals.numElements(map)];
    PrimitiveBlocks.of(map, PrimitiveBlocks.OnFallback.ACCEPT).copy(map, values);
    byte[] selected = new byte[values.length];
    PrimitiveBlocks.of(mask.get(), PrimitiveBlocks.OnFallback.ACCEPT).copy(map, selected);
    for (int i = 0; i < values.length; i++) if (selected[i] == 0) values[i] = Float.NaN;
    return Views.translate(
        ArrayImgs.floats(values, map.dimensionsAsLongArray()), map.minAsLongArray());
  }
}
