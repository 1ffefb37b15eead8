package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import java.util.List;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * Collects the probability maps of an image's planes into a 32-bit hyperstack, one channel a class.
 */
public final class ProbabilityImage {

  private final Planes planes;
  private final List<String> classes;
  private final ImageStack stack;

  /**
   * @param planes of the image that is segmented: gives title, scale, slices, frames, slice labels
   * @param classes their names, in the order of the maps
   */
  public ProbabilityImage(Planes planes, List<String> classes) {
    this.planes = planes;
    this.classes = List.copyOf(classes);
    stack = new ImageStack(planes.image().getWidth(), planes.image().getHeight());
  }

  /**
   * Adds the next plane.
   *
   * @param map (x, y, class), 0 to 1
   */
  public void add(RandomAccessibleInterval<FloatType> map) {
    String label = planes.label(stack.size() / classes.size());
    int width = stack.getWidth();
    int height = stack.getHeight();
    for (int c = 0; c < classes.size(); c++) {
      float[] pixels = new float[width * height];
      RealTypeConverters.copyFromTo(
          Views.hyperSlice(map, 2, map.min(2) + c), ArrayImgs.floats(pixels, width, height));
      stack.addSlice(
          label == null ? classes.get(c) : classes.get(c) + " " + label,
          new FloatProcessor(width, height, pixels));
    }
  }

  /**
   * The hyperstack, "TITLE probabilities", displayed from 0 to 1. A slice label is the class, then
   * the input's slice label.
   *
   * @throws IllegalStateException before all planes are there
   */
  public ImagePlus toImagePlus() {
    if (stack.size() != planes.count() * classes.size()) {
      throw new IllegalStateException(
          String.format(
              "The maps of %d of %d planes are there.",
              stack.size() / classes.size(), planes.count()));
    }
    ImagePlus image = planes.result("probabilities", stack, classes.size());
    image.setDisplayRange(0, 1);
    return image;
  }
}
