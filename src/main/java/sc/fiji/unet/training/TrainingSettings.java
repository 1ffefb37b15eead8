package sc.fiji.unet.training;

import sc.fiji.unet.network.Architecture;

/**
 * How to train.
 *
 * @param architecture of the network
 * @param minutes time for training and validation; not used where iterations are given
 * @param iterations number of steps, or 0 to train for the time. Only steps make a run repeatable:
 *     the learning rate follows the share of the budget that is spent
 * @param seed of weights and patches
 */
public record TrainingSettings(
    Architecture architecture, double minutes, int iterations, long seed) {

  public TrainingSettings {
    if (iterations < 0)
      throw new IllegalArgumentException(
          "iterations=" + iterations + " is negative; allowed are 0 (use minutes) and more.");
    if (iterations == 0 && !(minutes > 0))
      throw new IllegalArgumentException(
          "minutes=" + minutes + " leaves no time to train; give more than 0.");
  }
}
