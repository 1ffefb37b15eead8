package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.IJ;
import java.awt.GraphicsEnvironment;
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
