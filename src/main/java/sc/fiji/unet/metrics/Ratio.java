package sc.fiji.unet.metrics;

/** The one rule for empty cases: a share of nothing is 1, as nothing was missed or invented. */
final class Ratio {

  private Ratio() {}

  static double of(double part, double whole) {
    return whole == 0 ? 1 : part / whole;
  }
}
