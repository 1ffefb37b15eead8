package sc.fiji.unet.model;

import java.math.BigDecimal;
import java.math.MathContext;

/**
 * What a pixel covers of the specimen.
 *
 * @param width in micrometres, above 0
 * @param height in micrometres, above 0
 */
public record PixelSize(double width, double height) {

  private static final double TOLERANCE = 1.05;

  public PixelSize {
    if (!(width > 0 && height > 0 && Double.isFinite(width) && Double.isFinite(height)))
      throw new IllegalArgumentException(
          "A pixel is " + width + " x " + height + " µm; allowed are finite numbers above 0.");
  }

  /** Whether neither widths nor heights differ by more than 5 %. */
  public boolean isNear(PixelSize other) {
    return isNear(width, other.width) && isNear(height, other.height);
  }

  private static boolean isNear(double a, double b) {
    return Math.max(a, b) <= TOLERANCE * Math.min(a, b);
  }

  /** For people, four digits of each: "0.65 x 0.65 µm". */
  @Override
  public String toString() {
    return digits(width) + " x " + digits(height) + " µm";
  }

  private static String digits(double length) {
    return BigDecimal.valueOf(length)
        .round(new MathContext(4))
        .stripTrailingZeros()
        .toPlainString();
  }
}
