package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import java.util.OptionalDouble;
import java.util.stream.IntStream;

/**
 * The columns of a table of measurements.
 *
 * @param unit of lengths, in letters that a macro can type
 * @param channels that are measured
 */
record Headings(String unit, int channels) {

  private static final int SIGNIFICANT_DIGITS = 4;
  private static final int MOST_DECIMALS = 9;

  static Headings of(ImagePlus image, int channels) {
    Calibration calibration = image.getCalibration();
    String unit = calibration.scaled() ? calibration.getUnit() : "pixel";
    String typed = unit.replace('µ', 'u').replace('μ', 'u');
    return new Headings(typed.matches("(?i)micron.*|micromet.*") ? "um" : typed, channels);
  }

  /** "Feret (um)", "Area (um^2)", "Volume (um^3)". */
  String of(String quantity, int power) {
    return quantity + " (" + unit + (power == 1 ? "" : "^" + power) + ")";
  }

  /** "Mean", or "Mean C2" where there are several channels. */
  String ofChannel(String quantity, int channel) {
    return channels == 1 ? quantity : quantity + " C" + (channel + 1);
  }

  /**
   * Shows all numbers with four significant digits at least, in the window as in files.
   *
   * @param firstRow columns that are empty from here on are left as they are
   */
  static void showDigits(ResultsTable table, int firstRow) {
    for (int column = 0; column <= table.getLastColumn(); column++) {
      int c = column;
      if (!table.columnExists(column)
          || IntStream.range(firstRow, table.size())
              .allMatch(row -> Double.isNaN(table.getValueAsDouble(c, row)))) continue;
      OptionalDouble smallest =
          IntStream.range(0, table.size())
              .mapToDouble(row -> Math.abs(table.getValueAsDouble(c, row)))
              .filter(value -> value > 0 && value != Math.rint(value))
              .min();
      table.setDecimalPlaces(column, smallest.isPresent() ? decimals(smallest.getAsDouble()) : 0);
    }
  }

  private static int decimals(double smallest) {
    int decimals = SIGNIFICANT_DIGITS - 1 - (int) Math.floor(Math.log10(smallest));
    // ImageJ shows as many digits and an exponent for negative numbers.
    return decimals > MOST_DECIMALS ? -(SIGNIFICANT_DIGITS - 1) : Math.max(0, decimals);
  }
}
