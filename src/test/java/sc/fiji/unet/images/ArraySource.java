package sc.fiji.unet.images;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.PixelSize;

/**
 * An image made of arrays.
 *
 * @param planes axis order (x, y, channel); none where only the size counts
 * @param slices of each volume
 * @param sliceSpacing see {@link Source}
 */
public record ArraySource(
    String name,
    Interval interval,
    Optional<PixelSize> pixelSize,
    Selection selection,
    List<RandomAccessibleInterval<FloatType>> planes,
    int slices,
    double sliceSpacing)
    implements Source {

  /** Only its size. */
  public static ArraySource ofSize(String name, Optional<PixelSize> pixelSize, long... size) {
    Interval interval = new FinalInterval(size);
    return new ArraySource(name, interval, pixelSize, Selection.all(interval), List.of(), 1, 1);
  }

  /** Without a pixel size, all selected. */
  public static ArraySource of(
      String name, List<? extends RandomAccessibleInterval<FloatType>> planes) {
    Interval interval = new FinalInterval(planes.get(0).dimension(0), planes.get(0).dimension(1));
    return new ArraySource(
        name, interval, Optional.empty(), Selection.all(interval), List.copyOf(planes), 1, 1);
  }

  public ArraySource select(Selection part) {
    return new ArraySource(name, interval, pixelSize, part, planes, slices, sliceSpacing);
  }

  public ArraySource pixels(PixelSize size) {
    return new ArraySource(
        name, interval, Optional.of(size), selection, planes, slices, sliceSpacing);
  }

  /** The planes as slices of volumes. */
  public ArraySource volumes(int depth, double spacing) {
    return new ArraySource(name, interval, pixelSize, selection, planes, depth, spacing);
  }

  /** A label image or mask, row by row. */
  public static ArraySource annotation(String name, int width, int height, int[]... planes) {
    return of(
        name,
        Arrays.stream(planes)
            .<RandomAccessibleInterval<FloatType>>map(
                plane -> {
                  float[] values = new float[plane.length];
                  for (int i = 0; i < values.length; i++) values[i] = plane[i];
                  return ArrayImgs.floats(values, width, height, 1);
                })
            .toList());
  }

  @Override
  public Axes axes() {
    return new Axes(interval.numDimensions() == 3 ? "czyx" : "cyx");
  }

  @Override
  public int channels() {
    return (int) planes.get(0).dimension(2);
  }

  @Override
  public int items() {
    return planes.size();
  }

  @Override
  public RandomAccessibleInterval<FloatType> item(int index) {
    return planes.get(index);
  }
}
