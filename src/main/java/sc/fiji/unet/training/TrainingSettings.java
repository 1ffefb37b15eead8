package sc.fiji.unet.training;

import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.targets.Sample;

/**
 * How to train.
 *
 * @param architecture of the network
 * @param minutes time for training and validation; not used where iterations are given
 * @param iterations number of steps, or 0 to train for the time. Only steps make a run repeatable:
 *     the learning rate follows the share of the budget that is spent
 * @param seed of weights and patches
 * @param backgroundWeight what a background pixel counts in the loss, where an object's counts 1:
 *     more than 1 keeps close objects apart
 * @param context slices above and below that are shown to the network with each slice; samples hold
 *     their channels, see {@link Sample}
 * @param precision of the network's computation; its weights have 32 bit in each
 * @param start weights to begin with, as {@link sc.fiji.unet.runtime.TrainedModel#weights} gives
 *     them; null for random ones
 */
public record TrainingSettings(
    Architecture architecture,
    double minutes,
    int iterations,
    long seed,
    double backgroundWeight,
    int context,
    Precision precision,
    byte[] start) {

  /** Random weights to begin with, all pixels count the same, each slice is seen alone. */
  public TrainingSettings(Architecture architecture, double minutes, int iterations, long seed) {
    this(architecture, minutes, iterations, seed, 1, 0, Precision.FP32, null);
  }

  public TrainingSettings {
    if (iterations < 0)
      throw new IllegalArgumentException(
          "iterations=" + iterations + " is negative; allowed are 0 (use minutes) and more.");
    if (iterations == 0 && !(minutes > 0))
      throw new IllegalArgumentException(
          "minutes=" + minutes + " leaves no time to train; give more than 0.");
  }
}
