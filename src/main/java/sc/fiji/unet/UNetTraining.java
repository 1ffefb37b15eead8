package sc.fiji.unet;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.jobs.TrainModel;
import sc.fiji.unet.jobs.TrainingPlan;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.progress.UserException;

/** Trains a model on ImageJ's images, see {@link UNetModel#train}. */
public final class UNetTraining {

  private record Pair(ImagePlus image, ImagePlus annotation) {}

  private final List<Pair> pairs = new ArrayList<>();
  private TrainingPlan plan;

  UNetTraining(String name) {
    plan = TrainingPlan.of(name);
  }

  /**
   * Adds an image to learn from.
   *
   * @param image 2D image, stack or hyperstack
   * @param annotation as many planes of the same size: masks or label images, or class numbers
   */
  public UNetTraining add(ImagePlus image, ImagePlus annotation) {
    pairs.add(new Pair(image, annotation));
    return this;
  }

  /** Begins with a model instead of random weights: its name, or the path of its package. */
  public UNetTraining startFrom(String nameOrPath) {
    return with(plan -> plan.from(nameOrPath));
  }

  /** Trains for some minutes; ten if this is not called. */
  public UNetTraining minutes(double minutes) {
    return with(plan -> plan.minutes(minutes));
  }

  /** Changes anything else, as in {@code with(plan -> plan.network(32, 4).context(1))}. */
  public UNetTraining with(UnaryOperator<TrainingPlan> change) {
    plan = change.apply(plan);
    return this;
  }

  /**
   * Trains and installs the model under its name.
   *
   * @throws UserException if the images do not suit, or the name is that of a bundled model
   */
  public UNetModel run(Progress progress) throws IOException {
    return run(ModelLibrary.ofUser().newFile(plan.name()), progress);
  }

  /**
   * Trains.
   *
   * @param file the model's package; an existing one is replaced as {@link TrainModel#run} says
   * @param progress may cancel: the best network so far is kept. A {@link TrainingListener} is told
   *     the losses, too
   * @throws UserException if the images do not suit
   */
  public UNetModel run(Path file, Progress progress) throws IOException {
    try (TrainModel job = new TrainModel(plan, ModelLibrary.ofUser())) {
      for (Pair pair : pairs)
        job.add(
            ImagePlusSource.forTraining(pair.image(), job.context(), job.channels()),
            ImagePlusSource.annotation(pair.annotation()));
      TrainModel.Outcome outcome = job.run(file, TrainingListener.of(progress));
      return UNetModel.open(outcome.file().toString());
    }
  }
}
