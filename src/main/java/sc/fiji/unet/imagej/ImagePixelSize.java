package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.measure.Calibration;
import sc.fiji.unet.model.PixelSize;

/**
 * What an image tells of its pixel size.
 *
 * @param title of the image
 * @param calibration as the image gives it, for people: "1.0 pixel x 1.0 pixel"
 * @param size null if the image has none in a unit of length, see {@link Micrometers#ofPixel}
 */
public record ImagePixelSize(String title, String calibration, PixelSize size) {

  /** That of an image. */
  public static ImagePixelSize of(ImagePlus image) {
    Calibration calibration = image.getCalibration();
    return new ImagePixelSize(
        image.getTitle(),
        String.format(
            "%s %s x %s %s",
            calibration.pixelWidth,
            calibration.getXUnit(),
            calibration.pixelHeight,
            calibration.getYUnit()),
        Micrometers.ofPixel(calibration)
            .map(pixel -> new PixelSize(pixel.width(), pixel.height()))
            .orElse(null));
  }
}
