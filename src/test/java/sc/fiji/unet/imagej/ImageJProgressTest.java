package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import java.awt.event.KeyEvent;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ImageJProgressTest {

  @AfterEach
  void releaseEscape() {
    IJ.resetEscape();
  }

  @Test
  void escapeCancels() {
    ImageJProgress progress = new ImageJProgress();
    progress.report("Segmenting", 0.5);
    assertFalse(progress.isCanceled());
    IJ.setKeyDown(KeyEvent.VK_ESCAPE);
    assertTrue(progress.isCanceled());
  }

  @Test
  void earlierEscapeIsForgotten() {
    IJ.setKeyDown(KeyEvent.VK_ESCAPE);
    assertFalse(new ImageJProgress().isCanceled());
  }

  /** A training of two minutes is no "about six", because its first step was slow. */
  @ParameterizedTest
  @CsvSource({"true, U-Net: This takes about 6 minutes.", "false, ''"})
  void onlyWorkThatDoesNotTellItselfIsForecast(boolean forecasts, String told) {
    IJ.log("\\Clear");
    AtomicLong clock = new AtomicLong();
    ImageJProgress progress = new ImageJProgress(clock::get, forecasts);
    progress.report("Training", 0);
    clock.addAndGet(15_000_000_000L);
    progress.report("Training", 5 / 120.0);
    assertEquals(told, Objects.requireNonNullElse(IJ.getLog(), "").strip());
  }

  @ParameterizedTest
  @CsvSource({
    "10, ', 10 s left'",
    "59.4, ', 59 s left'",
    "60, ', 1 min left'",
    "2970, ', 50 min left'",
    "10800, ', 3 h 00 min left'",
    "3570, ', 1 h 00 min left'"
  })
  void timeThatIsLeft(double seconds, String left) {
    assertEquals(left, ImageJProgress.left(seconds));
  }
}
