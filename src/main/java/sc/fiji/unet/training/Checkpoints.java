package sc.fiji.unet.training;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import sc.fiji.unet.progress.Progress;

/**
 * The file in which a training leaves, from time to time, what it needs to go on after it was
 * killed. It is always whole: each state is written to another file, which is moved over it.
 */
public final class Checkpoints {

  private final Path file;
  private final boolean resume;
  private final Duration interval;
  private long last = System.nanoTime();
  private boolean failed;

  /**
   * @param resume whether a training that left the file is gone on with
   * @param interval between two states; a kill loses no more than that
   */
  public Checkpoints(Path file, boolean resume, Duration interval) {
    this.file = file;
    this.resume = resume;
    this.interval = interval;
  }

  /**
   * What to go on with; empty if nothing is there, or it is that of another training.
   *
   * @param training see {@link Checkpoint}
   */
  Optional<Checkpoint> resumed(String training, Progress progress) {
    if (!Files.exists(file)) {
      if (resume) progress.note("There is no interrupted training to resume: it begins anew.");
      return Optional.empty();
    }
    if (!resume) {
      progress.note("An interrupted training is given up for a new one (resume goes on with it).");
      return Optional.empty();
    }
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
      Checkpoint found = Checkpoint.read(in);
      if (found.training().equals(training)) {
        progress.note("The training goes on after iteration " + found.step() + ".");
        return Optional.of(found);
      }
      progress.note("The interrupted training had other images or settings: it begins anew.");
    } catch (IOException | RuntimeException e) {
      progress.note(
          "The interrupted training cannot be read, so it begins anew: " + e.getMessage());
    }
    return Optional.empty();
  }

  /** Writes the state, if it is time to. A full disk does not end a training. */
  void offer(Supplier<Checkpoint> state, Progress progress) {
    if (failed || System.nanoTime() - last < interval.toNanos()) return;
    Path part = file.resolveSibling("training " + UUID.randomUUID() + ".part");
    try {
      try (DataOutputStream out =
          new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(part)))) {
        state.get().write(out);
      } finally {
        last = System.nanoTime();
      }
      Files.move(part, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException | OutOfMemoryError e) {
      failed = true;
      progress.note(
          "The training cannot be resumed if it is interrupted, for its state cannot be written to '"
              + file
              + "'.");
      delete(part);
    }
  }

  /** Forgets the training, whose result is safe. */
  public void done() {
    delete(file);
  }

  private static void delete(Path file) {
    try {
      Files.deleteIfExists(file);
    } catch (IOException e) {
      // In use: a later training replaces it.
    }
  }
}
