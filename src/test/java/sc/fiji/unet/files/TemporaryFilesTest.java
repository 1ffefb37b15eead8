package sc.fiji.unet.files;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TemporaryFilesTest {

  @TempDir Path folder;

  /** A JVM that is really killed; its files go with the next one that begins, not before. */
  @Test
  void filesOfAKilledProcessGo() throws Exception {
    Files.createFile(folder.resolve("unet-notes.txt"));
    Files.createFile(folder.resolve("unet-1-2 labels.tif"));
    Process process = start();
    try {
      assertEquals('r', process.getInputStream().read());
      TemporaryFiles.sweep(folder);
      assertEquals(5, files().size(), "it lives, and so do its files: " + files());
    } finally {
      process.destroyForcibly().waitFor();
    }
    assertEquals(5, files().size(), "nobody was there to delete them: " + files());
    TemporaryFiles.sweep(folder);
    assertEquals(List.of("unet-1-2 labels.tif", "unet-notes.txt"), files());
  }

  /** What a process that ended in order could not delete stays for a day. */
  @Test
  void filesWithoutALockStayForADay() throws IOException {
    Path file = Files.createFile(folder.resolve("unet-1-0123abcd-cells 12.tif"));
    TemporaryFiles.sweep(folder);
    assertTrue(Files.exists(file));
    Instant before = Instant.now().minus(Duration.ofDays(2));
    Files.setLastModifiedTime(file, FileTime.from(before));
    TemporaryFiles.sweep(folder);
    assertEquals(List.of(), files());
  }

  private Process start() throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Djava.io.tmpdir=" + folder,
            "-cp",
            System.getProperty("java.class.path"),
            Killed.class.getName())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  /** Makes two files and waits. */
  static final class Killed {

    private Killed() {}

    public static void main(String[] arguments) throws Exception {
      Path folder = Path.of(System.getProperty("java.io.tmpdir"));
      TemporaryFiles.create(folder, "cells labels", ".tif");
      TemporaryFiles.create(folder, "model", ".zip");
      System.out.print('r');
      System.out.flush();
      Thread.sleep(Duration.ofMinutes(1).toMillis());
    }
  }
}
