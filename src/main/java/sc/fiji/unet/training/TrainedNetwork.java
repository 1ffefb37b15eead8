package sc.fiji.unet.training;

/** The best network of a training. */
public final class TrainedNetwork {

  private final byte[] weights;
  private final int iterations;
  private final int bestIteration;
  private final Validation validation;
  private final double seconds;

  TrainedNetwork(
      byte[] weights, int iterations, int bestIteration, Validation validation, double seconds) {
    this.weights = weights;
    this.iterations = iterations;
    this.bestIteration = bestIteration;
    this.validation = validation;
    this.seconds = seconds;
  }

  /** As {@link sc.fiji.unet.network.TorchScript#archive} gives them. */
  public byte[] weights() {
    return weights;
  }

  /** Steps taken in all. */
  public int iterations() {
    return iterations;
  }

  /** Step after which the error of the validation was lowest. */
  public int bestIteration() {
    return bestIteration;
  }

  /** What it was then. */
  public Validation validation() {
    return validation;
  }

  /** Time taken. */
  public double seconds() {
    return seconds;
  }
}
