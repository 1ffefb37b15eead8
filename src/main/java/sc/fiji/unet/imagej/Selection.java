package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * The part of an image's planes that is selected.
 *
 * @param region its bounds (x, y), inside of the image
 * @param mask as large as the region, 0 where a pixel is not selected; null if all of it is
 */
public record Selection(Interval region, ImageProcessor mask) {

  /**
   * The selection of an image.
   *
   * @return empty if there is none, or one without an area, such as a line or points
   * @throws IllegalArgumentException if it lies outside of the image
   */
  public static Optional<Selection> of(ImagePlus image) {
    Roi roi = image.getRoi();
    if (roi == null || !roi.isArea()) return Optional.empty();
    Rectangle whole = roi.getBounds();
    Rectangle inside = whole.intersection(new Rectangle(image.getWidth(), image.getHeight()));
    ImageProcessor mask = inside.isEmpty() ? null : roi.getMask();
    if (mask != null) {
      mask.setRoi(inside.x - whole.x, inside.y - whole.y, inside.width, inside.height);
      mask = mask.crop();
    }
    if (inside.isEmpty() || mask != null && mask.getStats().max == 0)
      throw new IllegalArgumentException(
          "The selection lies outside of the image '"
              + image.getTitle()
              + "': move it into the image, or remove it (Edit > Selection > Select None).");
    return Optional.of(
        new Selection(
            FinalInterval.createMinSize(inside.x, inside.y, inside.width, inside.height), mask));
  }

  /** All of an image. */
  public static Selection all(ImagePlus image) {
    return new Selection(new Planes(image).plane(), null);
  }

  /**
   * Takes from a map what is not selected.
   *
   * @param map (x, y), a part of the region, where it is in the image
   * @return the map itself, or a copy of it that is not a number outside of the selection
   */
  public RandomAccessibleInterval<FloatType> restrict(RandomAccessibleInterval<FloatType> map) {
    if (mask == null) return map;
    float[] values = new float[(int) Intervals.numElements(map)];
    PrimitiveBlocks.of(map, PrimitiveBlocks.OnFallback.ACCEPT).copy(map, values);
    byte[] selected = (byte[]) mask.getPixels();
    int i = 0;
    for (long y = map.min(1) - region.min(1); y <= map.max(1) - region.min(1); y++) {
      int p = (int) (y * mask.getWidth() + map.min(0) - region.min(0));
      for (int x = 0; x < map.dimension(0); x++, i++, p++)
        if (selected[p] == 0) values[i] = Float.NaN;
    }
    return Views.translate(
        ArrayImgs.floats(values, map.dimensionsAsLongArray()), map.minAsLongArray());
  }
}
