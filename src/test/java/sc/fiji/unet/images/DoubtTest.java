package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.Rectangle;
import java.util.Arrays;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class PredictedImageTest {

  @Test
  void theTileOfMostDoubt() {
    float[] sure = new float[600 * 300];
    Arrays.fill(sure, 0, sure.length / 2, 1);
    assertEquals(
        new Rectangle(256, 256), PredictedImage.leastSure(ArrayImgs.floats(sure, 600, 300)));
    sure[280 * 600 + 590] = 0.4f;
    assertEquals(
        new Rectangle(512, 256, 88, 44),
        PredictedImage.leastSure(ArrayImgs.floats(sure, 600, 300)));
    sure[10 * 600 + 300] = 0.5f;
    assertEquals(
        new Rectangle(256, 0, 256, 256),
        PredictedImage.leastSure(ArrayImgs.floats(sure, 600, 300)));
  }
}
