package sc.fiji.unet.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.TrainingListener;

/** A training that another process may kill at any moment. */
final class KilledTraining {

  static final int STEPS = 400;

  private KilledTraining() {}

  /**
   * @param arguments file of the checkpoints, and one for the weights, which is there at the end
   */
  public static void main(String[] arguments) throws IOException {
    Path checkpoint = Path.of(arguments[0]);
    byte[] weights = train(new Checkpoints(checkpoint, true, Duration.ZERO));
    Files.write(Path.of(arguments[1]), weights);
    System.exit(0);
  }

  static byte[] train(Checkpoints checkpoints) throws IOException {
    return new Training(
            TrainingTest.settings(new Architecture(1, 1, 4, 1), new Budget(0, STEPS), 3),
            TrainingTest.split(TrainingTest.squares(3, 1)),
            Optional.empty())
        .run(Optional.empty(), checkpoints, TrainingListener.of(Progress.NONE))
        .weights();
  }
}
