package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import java.awt.Dialog;
import java.awt.GraphicsEnvironment;
import java.awt.Window;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sc.fiji.unet.launcher.InImageJ;

@InImageJ
class LoggedErrorsTest {

  /** AWT misses about one window of a hundred that closes while it opens. */
  private static final int ERRORS = 20;

  /** Nobody is there to close a window. */
  @Test
  @Timeout(60)
  void severalErrorsOfOneFile() throws Exception {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    try (LoggedErrors logged = new LoggedErrors()) {
      CompletableFuture.runAsync(
              () -> {
                for (int error = 1; error <= ERRORS; error++)
                  IJ.error("Opener", "It is broken " + error);
              })
          .get(30, TimeUnit.SECONDS);
    }
    for (int error = 1; error <= ERRORS; error++)
      assertTrue(IJ.getLog().contains("Opener: It is broken " + error), IJ.getLog());
  }

  /** Whoever wrote it shall have it read. */
  @Test
  @Timeout(60)
  void messagesOfOthersStay() throws Exception {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    CompletableFuture<Void> reading =
        CompletableFuture.runAsync(() -> IJ.showMessage("Other", "a message"));
    Window message;
    while ((message = message()) == null) Thread.onSpinWait();
    try (LoggedErrors logged = new LoggedErrors()) {
      CompletableFuture.runAsync(
              () -> {
                for (int error = 1; error <= 4; error++) IJ.error("Opener", "Broken " + error);
              })
          .get(30, TimeUnit.SECONDS);
    }
    assertTrue(message.isShowing());
    assertFalse(IJ.getLog().contains("Other: "), IJ.getLog());
    while (!reading.isDone()) { // AWT may miss one
      message.dispose();
      Thread.sleep(50);
    }
  }

  private static Window message() {
    return Arrays.stream(Window.getWindows())
        .filter(window -> window instanceof Dialog dialog && "Other".equals(dialog.getTitle()))
        .filter(Window::isShowing)
        .findAny()
        .orElse(null);
  }

  @Test
  void whatWasBeforeComesBackWithTheLast() {
    for (boolean redirected : new boolean[] {true, false}) {
      IJ.redirectErrorMessages(redirected);
      LoggedErrors one = new LoggedErrors();
      LoggedErrors other = new LoggedErrors();
      one.close();
      one.close();
      assertTrue(IJ.redirectingErrorMessages());
      other.close();
      assertTrue(IJ.redirectingErrorMessages() == redirected);
    }
    assertFalse(IJ.redirectingErrorMessages());
  }
}
