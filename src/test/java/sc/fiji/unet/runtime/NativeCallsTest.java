package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class NativeCallsTest {

  /** The program ends while a thread is in a call, and is about to begin another. */
  public static void main(String[] arguments) {
    Thread calling =
        new Thread(
            () -> {
              NativeCalls.run(() -> NativeCalls.run(NativeCallsTest::call));
              NativeCalls.run(() -> say("late"));
            });
    calling.start();
    while (calling.getState() != Thread.State.TIMED_WAITING) Thread.onSpinWait();
    System.exit(3);
  }

  private static Void call() {
    try {
      Thread.sleep(500);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return say("done");
  }

  private static Void say(String word) {
    System.out.print(word);
    return null;
  }

  @Test
  void theProgramEndsBetweenCalls() throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                NativeCallsTest.class.getName())
            .redirectErrorStream(true)
            .start();
    assertEquals(
        "done", new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8));
    assertEquals(3, process.waitFor());
  }
}
