package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.awt.Image;
import java.awt.Point;
import java.awt.image.BufferedImage;
import java.awt.image.DataBufferByte;
import java.awt.image.IndexColorModel;
import java.awt.image.Raster;
import java.awt.image.WritableRaster;

/**
 * Shows a label image with the colours of {@link LabelColors#of}, one after the other. ImageJ alone
 * spreads 256 colours over all labels, so that neighbours share one where there are more. Once
 * somebody sets another display range or a threshold, that is shown; so is a saved image.
 */
final class LabelDisplay {

  private LabelDisplay() {}

  /**
   * Sets colours and display range.
   *
   * @param labels 16 or 32 bit
   * @param highest label
   */
  static void of(ImagePlus labels, int highest) {
    // Above 511 ImageJ's own display rounds the lowest labels to black.
    double max = Math.min(Math.max(highest, 255), 511);
    ImageProcessor pixels = labels.getProcessor();
    labels.setProcessor(
        pixels instanceof FloatProcessor ? new Floats(pixels, max) : new Shorts(pixels, max));
    labels.setLut(LabelColors.lut());
    labels.setDisplayRange(0, max);
  }

  private static boolean isOwn(ImageProcessor pixels, double max) {
    return pixels.getMin() == 0
        && pixels.getMax() == max
        && pixels.getMinThreshold() == ImageProcessor.NO_THRESHOLD;
  }

  private static BufferedImage image(ImageProcessor pixels) {
    byte[] colours = new byte[pixels.getPixelCount()];
    for (int i = 0; i < colours.length; i++)
      colours[i] = (byte) LabelColors.index((int) pixels.getf(i));
    IndexColorModel model = (IndexColorModel) pixels.getCurrentColorModel();
    WritableRaster raster =
        Raster.createWritableRaster(
            model.createCompatibleSampleModel(pixels.getWidth(), pixels.getHeight()),
            new DataBufferByte(colours, colours.length),
            new Point());
    return new BufferedImage(model, raster, false, null);
  }

  private static final class Shorts extends ShortProcessor {

    private final double max;

    Shorts(ImageProcessor labels, double max) {
      super(labels.getWidth(), labels.getHeight(), (short[]) labels.getPixels(), null);
      this.max = max;
    }

    @Override
    public Image createImage() {
      return isOwn(this, max) ? image(this) : super.createImage();
    }

    @Override
    public BufferedImage getBufferedImage() {
      return isOwn(this, max) ? image(this) : super.getBufferedImage();
    }
  }

  private static final class Floats extends FloatProcessor {

    private final double max;

    Floats(ImageProcessor labels, double max) {
      super(labels.getWidth(), labels.getHeight(), (float[]) labels.getPixels(), null);
      this.max = max;
    }

    @Override
    public Image createImage() {
      return isOwn(this, max) ? image(this) : super.createImage();
    }

    @Override
    public BufferedImage getBufferedImage() {
      return isOwn(this, max) ? image(this) : super.getBufferedImage();
    }
  }
}
