package sc.fiji.unet.bioimageio;

import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import javax.imageio.ImageIO;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.library.TestTensors;

/** The picture of a model: what it was tested with on the left, what it found on the right. */
final class Cover {

  private Cover() {}

  /** A PNG, twice as wide as high. */
  static byte[] png(TestTensors test, boolean hasBackground) {
    RandomAccessibleInterval<FloatType> slice =
        Views.hyperSlice(test.input(), 2, test.input().dimension(2) / 2);
    RandomAccessibleInterval<FloatType> first = Views.hyperSlice(test.output(), 2, 0);
    float low = Float.POSITIVE_INFINITY;
    float high = Float.NEGATIVE_INFINITY;
    for (FloatType pixel : slice) {
      low = Math.min(low, pixel.get());
      high = Math.max(high, pixel.get());
    }
    int width = (int) slice.dimension(0);
    int height = (int) slice.dimension(1);
    BufferedImage cover = new BufferedImage(2 * width, height, BufferedImage.TYPE_BYTE_GRAY);
    draw(slice, low, high, cover, 0);
    draw(first, hasBackground ? 1 : 0, hasBackground ? 0 : 1, cover, width);
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      ImageIO.write(cover, "png", bytes);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return bytes.toByteArray();
  }

  private static void draw(
      RandomAccessibleInterval<FloatType> plane,
      float black,
      float white,
      BufferedImage target,
      int left) {
    Cursor<FloatType> cursor = Views.flatIterable(plane).cursor();
    for (int y = 0; y < plane.dimension(1); y++)
      for (int x = 0; x < plane.dimension(0); x++) {
        float share = (cursor.next().get() - black) / (white - black);
        target
            .getRaster()
            .setSample(left + x, y, 0, Math.round(255 * Math.max(0, Math.min(1, share))));
      }
  }
}
