package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;

/**
 * Collects the label planes of an image into a label image: 16 bit, or 32-bit float once a label is
 * above 65535.
 */
public final class LabelImage {

  /** Largest label of a 16-bit image. */
  private static final int MAX_SHORT = 0xffff;

  /** Up to here every whole number is a float. */
  private static final int MAX_FLOAT = 1 << 24;

  private final Planes planes;
  private ImageStack stack;
  private int max;

  /**
   * @param planes of the image that is segmented: gives title, scale, slices, frames, slice labels
   */
  public LabelImage(Planes planes) {
    this.planes = planes;
    stack = new ImageStack(planes.image().getWidth(), planes.image().getHeight());
  }

  /**
   * Adds the next plane.
   *
   * @param labels (x, y), 0 the background, no negative ones
   * @throws IllegalArgumentException above 16,777,216, the last label that a 32-bit image keeps
   *     apart
   */
  public void add(RandomAccessibleInterval<IntType> labels) {
    int planeMax = 0;
    for (IntType label : labels.view()) {
      planeMax = Math.max(planeMax, label.get());
    }
    if (planeMax > MAX_FLOAT) {
      throw new IllegalArgumentException(
          String.format(
              "Label %d does not fit into an ImageJ image: the largest label it can hold is %d.",
              planeMax, MAX_FLOAT));
    }
    if (planeMax > MAX_SHORT && max <= MAX_SHORT) {
      stack = stack.convertToFloat();
    }
    max = Math.max(max, planeMax);
    stack.addSlice(planes.label(stack.size()), processor(labels));
  }

  /**
   * The label image, "TITLE labels". With up to 255 labels each has its own colour.
   *
   * @throws IllegalStateException before all planes are there
   */
  public ImagePlus toImagePlus() {
    if (stack.size() != planes.count()) {
      throw new IllegalStateException(
          String.format("The labels of %d of %d planes are there.", stack.size(), planes.count()));
    }
    ImagePlus image = planes.result("labels", stack, 1);
    image.setLut(LabelColors.lut());
    // Above 511 ImageJ's 8-bit display would round the lowest labels to black.
    image.setDisplayRange(0, Math.min(Math.max(max, 255), 511));
    return image;
  }

  private ImageProcessor processor(RandomAccessibleInterval<IntType> labels) {
    int width = stack.getWidth();
    int height = stack.getHeight();
    if (max > MAX_SHORT) {
      float[] pixels = new float[width * height];
      RealTypeConverters.copyFromTo(labels, ArrayImgs.floats(pixels, width, height));
      return new FloatProcessor(width, height, pixels);
    }
    short[] pixels = new short[width * height];
    RealTypeConverters.copyFromTo(labels, ArrayImgs.unsignedShorts(pixels, width, height));
    return new ShortProcessor(width, height, pixels, null);
  }
}
