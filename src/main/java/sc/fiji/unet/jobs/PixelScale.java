package sc.fiji.unet.jobs;

import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * The size that the planes of an image must have for a model to see the specimen as it was trained.
 *
 * @param plane (x, y) of this size, beginning at 0
 * @param resampled whether it is another one than the image's own, which it is not where the
 *     model's pixel size or the image's is not known, or both are the same within 5 %
 * @param remark one sentence for the log, where the model knows its pixel size and the image does
 *     not
 */
record PixelScale(Interval plane, boolean resampled, Optional<String> remark) {

  // Pixels per pixel of the image; beyond, a calibration is wrong, or all detail is gone or made
  // up.
  private static final double SMALLEST_FACTOR = 1.0 / 4096;
  private static final double LARGEST_FACTOR = 16;

  /**
   * That of an image: by the diameter that the settings tell, the pixel sizes, or what is found in
   * it.
   *
   * @throws UserException as below, or if the model does not know how large its objects are
   */
  static PixelScale of(
      OpenModel model, SegmentationSettings settings, Source image, Progress progress) {
    ModelDescription description = model.description();
    Magnification magnification = description.magnification();
    if (settings.diameter().isPresent()) {
      if (magnification.diameter() == 0)
        throw new UserException(
            "The model '"
                + description.name()
                + "' does not know how large its objects are: leave the diameter empty.");
      return magnified(image, magnification.diameter() / settings.diameter().get());
    }
    if (!magnification.measured()) return of(description, image, magnification.factor());
    PredictImage network = new PredictImage(model, settings.testTimeAugmentation(false));
    SizeMeasurement size = new SizeMeasurement(description, part -> network.run(part, progress));
    double factor = size.factor(image);
    progress.note(size.summary());
    return of(description, image, factor);
  }

  /**
   * That of an image.
   *
   * @param factor pixels of the model per pixel of the image, where not both tell their size
   * @throws UserException if it has more than 16 times as many pixels as the image, or less than a
   *     4096th of them
   */
  static PixelScale of(ModelDescription model, Source image, double factor) {
    Optional<PixelSize> wanted = model.input().pixelSize();
    Optional<PixelSize> given = image.pixelSize();
    if (wanted.isPresent() && given.isPresent())
      return given.get().isNear(wanted.get())
          ? new PixelScale(image.interval(), false, Optional.empty())
          : resampled(image, given.get(), model.name(), wanted.get());
    Optional<String> remark =
        wanted.map(
            size ->
                remark(
                    image,
                    model.name(),
                    new PixelSize(size.width() * factor, size.height() * factor)));
    return magnified(image, factor, remark);
  }

  /**
   * An image that is to be seen at another size, whatever it and the model tell.
   *
   * @throws UserException as {@link #of} does
   */
  static PixelScale magnified(Source image, double factor) {
    return magnified(image, factor, Optional.empty());
  }

  /** The nearest factor that is allowed. */
  static double clamped(double factor) {
    return Math.max(Math.sqrt(SMALLEST_FACTOR), Math.min(Math.sqrt(LARGEST_FACTOR), factor));
  }

  private static PixelScale magnified(Source image, double factor, Optional<String> remark) {
    Interval plane = scaled(image, factor, factor);
    if (factor != clamped(factor))
      throw new UserException(
          String.format(
              "The model would see the image '%s' at %.3g times its size, with %d x %d pixels;"
                  + " allowed are 1/64 to 4 times: check the diameter of the objects.",
              image.name(), factor, plane.dimension(0), plane.dimension(1)));
    return new PixelScale(plane, !Intervals.equals(plane, image.interval()), remark);
  }

  private static Interval scaled(Source image, double scaleX, double scaleY) {
    double width = Math.max(1, Math.rint(scaleX * image.interval().dimension(0)));
    double height = Math.max(1, Math.rint(scaleY * image.interval().dimension(1)));
    return new FinalInterval((long) width, (long) height);
  }

  private static PixelScale resampled(
      Source image, PixelSize given, String model, PixelSize wanted) {
    double scaleX = given.width() / wanted.width();
    double scaleY = given.height() / wanted.height();
    double area = scaleX * scaleY;
    Interval plane = scaled(image, scaleX, scaleY);
    if (area > LARGEST_FACTOR || area < SMALLEST_FACTOR)
      throw new UserException(
          String.format(
              "The image '%s' has %d x %d pixels of %s; at the %s of the model '%s' they would be"
                  + " %d x %d, which is too far from it: check the unit and the pixel size in"
                  + " Image > Properties..., or choose another model.",
              image.name(),
              image.interval().dimension(0),
              image.interval().dimension(1),
              given,
              wanted,
              model,
              plane.dimension(0),
              plane.dimension(1)));
    return new PixelScale(plane, true, Optional.empty());
  }

  private static String remark(Source image, String model, PixelSize wanted) {
    return String.format(
        "The pixel size of the image '%s' is not known (%s): it is taken for that of the images the"
            + " model '%s' was trained on, %s; set it with Image > Properties....",
        image.name(), image.calibration(), model, wanted);
  }
}
