package sc.fiji.unet.training;

import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.runtime.Compute;

/**
 * How to train.
 *
 * @param architecture of the network
 * @param budget how long
 * @param seed of weights and patches
 * @param backgroundWeight what a background pixel counts in the loss, where an object's counts 1:
 *     more than 1 keeps close objects apart
 * @param context slices above and below that the network sees with each slice; images hold their
 *     channels
 * @param half whether the weights of the result are stored in 16 bit
 * @param compute where and in which precision; the weights have 32 bit in each
 */
public record TrainingSettings(
    Architecture architecture,
    Budget budget,
    long seed,
    double backgroundWeight,
    int context,
    boolean half,
    Compute compute) {

  /** Tells it from other trainings, wherever it goes on. */
  String fingerprint() {
    Compute anywhere = Compute.onCpu(compute.precision());
    return new TrainingSettings(
            architecture, budget, seed, backgroundWeight, context, half, anywhere)
        .toString();
  }
}
