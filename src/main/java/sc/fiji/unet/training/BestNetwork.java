package sc.fiji.unet.training;

import sc.fiji.unet.progress.UserException;

/** Keeps the network with the lowest error in validation, the last of several. */
final class BestNetwork {

  private byte[] weights;
  private int iteration;
  private Validation validation =
      new Validation(Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY);

  interface Archive {
    byte[] make();
  }

  /**
   * @param archive makes the weights, only if they are kept
   */
  void offer(int iteration, Validation now, Archive archive) {
    // Not the loss: it rises again where a network that errs less is too sure of itself.
    if (!Double.isFinite(now.loss()) || now.error() > validation.error()) return;
    validation = now;
    this.iteration = iteration;
    weights = archive.make();
  }

  /** The lowest so far; infinite before the first. */
  double error() {
    return validation.error();
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
