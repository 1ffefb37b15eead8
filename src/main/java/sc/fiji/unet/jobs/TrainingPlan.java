package sc.fiji.unet.jobs;

import java.util.Optional;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.training.Budget;

/**
 * How a model is trained. Begin with {@link #of} and change what you like.
 *
 * @param name of the model
 * @param about what its package tells of it
 * @param budget how long
 * @param network its size; that of the model to begin with, if there is one
 * @param from name or file of a model to begin with instead of random weights
 * @param seed of weights and patches
 * @param backgroundWeight what a background pixel counts in the loss, where an object's counts 1:
 *     more than 1 keeps close objects apart
 * @param precision of the computation; the weights have 32 bit in each
 * @param objects what is learned of an annotation with one class
 */
public record TrainingPlan(
    String name,
    About about,
    Budget budget,
    NetworkSize network,
    Optional<String> from,
    long seed,
    double backgroundWeight,
    Precision precision,
    Aim objects) {

  /** What is learned of an annotation. */
  public enum Aim {
    /**
     * What the annotation looks like: separate objects if it is a label image, which go through the
     * slices if their labels do; else, and with several classes, regions.
     */
    AUTOMATIC,
    /** Objects that touch come apart, in each slice for itself. */
    SEPARATE,
    /** Objects that touch come apart, and go on through the slices of a stack. */
    VOLUMES,
    /** Where objects are; connected pixels are one. */
    REGIONS
  }

  /**
   * The size of a network for images of any number of channels.
   *
   * @param filters of the first level
   * @param depth levels
   * @param classes 1 for objects and background; else the annotation holds class numbers
   * @param context slices above and below that the network sees with each slice
   */
  public record NetworkSize(int filters, int depth, int classes, int context) {

    /**
     * @throws UserException if a number is not allowed
     */
    public NetworkSize {
      if (filters < 1 || depth < 1 || classes < 1 || context < 0)
        throw new UserException(
            String.format(
                "A network has %d filters, depth %d, %d classes and %d slices as context; allowed are"
                    + " 1 and more, and 0 and more slices.",
                filters, depth, classes, context));
    }
  }

  /** Ten minutes, 16 filters, depth 4, objects and background. */
  public static TrainingPlan of(String name) {
    return new TrainingPlan(
        name,
        About.byUser(),
        new Budget(10, 0),
        new NetworkSize(16, 4, 1, 0),
        Optional.empty(),
        1,
        1,
        Precision.FP32,
        Aim.AUTOMATIC);
  }

  public TrainingPlan about(About other) {
    return new TrainingPlan(
        name, other, budget, network, from, seed, backgroundWeight, precision, objects);
  }

  public TrainingPlan minutes(double minutes) {
    return new TrainingPlan(
        name,
        about,
        new Budget(minutes, 0),
        network,
        from,
        seed,
        backgroundWeight,
        precision,
        objects);
  }

  /** A number of steps instead of minutes makes a training repeatable; 0 for the minutes. */
  public TrainingPlan iterations(int steps) {
    return new TrainingPlan(
        name,
        about,
        new Budget(budget.minutes(), steps),
        network,
        from,
        seed,
        backgroundWeight,
        precision,
        objects);
  }

  public TrainingPlan network(int filters, int depth) {
    return network(new NetworkSize(filters, depth, network.classes(), network.context()));
  }

  public TrainingPlan classes(int classes) {
    return network(new NetworkSize(network.filters(), network.depth(), classes, network.context()));
  }

  public TrainingPlan context(int slices) {
    return network(new NetworkSize(network.filters(), network.depth(), network.classes(), slices));
  }

  private TrainingPlan network(NetworkSize other) {
    return new TrainingPlan(
        name, about, budget, other, from, seed, backgroundWeight, precision, objects);
  }

  public TrainingPlan from(String nameOrPath) {
    return new TrainingPlan(
        name,
        about,
        budget,
        network,
        Optional.of(nameOrPath),
        seed,
        backgroundWeight,
        precision,
        objects);
  }

  public TrainingPlan seed(long other) {
    return new TrainingPlan(
        name, about, budget, network, from, other, backgroundWeight, precision, objects);
  }

  public TrainingPlan backgroundWeight(double weight) {
    return new TrainingPlan(name, about, budget, network, from, seed, weight, precision, objects);
  }

  public TrainingPlan precision(Precision other) {
    return new TrainingPlan(
        name, about, budget, network, from, seed, backgroundWeight, other, objects);
  }

  public TrainingPlan objects(Aim other) {
    return new TrainingPlan(
        name, about, budget, network, from, seed, backgroundWeight, precision, other);
  }
}
