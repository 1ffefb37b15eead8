package sc.fiji.unet.training;

import sc.fiji.unet.progress.UserException;

/**
 * How long to train.
 *
 * @param minutes time for training and validation; not used where iterations are given
 * @param iterations number of steps, or 0 to train for the time. Only steps make a run repeatable:
 *     the learning rate follows the share of the budget that is spent
 */
public record Budget(double minutes, int iterations) {

  /**
   * @throws UserException if it leaves no time to train
   */
  public Budget {
    if (iterations < 0)
      throw new UserException(
          "The number of iterations is "
              + iterations
              + "; allowed are 0 (train for some minutes) and more.");
    if (iterations == 0 && !(minutes > 0))
      throw new UserException(
          "A training of " + minutes + " minutes is none; give it more than 0.");
  }

  /**
   * The share that is spent; 1 and more is the end.
   *
   * @param step steps taken
   * @param nanoseconds time taken
   */
  double spent(int step, long nanoseconds) {
    return iterations > 0 ? (double) step / iterations : nanoseconds / 6e10 / minutes;
  }
}
