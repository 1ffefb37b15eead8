package sc.fiji.unet.imagej;

import ij.measure.Calibration;
import java.util.Optional;
import sc.fiji.unet.model.LengthUnit;
import sc.fiji.unet.model.PixelSize;

/** Lengths in micrometres. */
final class Micrometers {

  private Micrometers() {}

  /**
   * What a pixel covers, from the calibration of an image.
   *
   * @return empty unless both axes have one of {@link LengthUnit#ofImageJ} and a finite size above
   *     0
   */
  static Optional<PixelSize> ofPixel(Calibration calibration) {
    double width = calibration.pixelWidth * LengthUnit.ofImageJ(calibration.getXUnit());
    double height = calibration.pixelHeight * LengthUnit.ofImageJ(calibration.getYUnit());
    return isLength(width) && isLength(height)
        ? Optional.of(new PixelSize(width, height))
        : Optional.empty();
  }

  private static boolean isLength(double length) {
    return length > 0 && Double.isFinite(length);
  }
}
