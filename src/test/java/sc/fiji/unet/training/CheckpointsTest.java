package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.TrainingListener;
import sc.fiji.unet.runtime.Compute;

class CheckpointsTest {

  private static final int STEPS = 70;

  @TempDir Path folder;

  private final ToldProgress told = new ToldProgress();

  /** What ends a training without a word. */
  private static final class Killed extends Error {}

  /** Across a validation. */
  @ParameterizedTest
  @EnumSource(Precision.class)
  void aResumedTrainingIsTheUnbrokenOne(Precision precision) throws IOException {
    byte[] unbroken = train(precision, 1, checkpoints(false), Integer.MAX_VALUE);
    checkpoints(false).done();
    for (int killedAfter : new int[] {20, 60})
      assertThrows(Killed.class, () -> train(precision, 1, checkpoints(true), killedAfter));
    assertTrue(Files.exists(file()));
    assertArrayEquals(unbroken, train(precision, 1, checkpoints(true), Integer.MAX_VALUE));
    assertEquals(
        List.of(
            "There is no interrupted training to resume: it begins anew.",
            "The training goes on after iteration 19.",
            "The training goes on after iteration 59."),
        told.notes());
  }

  @Test
  void anotherTrainingIsNotResumed() throws IOException {
    assertThrows(Killed.class, () -> train(Precision.FP32, 1, checkpoints(true), 10));
    byte[] alone =
        train(
            Precision.FP32,
            2,
            new Checkpoints(folder.resolve("other"), false, Duration.ZERO),
            Integer.MAX_VALUE);
    assertArrayEquals(alone, train(Precision.FP32, 2, checkpoints(true), Integer.MAX_VALUE));
    assertTrue(
        told.notes()
            .contains("The interrupted training had other images or settings: it begins anew."));
    Files.writeString(file(), "half of it");
    assertArrayEquals(alone, train(Precision.FP32, 2, checkpoints(true), Integer.MAX_VALUE));
    assertTrue(
        told.notes().get(told.notes().size() - 1).startsWith("The interrupted training cannot be"),
        told.notes()::toString);
    checkpoints(true).done();
    assertFalse(Files.exists(file()));
  }

  /** A disk that is full, or a folder that is gone, does not end a training. */
  @Test
  void aTrainingGoesOnWithoutCheckpoints() throws IOException {
    Path nowhere = folder.resolve("nowhere").resolve("file");
    byte[] weights =
        train(Precision.FP32, 1, new Checkpoints(nowhere, false, Duration.ZERO), Integer.MAX_VALUE);
    assertArrayEquals(weights, train(Precision.FP32, 1, checkpoints(false), Integer.MAX_VALUE));
    assertEquals(1, told.notes().size());
    assertTrue(told.notes().get(0).startsWith("The training cannot be resumed if it is"));
  }

  /** Real ones, at any moment after the first checkpoint: 3, or as many as -Dkills says. */
  @Test
  @Timeout(600)
  void killsLoseNothing() throws Exception {
    Path weights = folder.resolve("weights");
    Random random = new Random(1);
    int kills = 0;
    while (!Files.exists(weights)) {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                  "-cp",
                  System.getProperty("java.class.path"),
                  KilledTraining.class.getName(),
                  file().toString(),
                  weights.toString())
              .redirectErrorStream(true)
              .redirectOutput(folder.resolve("log").toFile())
              .start();
      long before = stamp();
      if (kills < Integer.getInteger("kills", 3)) {
        while (stamp() == before && process.isAlive()) Thread.sleep(5);
        Thread.sleep(random.nextInt(200));
        process.destroyForcibly();
        kills++;
      }
      process.waitFor();
    }
    assertEquals(3, Math.min(3, kills));
    assertArrayEquals(KilledTraining.train(checkpoints(false)), Files.readAllBytes(weights));
  }

  private long stamp() throws IOException {
    return Files.exists(file()) ? Files.getLastModifiedTime(file()).toMillis() : 0;
  }

  private Path file() {
    return folder.resolve("cells.zip.training");
  }

  private Checkpoints checkpoints(boolean resume) {
    return new Checkpoints(file(), resume, Duration.ZERO);
  }

  private byte[] train(Precision precision, long seed, Checkpoints checkpoints, int killedAfter)
      throws IOException {
    TrainingListener listener =
        new TrainingListener() {
          @Override
          public void report(String status, double fraction) {
            String step = status.replaceAll(".*iteration (\\d+).*", "$1");
            if (Integer.parseInt(step) >= killedAfter) throw new Killed();
          }

          @Override
          public void note(String sentence) {
            told.note(sentence);
          }

          @Override
          public boolean isCanceled() {
            return false;
          }
        };
    TrainingSettings settings =
        new TrainingSettings(
            new Architecture(1, 1, 4, 1),
            new Budget(0, STEPS),
            seed,
            1,
            0,
            false,
            Compute.onCpu(precision));
    return new Training(settings, TrainingTest.split(TrainingTest.squares(3, 1)), Optional.empty())
        .run(Optional.empty(), checkpoints, listener)
        .weights();
  }
}
