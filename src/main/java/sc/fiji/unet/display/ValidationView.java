package sc.fiji.unet.display;

import ij.ImagePlus;
import ij.WindowManager;
import ij.process.ColorProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.util.function.IntUnaryOperator;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.progress.ValidationImage;

/**
 * What a network in training makes of an image that it does not learn from, in a window: to the
 * left the image with outlines, as annotated and as found, to the right the prediction.
 */
final class ValidationView {

  private static final int ANNOTATED = 0x30d030;
  private static final int FOUND = 0xff40ff;
  private static final float THRESHOLD = 0.5f;

  private final String title;
  private ImagePlus window;

  ValidationView(String title) {
    this.title = title + ": green as annotated, magenta as found";
  }

  /** A window that was closed stays closed. */
  void show(ValidationImage image) {
    ColorProcessor picture = picture(image);
    if (window == null) {
      ImagePlus active = WindowManager.getCurrentImage();
      window = new ImagePlus(title, picture);
      ResultImages.mark(window, active, ResultImages.Kind.TRAINING);
      window.show();
    } else if (window.isVisible()) {
      window.setProcessor(picture);
    }
  }

  static ColorProcessor picture(ValidationImage image) {
    int width = image.width();
    FloatProcessor grey = new FloatProcessor(width, image.height(), image.image());
    grey.setMinAndMax(-2, 3); // standard deviations
    FloatProcessor shown = new FloatProcessor(width, image.height(), image.shown());
    shown.setMinAndMax(0, 1);
    ImageProcessor left = grey.convertToRGB();
    outline(left, i -> image.objects()[i], ANNOTATED);
    outline(left, i -> image.foreground()[i] > THRESHOLD ? 1 : 0, FOUND);
    ColorProcessor both = new ColorProcessor(2 * width, image.height());
    both.insert(left, 0, 0);
    both.insert(shown.convertToRGB(), width, 0);
    return both;
  }

  /** The pixels of objects that another object, or background, is right or below of. */
  private static void outline(ImageProcessor picture, IntUnaryOperator label, int color) {
    int width = picture.getWidth();
    for (int y = 0; y < picture.getHeight(); y++)
      for (int x = 0; x < width; x++) {
        int here = label.applyAsInt(y * width + x);
        int right = x + 1 < width ? label.applyAsInt(y * width + x + 1) : here;
        int below = y + 1 < picture.getHeight() ? label.applyAsInt((y + 1) * width + x) : here;
        if (here != right || here != below) picture.set(x, y, color);
      }
  }
}
