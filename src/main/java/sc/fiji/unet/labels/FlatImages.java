package sc.fiji.unet.labels;

import java.util.Arrays;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import sc.fiji.unet.progress.UserException;

/** What the algorithms that work on flat arrays ask of their images. */
final class FlatImages {

  private FlatImages() {}

  static void requireSameSize(Interval image, Interval labels) {
    if (!Intervals.equalDimensions(image, labels))
      throw new IllegalArgumentException(
          "The label image has "
              + Arrays.toString(labels.dimensionsAsLongArray())
              + " pixels and the image "
              + Arrays.toString(image.dimensionsAsLongArray())
              + "; both must have the same size.");
  }

  /** Number of pixels of an image, or of a slice of it, that is held as one array. */
  static int size(Interval image) {
    long size = Intervals.numElements(image);
    if (size > Integer.MAX_VALUE)
      throw new UserException(
          "The image has " + size + " pixels; at most " + Integer.MAX_VALUE + " can be labelled.");
    return (int) size;
  }
}
