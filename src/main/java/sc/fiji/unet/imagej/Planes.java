package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.img.planar.PlanarImg;
import net.imglib2.img.planar.PlanarImgs;
import net.imglib2.type.numeric.real.FloatType;

/**
 * The 2D planes of any image, one for each slice and frame, slices first. A virtual stack is read
 * one plane at a time.
 *
 * @param image 8, 16 or 32 bit, 8-bit colour or RGB; a single image, stack or hyperstack
 */
public record Planes(ImagePlus image) {

  /** Number of planes: slices times frames. */
  public int count() {
    return image.getNSlices() * image.getNFrames();
  }

  /** Channels of each plane: those of the hyperstack, or red, green and blue of an RGB image. */
  public int channels() {
    return isRgb() ? 3 : image.getNChannels();
  }

  /**
   * One plane, axis order (x, y, channel); the third axis is there for one channel too. Values are
   * raw grey values, without the calibration function (8-bit colour: the index into the lookup
   * table). A 32-bit image shares its pixels: only read them.
   *
   * @param index 0 to {@link #count()} - 1
   */
  public RandomAccessibleInterval<FloatType> plane(int index) {
    PlanarImg<FloatType, FloatArray> plane =
        PlanarImgs.floats(image.getWidth(), image.getHeight(), channels());
    ImageStack stack = image.getStack();
    ImageProcessor pixels = stack.getProcessor(stackIndex(index));
    for (int c = 0; c < channels(); c++) {
      if (c > 0 && !isRgb()) {
        pixels = stack.getProcessor(stackIndex(index) + c);
      }
      plane.setPlane(c, new FloatArray((float[]) pixels.toFloat(c, null).getPixels()));
    }
    return plane;
  }

  /**
   * The index of the plane some slices above (less than 0) or below, in the same frame; beyond the
   * first or last slice, of that.
   */
  public int neighbour(int index, int slices) {
    int slice = Math.max(1, Math.min(image.getNSlices(), slice(index) + slices));
    return index + slice - slice(index);
  }

  /** The slice (z) of a plane, from 1. */
  public int slice(int index) {
    return index % image.getNSlices() + 1;
  }

  /** The frame (t) of a plane, from 1. */
  public int frame(int index) {
    return index / image.getNSlices() + 1;
  }

  /** Where the plane's first channel is in the image's stack, from 1. */
  public int stackIndex(int index) {
    return index * image.getNChannels() + 1;
  }

  /** The slice label of the plane's first channel, null where there is none. */
  String label(int index) {
    return image.getStack().getSliceLabel(stackIndex(index));
  }

  /** The plane's pixels in the first channel, as ImageJ measures them. */
  ImageProcessor processor(int index) {
    return image.getStack().getProcessor(stackIndex(index));
  }

  /** Binds a roi to a plane: to all its channels, and to nothing where there is one plane only. */
  void position(Roi roi, int index) {
    if (count() == 1) {
      roi.setPosition(0);
    } else if (image.isHyperStack() || image.getNChannels() > 1) {
      roi.setPosition(0, slice(index), frame(index));
    } else {
      roi.setPosition(stackIndex(index));
    }
  }

  /** Whether ImageJ shows a roi on a plane: without a position it shows it on every one. */
  boolean shows(Roi roi, int index) {
    if (roi.hasHyperStackPosition()) {
      return (roi.getZPosition() == 0 || roi.getZPosition() == slice(index))
          && (roi.getTPosition() == 0 || roi.getTPosition() == frame(index));
    }
    return roi.getPosition() <= 0 || (roi.getPosition() - 1) / image.getNChannels() == index;
  }

  /**
   * An image with the slices, frames and scale of this one. The calibration function is left out:
   * it belongs to the grey values.
   */
  ImagePlus result(String kind, ImageStack stack, int channels) {
    ImagePlus result = new ImagePlus(image.getTitle() + " " + kind, stack);
    result.setDimensions(channels, image.getNSlices(), image.getNFrames());
    result.setOpenAsHyperStack(result.getNDimensions() > 3 || channels > 1);
    Calibration calibration = image.getCalibration().copy();
    calibration.setFunction(Calibration.NONE, null, null);
    result.setCalibration(calibration);
    return result;
  }

  private boolean isRgb() {
    return image.getType() == ImagePlus.COLOR_RGB;
  }
}
