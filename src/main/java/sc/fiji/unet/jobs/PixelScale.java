package sc.fiji.unet.jobs;

import ij.ImagePlus;
import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import sc.fiji.unet.imagej.ImagePixelSize;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;

/**
 * The size that the planes of an image must have for a model to see the specimen as it was trained.
 *
 * @param width in pixels
 * @param height in pixels
 * @param resampled whether it is another one than the image's own, which it is not where the
 *     model's pixel size or the image's is not known, or both are the same within 5 %
 * @param remark one sentence for the log, where the model knows its pixel size and the image does
 *     not
 */
public record PixelScale(long width, long height, boolean resampled, Optional<String> remark) {

  // Pixels per pixel of the image; beyond, a calibration is wrong, or all detail is gone or made
  // up.
  private static final double SMALLEST_FACTOR = 1.0 / 4096;
  private static final double LARGEST_FACTOR = 16;

  /**
   * That of an image.
   *
   * @throws IllegalArgumentException if it has more than 16 times as many pixels as the image, less
   *     than a 4096th of them, or more than 2^31 - 1
   */
  public static PixelScale of(ModelDescription model, ImagePlus image) {
    PixelSize wanted = model.input().pixelSize();
    ImagePixelSize pixels = ImagePixelSize.of(image);
    PixelSize given = pixels.size();
    if (wanted != null && given != null && !given.isNear(wanted))
      return resampled(image, given, model.name(), wanted);
    Optional<String> remark =
        wanted != null && given == null
            ? Optional.of(remark(pixels, model.name(), wanted))
            : Optional.empty();
    return new PixelScale(image.getWidth(), image.getHeight(), false, remark);
  }

  /** A plane (x, y) of this size, beginning at 0. */
  public Interval plane() {
    return new FinalInterval(width, height);
  }

  private static PixelScale resampled(
      ImagePlus image, PixelSize given, String model, PixelSize wanted) {
    double scaleX = given.width() / wanted.width();
    double scaleY = given.height() / wanted.height();
    double factor = scaleX * scaleY;
    double width = Math.max(1, Math.rint(scaleX * image.getWidth()));
    double height = Math.max(1, Math.rint(scaleY * image.getHeight()));
    if (factor > LARGEST_FACTOR || factor < SMALLEST_FACTOR || width * height > Integer.MAX_VALUE)
      throw new IllegalArgumentException(
          String.format(
              "The image '%s' has %d x %d pixels of %s; at the %s of the model '%s' they would be"
                  + " %.0f x %.0f, which is too far from it: check the unit and the pixel size in"
                  + " Image > Properties..., or choose another model.",
              image.getTitle(),
              image.getWidth(),
              image.getHeight(),
              given,
              wanted,
              model,
              width,
              height));
    return new PixelScale((long) width, (long) height, true, Optional.empty());
  }

  private static String remark(ImagePixelSize image, String model, PixelSize wanted) {
    return String.format(
        "The pixel size of the image '%s' is not known (%s): it is segmented at its own size, though"
            + " the model '%s' was trained at %s a pixel; set it with Image > Properties....",
        image.title(), image.calibration(), model, wanted);
  }
}
