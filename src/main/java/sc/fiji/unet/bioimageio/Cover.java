package sc.fiji.unet.bioimageio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;

/** The picture of a model: what it was tested with on the left, what it found on the right. */
final class Cover {

  private Cover() {}

  /**
   * A PNG, twice as wide as high.
   *
   * @param input axis order (1, channel, y, x): the middle channel is shown
   * @param output axis order (1, class, y, x): the first class is shown
   * @param inverted whether the first class is shown dark
   */
  static byte[] png(Npy input, Npy output, boolean inverted) {
    int height = (int) input.length(2);
    int width = (int) input.length(3);
    int middle = (int) input.length(1) / 2 * width * height;
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (int i = middle; i < middle + width * height; i++) {
      low = Math.min(low, input.value(i));
      high = Math.max(high, input.value(i));
    }
    BufferedImage cover = new BufferedImage(2 * width, height, BufferedImage.TYPE_BYTE_GRAY);
    for (int y = 0; y < height; y++)
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        draw(cover, x, y, (input.value(middle + i) - low) / (high - low));
        draw(cover, width + x, y, inverted ? 1 - output.value(i) : output.value(i));
      }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(cover, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return bytes.toByteArray();
  }

  private static void draw(BufferedImage cover, int x, int y, float share) {
    cover.getRaster().setSample(x, y, 0, Math.round(255 * Math.max(0, Math.min(1, share))));
  }
}
