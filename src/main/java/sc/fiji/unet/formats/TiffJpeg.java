package sc.fiji.unet.formats;

import java.awt.image.Raster;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Iterator;
import java.util.zip.DataFormatException;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.MemoryCacheImageInputStream;

/** Tiles and strips that are kept as JPEG. */
final class TiffJpeg {

  private static final String JDK = "com.sun.imageio.plugins.jpeg.";

  private TiffJpeg() {}

  /**
   * Decodes a tile or a strip.
   *
   * @param tables a JPEG without an image, whose tables this one uses; empty if it has its own
   * @param jpeg the image
   * @param to samples side by side, as they are kept, whatever colours they mean
   * @param rows that are wanted
   * @param tallest rows that it may have
   * @throws DataFormatException if it is damaged, or has another size or number of samples
   */
  static void decode(
      byte[] tables, byte[] jpeg, byte[] to, int width, int rows, int tallest, int samples)
      throws DataFormatException {
    if (jpeg.length < 4 || (jpeg[0] & 0xff) != 0xff || (jpeg[1] & 0xff) != 0xd8)
      throw new DataFormatException("it is no JPEG");
    ImageReader reader = reader();
    try {
      reader.setInput(
          new MemoryCacheImageInputStream(new ByteArrayInputStream(joined(tables, jpeg))),
          true,
          true);
      if (reader.getWidth(0) != width
          || reader.getHeight(0) < rows
          || reader.getHeight(0) > tallest)
        throw new DataFormatException(
            "it is of " + reader.getWidth(0) + " x " + reader.getHeight(0) + " pixels");
      Raster raster = reader.readRaster(0, null);
      if (raster.getNumBands() != samples)
        throw new DataFormatException("it has " + raster.getNumBands() + " samples a pixel");
      raster.getDataElements(0, 0, width, rows, to);
    } catch (IOException | RuntimeException e) {
      // The decoder throws what it likes where it is given what is damaged.
      DataFormatException damaged = new DataFormatException("it cannot be decoded");
      damaged.initCause(e);
      throw damaged;
    } finally {
      reader.dispose();
    }
  }

  /**
   * Whether it calls itself JFIF: then three samples are brightness and two differences of colour.
   */
  static boolean isJfif(byte[] jpeg) {
    return jpeg.length > 3 && jpeg[2] == (byte) 0xff && jpeg[3] == (byte) 0xe0;
  }

  /** Of the JDK: what others install may decode rasters differently. */
  private static ImageReader reader() {
    Iterator<ImageReaderSpi> readers =
        IIORegistry.getDefaultInstance()
            .getServiceProviders(
                ImageReaderSpi.class, spi -> spi.getClass().getName().startsWith(JDK), false);
    try {
      return readers.next().createReaderInstance();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The tables without their end and the image without its beginning are one JPEG. */
  private static byte[] joined(byte[] tables, byte[] jpeg) {
    if (tables.length < 4) return jpeg;
    byte[] joined = new byte[tables.length - 2 + jpeg.length - 2];
    System.arraycopy(tables, 0, joined, 0, tables.length - 2);
    System.arraycopy(jpeg, 2, joined, tables.length - 2, jpeg.length - 2);
    return joined;
  }

  /**
   * Makes red, green and blue of brightness and two differences of colour, as JFIF has it (ITU-R
   * BT.601, full range), with 16 bits behind the point.
   *
   * @param count of bytes
   */
  static void toRgb(byte[] pixels, int count) {
    for (int i = 0; i < count; i += 3) {
      int y = (pixels[i] & 0xff) << 16 | 1 << 15;
      int cb = (pixels[i + 1] & 0xff) - 128;
      int cr = (pixels[i + 2] & 0xff) - 128;
      pixels[i] = grey(y + 91881 * cr);
      pixels[i + 1] = grey(y - 22554 * cb - 46802 * cr);
      pixels[i + 2] = grey(y + 116130 * cb);
    }
  }

  private static byte grey(int value) {
    return (byte) Math.max(0, Math.min(255, value >> 16));
  }
}
