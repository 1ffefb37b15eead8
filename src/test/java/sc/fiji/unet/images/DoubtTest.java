package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Rectangle;
import java.util.Arrays;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class DoubtTest {

  @Test
  void theTileOfMostDoubt() {
    float[] sure = new float[600 * 300];
    Arrays.fill(sure, 0, sure.length / 2, 1);
    assertEquals(new Rectangle(256, 256), leastSure(sure));
    sure[280 * 600 + 590] = 0.4f;
    assertEquals(new Rectangle(512, 256, 88, 44), leastSure(sure));
    sure[10 * 600 + 300] = 0.5f;
    assertEquals(new Rectangle(256, 0, 256, 256), leastSure(sure));
  }

  private static Rectangle leastSure(float[] foreground) {
    return Doubt.of(ArrayImgs.floats(foreground, 600, 300)).leastSure();
  }

  /**
   * Rows of a plane come one after the other, of a part of it, and in another plane is more doubt.
   */
  @Test
  void inPartsAndPlanes() {
    Doubt doubt = new Doubt(new FinalInterval(600, 300));
    doubt.add(0, part(0.9f, 300, 0));
    doubt.add(0, part(0.9f, 300, 20));
    doubt.add(2, part(0.6f, 300, 200));
    doubt.add(2, part(Float.NaN, 300, 220));
    doubt.add(3, part(0.9f, 300, 0));
    assertEquals(2, doubt.leastSureItem());
    assertEquals(new Rectangle(256, 0, 256, 256), doubt.leastSure());
  }

  /** Where all is 0 or 1 nothing is in doubt; nor is an image in which next to nothing is. */
  @Test
  void sureness() {
    assertEquals(1, Doubt.of(ArrayImgs.floats(new float[100], 10, 10)).sureness());
    assertEquals(0.8, Doubt.of(part(0.8f, 0, 0)).sureness(), 0.01);
    assertTrue(Doubt.of(part(0.001f, 0, 0)).sureness() > 0.9);
  }

  private static RandomAccessibleInterval<FloatType> part(float value, long x, long y) {
    float[] values = new float[100 * 20];
    Arrays.fill(values, value);
    return Views.translate(ArrayImgs.floats(values, 100, 20), x, y);
  }
}
