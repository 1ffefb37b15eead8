package sc.fiji.unet.bioimageio;

/**
 * How near to its test output a model must come. A number is mismatched if |number - expected| >
 * absolute + relative * |expected|.
 *
 * @param relative to the expected number
 * @param absolute in the output's unit
 * @param mismatchedPerMillion how many numbers may be mismatched
 */
public record Tolerance(double relative, double absolute, double mismatchedPerMillion) {

  /**
   * That of a description which gives none: defaults of {@code ReproducibilityTolerance} in
   * bioimageio.spec 0.5.5.
   */
  static final Tolerance STANDARD = new Tolerance(1e-3, 1e-4, 100);

  /** No package can waive its test: the format's own limits, and one for the absolute. */
  public Tolerance {
    relative = Math.min(relative, 1e-2);
    absolute = Math.min(absolute, 1e-2);
    mismatchedPerMillion = Math.min(mismatchedPerMillion, 1000);
  }

  public boolean matches(double number, double expected) {
    return Math.abs(number - expected) <= absolute + relative * Math.abs(expected);
  }
}
