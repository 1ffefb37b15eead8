package sc.fiji.unet.training;

import ai.djl.training.tracker.Tracker;

/**
 * Linear warm-up, then decay along a cosine to zero, over the budget that {@link #spend} follows.
 */
final class LearningRate implements Tracker {

  private static final double HIGHEST = 2e-3;
  private static final double WARM_UP = 0.05;

  private double spent;

  /**
   * @param share of the budget that is spent, 0 to 1
   */
  void spend(double share) {
    spent = Math.min(1, share);
  }

  @Override
  public float getNewValue(int update) {
    return (float)
        (spent < WARM_UP
            ? HIGHEST * (0.01 + 0.99 * spent / WARM_UP)
            : HIGHEST * 0.5 * (1 + Math.cos(Math.PI * (spent - WARM_UP) / (1 - WARM_UP))));
  }
}
