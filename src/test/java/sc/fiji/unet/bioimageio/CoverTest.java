package sc.fiji.unet.bioimageio;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;

class CoverTest {

  /** The middle channel in its whole range, and the first class from 0 to 1. */
  @Test
  void inputAndOutputSideBySide() throws IOException {
    Npy input =
        new Npy(new long[] {1, 3, 2, 2}, new float[] {9, 9, 9, 9, 10, 30, 20, 14, 9, 9, 9, 9});
    Npy output = new Npy(new long[] {1, 2, 2, 2}, new float[] {0, 0.2f, 1, 2, 9, 9, 9, 9});
    assertArrayEquals(new int[] {0, 255, 0, 51, 128, 51, 255, 255}, pixels(input, output, false));
    assertArrayEquals(new int[] {0, 255, 255, 204, 128, 51, 0, 0}, pixels(input, output, true));
  }

  private static int[] pixels(Npy input, Npy output, boolean inverted) throws IOException {
    BufferedImage cover =
        ImageIO.read(new ByteArrayInputStream(Cover.png(input, output, inverted)));
    assertEquals(4, cover.getWidth());
    assertEquals(2, cover.getHeight());
    return cover.getRaster().getSamples(0, 0, 4, 2, 0, (int[]) null);
  }
}
