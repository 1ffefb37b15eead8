package sc.fiji.unet.model;

import java.util.Locale;

/** Units of length by their names, in upper or lower case, in files and in ImageJ. */
public final class LengthUnit {

  private static final double MILLIMETER = 1e3;

  private LengthUnit() {}

  /**
   * @param unit a sign or a word, may be null
   * @return in micrometres; NaN for what is no known unit
   */
  public static double micrometers(String unit) {
    if (unit == null) return Double.NaN;
    return switch (unit.strip().toLowerCase(Locale.ROOT).replaceFirst("met(er|re)s?$", "m")) {
      case "pm", "picom" -> 1e-6;
      case "\u00E5", "angstrom", "angstroms" -> 1e-4;
      case "nm", "nanom" -> 1e-3;
      // The micro sign, the Greek letter, and what stands for them.
      case "\u00B5m", "\u03BCm", "um", "microm", "micron", "microns" -> 1;
      case "mm", "millim" -> MILLIMETER;
      case "cm", "centim" -> 1e4;
      case "dm", "decim" -> 1e5;
      case "m" -> 1e6;
      case "in", "inch", "inches" -> 25400;
      default -> Double.NaN;
    };
  }

  /**
   * The same of what ImageJ says, where millimetres are the largest: it takes inches and
   * centimetres from the print resolution that scanners, cameras and drawing programs write into
   * files.
   */
  public static double ofImageJ(String unit) {
    double micrometers = micrometers(unit);
    return micrometers <= MILLIMETER ? micrometers : Double.NaN;
  }
}
