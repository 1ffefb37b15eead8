package sc.fiji.unet.labels;

import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Storage;

/**
 * Objects are the connected components of the foreground: {@link Components}.
 *
 * @param foreground lowest value of an object
 */
public record Regions(double foreground) implements Separation {

  @Override
  public Regions withForeground(double threshold) {
    return new Regions(threshold);
  }

  @Override
  public Labeller labeller(Interval image, Storage storage) {
    Components components = new Components(image, foreground);
    return new Labeller() {

      @Override
      public void add(
          RandomAccessibleInterval<FloatType> foreground,
          RandomAccessibleInterval<FloatType> distance) {
        components.add(foreground);
      }

      @Override
      public int finish(ObjectFilter keep, int firstLabel) {
        return components.finish(keep, firstLabel);
      }

      @Override
      public RandomAccessibleInterval<IntType> labels() {
        return components.labels();
      }
    };
  }
}
