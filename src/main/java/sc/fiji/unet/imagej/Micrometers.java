package sc.fiji.unet.imagej;

import ij.measure.Calibration;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.unet.model.PixelSize;

/** Lengths in micrometres. */
final class Micrometers {

  private Micrometers() {}

  /**
   * What a pixel covers, from the calibration of an image.
   *
   * @return empty unless both axes have the unit nm, µm, mm or Å in one of its spellings and a
   *     finite size above 0. Inches and centimetres do not count: ImageJ takes them from the print
   *     resolution that scanners, cameras and drawing programs write into files
   */
  static Optional<PixelSize> ofPixel(Calibration calibration) {
    double width = calibration.pixelWidth * of(calibration.getXUnit());
    double height = calibration.pixelHeight * of(calibration.getYUnit());
    return isLength(width) && isLength(height)
        ? Optional.of(new PixelSize(width, height))
        : Optional.empty();
  }

  /** NaN for what is no known unit. */
  private static double of(String unit) {
    if (unit == null) return Double.NaN;
    return switch (unit.strip().toLowerCase(Locale.ROOT).replaceFirst("met(er|re)s?$", "m")) {
      case "å", "angstrom", "angstroms" -> 1e-4;
      case "nm", "nanom" -> 1e-3;
      // The micro sign, the Greek letter, and what stands for them.
      case "\u00B5m", "\u03BCm", "um", "microm", "micron", "microns" -> 1;
      case "mm", "millim" -> 1e3;
      default -> Double.NaN;
    };
  }

  private static boolean isLength(double length) {
    return length > 0 && Double.isFinite(length);
  }
}
