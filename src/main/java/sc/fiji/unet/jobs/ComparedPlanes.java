package sc.fiji.unet.jobs;

import java.util.Arrays;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.progress.UserException;

/**
 * The planes of a prediction and of its ground truth: of one channel, as many in both, and as
 * large.
 */
record ComparedPlanes(Planes predicted, Planes expected) {

  /** Those of an image, each read when it is asked for. */
  record Planes(Source image) {

    /** Axis order (x, y). */
    RandomAccessibleInterval<FloatType> plane(int index) {
      return Channels.apart(image.item(index)).get(0);
    }
  }

  /**
   * @throws UserException if one of both has several channels, or they differ in number of planes
   *     or size
   */
  static ComparedPlanes of(Source prediction, Source truth) {
    if (prediction.items() != truth.items())
      throw new UserException(
          String.format(
              "The prediction '%s' has %d planes and its ground truth '%s' %d; both must have as many.",
              prediction.name(), prediction.items(), truth.name(), truth.items()));
    if (prediction.slices() > 1 && truth.slices() > 1 && prediction.slices() != truth.slices())
      throw new UserException(
          String.format(
              "The prediction '%s' has %d slices a frame and its ground truth '%s' %d; both must have as"
                  + " many.",
              prediction.name(), prediction.slices(), truth.name(), truth.slices()));
    long[] size = prediction.interval().dimensionsAsLongArray();
    long[] wanted = truth.interval().dimensionsAsLongArray();
    if (!Arrays.equals(size, wanted))
      throw new UserException(
          String.format(
              "The prediction '%s' is %d x %d pixels and its ground truth '%s' %d x %d; both must have"
                  + " the same size.",
              prediction.name(), size[0], size[1], truth.name(), wanted[0], wanted[1]));
    return new ComparedPlanes(planes(prediction), planes(truth));
  }

  private static Planes planes(Source image) {
    if (image.channels() > 1)
      throw new UserException(
          "'"
              + image.name()
              + "' has "
              + image.channels()
              + " channels; choose one (Image > Duplicate...).");
    return new Planes(image);
  }
}
