package sc.fiji.unet.training;

import java.util.Optional;
import sc.fiji.unet.progress.UserException;

/**
 * Keeps the last network whose error in validation is about the lowest: between networks that do
 * equally well on a few images, the one that has learned more, at a lower rate, does better on
 * others.
 */
final class BestNetwork {

  /** Of the lowest error. */
  private static final double ABOUT = 0.03;

  private double lowest = Double.POSITIVE_INFINITY;
  private byte[] weights;
  private int iteration;
  private Validation validation =
      new Validation(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  BestNetwork() {}

  /** Goes on from a checkpoint. */
  BestNetwork(Checkpoint after) {
    lowest = after.lowest();
    after
        .best()
        .ifPresent(
            network -> {
              weights = network.weights();
              iteration = network.bestIteration();
              validation = network.validation();
            });
  }

  interface Archive {
    byte[] make();
  }

  /**
   * @param archive makes the weights, only if they are kept
   */
  void offer(int iteration, Validation now, Archive archive) {
    // Not the loss: it rises again where a network that errs less is too sure of itself.
    if (!Double.isFinite(now.loss()) || now.error() > (1 + ABOUT) * lowest) return;
    lowest = Math.min(lowest, now.error());
    validation = now;
    this.iteration = iteration;
    weights = archive.make();
  }

  /** The lowest so far; infinite before the first. */
  double error() {
    return lowest;
  }

  /** What is kept so far. */
  Optional<TrainedNetwork> kept(int iterations, double seconds) {
    return weights == null ? Optional.empty() : Optional.of(after(iterations, seconds));
  }

  /**
   * @throws UserException if there never was one
   */
  TrainedNetwork after(int iterations, double seconds) {
    if (weights == null)
      throw new UserException("The training diverged: the loss is no number any more.");
    return new TrainedNetwork(weights, iterations, iteration, validation, seconds);
  }
}
