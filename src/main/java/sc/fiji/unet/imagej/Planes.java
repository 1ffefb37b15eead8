package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.process.ImageProcessor;
import ij.process.LUT;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.array.ByteArray;
import net.imglib2.img.basictypeaccess.array.FloatArray;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Cast;
import net.imglib2.util.Intervals;
import sc.fiji.unet.images.WeakCells;

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

  /** A plane (x, y), beginning at 0. */
  public Interval plane() {
    return new FinalInterval(image.getWidth(), image.getHeight());
  }

  /** Channels of each plane: those of the hyperstack, or red, green and blue of colours. */
  int channelCount(PixelValues values) {
    return isColoured(values) ? 3 : image.getNChannels();
  }

  /** Whether the channels are red, green and blue in one. */
  boolean isColoured(PixelValues values) {
    return image.getType() == ImagePlus.COLOR_RGB || values.areColours();
  }

  /**
   * The channels of one plane, each (x, y), beginning at 0. They share the image's pixels and
   * convert each when it is read: only read them. A virtual stack reads the plane's slices in this
   * call and they are held as long as the channels.
   *
   * @param index 0 to {@link #count()} - 1
   * @param values what the stored numbers mean
   */
  List<RandomAccessibleInterval<FloatType>> channels(int index, PixelValues values) {
    ImageStack stack = image.getStack();
    int first = stackIndex(index);
    if (isColoured(values)) return redGreenBlue(colours(index));
    return IntStream.range(0, image.getNChannels())
        .mapToObj(c -> channel(c, stack.getPixels(first + c), values))
        .toList();
  }

  /** Of an RGB image, or one with a palette. */
  private int[] colours(int index) {
    ImageStack stack = image.getStack();
    int first = stackIndex(index);
    if (image.getType() == ImagePlus.COLOR_RGB) return (int[]) stack.getPixels(first);
    LUT palette = image.getLuts()[0];
    byte[] indices = (byte[]) stack.getPixels(first);
    int[] colours = new int[indices.length];
    for (int i = 0; i < colours.length; i++) colours[i] = palette.getRGB(indices[i] & 0xff);
    return colours;
  }

  /**
   * The mean of the red, green and blue of one plane, (x, y), beginning at 0; read as {@link
   * #channels} are.
   *
   * @param index 0 to {@link #count()} - 1, of an image of colours
   */
  RandomAccessibleInterval<FloatType> grey(int index) {
    int[] pixels = colours(index);
    return WeakCells.image(
        new FloatType(),
        rows -> {
          float[] mean = new float[(int) Intervals.numElements(rows)];
          int first = (int) rows.min(1) * image.getWidth();
          for (int i = 0; i < mean.length; i++) {
            int rgb = pixels[first + i];
            mean[i] = ((rgb >> 16 & 0xff) + (rgb >> 8 & 0xff) + (rgb & 0xff)) / 3f;
          }
          return new FloatArray(mean);
        },
        image.getWidth(),
        image.getHeight());
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

  /** The slice label of each plane's first channel, null where there is none. */
  String[] labels() {
    ImageStack stack = image.getStack();
    return IntStream.range(0, count())
        .mapToObj(index -> stack.getSliceLabel(stackIndex(index)))
        .toArray(String[]::new);
  }

  /** Channels that ImageJ measures: an RGB image counts as one, its brightness. */
  int measuredChannels() {
    return image.getNChannels();
  }

  /**
   * The plane's pixels in a channel, as ImageJ measures them.
   *
   * @param channel from 0
   */
  ImageProcessor processor(int index, int channel) {
    return image.getStack().getProcessor(stackIndex(index) + channel);
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
  ImagePlus result(ResultImages.Kind kind, ImageStack stack, int channels) {
    String title = image.getTitle() + " " + kind.name().toLowerCase(Locale.ROOT);
    ImagePlus result = new ImagePlus(title, stack);
    result.setDimensions(channels, image.getNSlices(), image.getNFrames());
    result.setOpenAsHyperStack(result.getNDimensions() > 3 || channels > 1);
    Calibration calibration = image.getCalibration().copy();
    calibration.setFunction(Calibration.NONE, null, null);
    result.setCalibration(calibration);
    ResultImages.mark(result, image, kind);
    return result;
  }

  private RandomAccessibleInterval<FloatType> channel(
      int channel, Object pixels, PixelValues values) {
    RandomAccessibleInterval<? extends RealType<?>> stored = stored(pixels);
    if (!values.areStored(channel))
      return Converters.convert(
          stored, (in, out) -> out.set(values.of(channel, in.getRealDouble())), new FloatType());
    return stored.getType() instanceof FloatType ? Cast.unchecked(stored) : floats(stored);
  }

  private RandomAccessibleInterval<? extends RealType<?>> stored(Object pixels) {
    int width = image.getWidth();
    int height = image.getHeight();
    if (pixels instanceof byte[] bytes) return ArrayImgs.unsignedBytes(bytes, width, height);
    if (pixels instanceof short[] shorts) return ArrayImgs.unsignedShorts(shorts, width, height);
    return ArrayImgs.floats((float[]) pixels, width, height);
  }

  private static RandomAccessibleInterval<FloatType> floats(
      RandomAccessibleInterval<? extends RealType<?>> pixels) {
    return RealTypeConverters.convert(pixels, new FloatType());
  }

  private List<RandomAccessibleInterval<FloatType>> redGreenBlue(int[] pixels) {
    return IntStream.of(16, 8, 0).mapToObj(shift -> floats(bits(pixels, shift))).toList();
  }

  private RandomAccessibleInterval<UnsignedByteType> bits(int[] pixels, int shift) {
    return WeakCells.image(
        new UnsignedByteType(),
        rows -> {
          byte[] channel = new byte[(int) Intervals.numElements(rows)];
          int first = (int) rows.min(1) * image.getWidth();
          for (int i = 0; i < channel.length; i++) channel[i] = (byte) (pixels[first + i] >> shift);
          return new ByteArray(channel);
        },
        image.getWidth(),
        image.getHeight());
  }
}
