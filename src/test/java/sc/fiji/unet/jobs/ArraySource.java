package sc.fiji.unet.jobs;

import java.util.List;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.PixelSize;

/**
 * An image made of arrays.
 *
 * @param planes axis order (x, y, channel); none where only the size counts
 */
record ArraySource(
    String name,
    Interval interval,
    Optional<PixelSize> pixelSize,
    Selection selection,
    List<RandomAccessibleInterval<FloatType>> planes)
    implements Source {

  /** Only its size. */
  static ArraySource ofSize(String name, Optional<PixelSize> pixelSize, long... size) {
    Interval interval = new FinalInterval(size);
    return new ArraySource(name, interval, pixelSize, Selection.all(interval), List.of());
  }

  /** Without a pixel size, all selected. */
  static ArraySource of(String name, List<? extends RandomAccessibleInterval<FloatType>> planes) {
    Interval interval = new FinalInterval(planes.get(0).dimension(0), planes.get(0).dimension(1));
    return new ArraySource(
        name, interval, Optional.empty(), Selection.all(interval), List.copyOf(planes));
  }

  ArraySource select(Selection part) {
    return new ArraySource(name, interval, pixelSize, part, planes);
  }

  ArraySource pixels(PixelSize size) {
    return new ArraySource(name, interval, Optional.of(size), selection, planes);
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
