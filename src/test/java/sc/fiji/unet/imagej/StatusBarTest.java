package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import ij.ImageJ;
import java.awt.GraphicsEnvironment;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.launcher.InImageJ;

@InImageJ
class StatusBarTest {

  /** Of work that an interrupted one left 60 % done. */
  @Test
  void tellsTheTimeThatIsLeft() {
    assumeFalse(GraphicsEnvironment.isHeadless(), "there is no status bar");
    AtomicLong clock = new AtomicLong();
    ImageJProgress progress = new ImageJProgress(clock::get, true);
    progress.report("Tile 7", 0.6);
    assertEquals("Tile 7", ImageJ.getStatusBarText());
    clock.addAndGet(10_000_000_000L);
    progress.report("Tile 8", 0.7);
    assertEquals("Tile 8, 30 s left", ImageJ.getStatusBarText());
  }
}
