package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * A disk of few megabytes, in memory: Linux, and only who may mount one; elsewhere the test is
 * skipped.
 */
public record SmallDisk(Path folder) implements AutoCloseable {

  public static SmallDisk of(Path parent, int megabytes) throws IOException, InterruptedException {
    Path folder = Files.createTempDirectory(parent, "disk");
    assumeTrue(
        run("mount", "-t", "tmpfs", "-o", "size=" + megabytes + "m", "tmpfs", folder.toString()),
        "this user cannot mount a small disk");
    return new SmallDisk(folder);
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command).redirectErrorStream(true).start().waitFor() == 0;
    } catch (IOException e) { // no such program
      return false;
    }
  }

  @Override
  public void close() throws InterruptedException {
    run("umount", "-l", folder.toString());
  }
}
