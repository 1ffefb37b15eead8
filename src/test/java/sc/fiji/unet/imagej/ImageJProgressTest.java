package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import java.awt.event.KeyEvent;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

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
}
