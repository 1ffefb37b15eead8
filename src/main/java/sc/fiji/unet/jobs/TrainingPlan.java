package sc.fiji.unet.jobs;

import java.util.Optional;
import java.util.function.Consumer;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Computing;
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
 * @param computing where, and in which precision; the weights have 32 bit in each
 * @param objects what is learned of an annotation with one class
 * @param replace whether a model that is there already is replaced even if it is better
 * @param resume whether an interrupted training of the same file, images and settings is gone on
 *     with
 * @param half whether the file is half as large, its weights being stored in 16 bit
 */
public record TrainingPlan(
    String name,
    About about,
    Budget budget,
    NetworkSize network,
    Optional<String> from,
    long seed,
    double backgroundWeight,
    Computing computing,
    Aim objects,
    boolean replace,
    boolean resume,
    boolean half) {

  /** Background weight that closes gaps. */
  private static final double OF_BOUNDARIES = 3;

  /** The same where little is annotated: strokes show few of the places where a gap may be. */
  private static final double OF_FEW_BOUNDARIES = 10;

  /** Share of the pixels that is little. */
  private static final double LITTLE = 0.1;

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
    REGIONS,
    /**
     * Regions that thin boundaries keep apart, as membranes do cells in electron microscopy: pixels
     * of the boundaries count {@value #OF_BOUNDARIES} times ({@value #OF_FEW_BOUNDARIES} times
     * where less than a tenth of the pixels is annotated), unless another background weight is
     * given.
     */
    BOUNDARIES,
    /** Thin lines, such as vessels: every pixel counts, not how they hang together. */
    LINES
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
        Computing.AUTOMATIC,
        Aim.AUTOMATIC,
        false,
        false,
        false);
  }

  public TrainingPlan about(About other) {
    return with(draft -> draft.about = other);
  }

  public TrainingPlan minutes(double minutes) {
    return with(draft -> draft.budget = new Budget(minutes, 0));
  }

  /** A number of steps instead of minutes makes a training repeatable; 0 for the minutes. */
  public TrainingPlan iterations(int steps) {
    return with(draft -> draft.budget = new Budget(budget.minutes(), steps));
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
    return with(draft -> draft.network = other);
  }

  public TrainingPlan from(String nameOrPath) {
    return with(draft -> draft.from = Optional.of(nameOrPath));
  }

  public TrainingPlan seed(long other) {
    return with(draft -> draft.seed = other);
  }

  public TrainingPlan backgroundWeight(double weight) {
    return with(draft -> draft.backgroundWeight = weight);
  }

  /**
   * What a background pixel counts: as given, or what suits the aim.
   *
   * @param annotated share of the pixels
   */
  double weightOfBackground(double annotated) {
    if (objects != Aim.BOUNDARIES || backgroundWeight != 1) return backgroundWeight;
    return annotated < LITTLE ? OF_FEW_BOUNDARIES : OF_BOUNDARIES;
  }

  public TrainingPlan computing(Computing wish) {
    return with(draft -> draft.computing = wish);
  }

  public TrainingPlan precision(Precision other) {
    return computing(computing.in(other));
  }

  public TrainingPlan objects(Aim other) {
    return with(draft -> draft.objects = other);
  }

  public TrainingPlan replace(boolean on) {
    return with(draft -> draft.replace = on);
  }

  public TrainingPlan resume(boolean on) {
    return with(draft -> draft.resume = on);
  }

  public TrainingPlan half(boolean on) {
    return with(draft -> draft.half = on);
  }

  private TrainingPlan with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.plan();
  }

  /** The same, while it is changed. */
  private static final class Draft {

    private final String name;
    private About about;
    private Budget budget;
    private NetworkSize network;
    private Optional<String> from;
    private long seed;
    private double backgroundWeight;
    private Computing computing;
    private Aim objects;
    private boolean replace;
    private boolean resume;
    private boolean half;

    Draft(TrainingPlan plan) {
      name = plan.name;
      about = plan.about;
      budget = plan.budget;
      network = plan.network;
      from = plan.from;
      seed = plan.seed;
      backgroundWeight = plan.backgroundWeight;
      computing = plan.computing;
      objects = plan.objects;
      replace = plan.replace;
      resume = plan.resume;
      half = plan.half;
    }

    TrainingPlan plan() {
      return new TrainingPlan(
          name,
          about,
          budget,
          network,
          from,
          seed,
          backgroundWeight,
          computing,
          objects,
          replace,
          resume,
          half);
    }
  }
}
