package sc.fiji.unet.training;

/** Linear warm-up, then decay along a cosine to zero, over a budget of time or steps. */
final class LearningRate {

  private static final double HIGHEST = 2e-3;
  private static final double WARM_UP = 0.05;

  private LearningRate() {}

  /**
   * @param spent share of the budget that is spent, from 0; 1 and more is its end
   */
  static double at(double spent) {
    return spent < WARM_UP
        ? HIGHEST * (0.01 + 0.99 * spent / WARM_UP)
        : HIGHEST * 0.5 * (1 + Math.cos(Math.PI * (Math.min(1, spent) - WARM_UP) / (1 - WARM_UP)));
  }
}
