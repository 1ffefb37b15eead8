package sc.fiji.unet.samples;

import ij.process.FloatProcessor;
import java.util.Random;

/** Gaussian random fields: white noise, blurred. */
final class SmoothNoise {

  private SmoothNoise() {}

  /**
   * A field of mean 0 and standard deviation 1 (up to sampling error) whose grain has the size of
   * {@code sigma}.
   *
   * @param sigma standard deviation of the blur, in pixels; 0 gives white noise
   */
  static FloatProcessor create(int width, int height, double sigma, Random random) {
    // Blurring repeats the border pixels, which would show as streaks: blur more, then crop.
    int margin = (int) Math.ceil(3 * sigma);
    FloatProcessor noise = new FloatProcessor(width + 2 * margin, height + 2 * margin);
    for (int i = 0; i < noise.getPixelCount(); i++) {
      noise.setf(i, (float) random.nextGaussian());
    }
    if (sigma > 0) {
      noise.blurGaussian(sigma);
      noise.multiply(1 / noise.getStatistics().stdDev);
    }
    noise.setRoi(margin, margin, width, height);
    return (FloatProcessor) noise.crop();
  }

  /**
   * {@code cos(angle) * a + sin(angle) * b}: turns one field into another, keeping its variance.
   */
  static FloatProcessor blend(FloatProcessor a, FloatProcessor b, double angle) {
    FloatProcessor blend = new FloatProcessor(a.getWidth(), a.getHeight());
    double cos = StrictMath.cos(angle);
    double sin = StrictMath.sin(angle);
    for (int i = 0; i < blend.getPixelCount(); i++) {
      blend.setf(i, (float) (cos * a.getf(i) + sin * b.getf(i)));
    }
    return blend;
  }
}
