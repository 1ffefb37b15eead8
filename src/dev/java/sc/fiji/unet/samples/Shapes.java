package sc.fiji.unet.samples;

import ij.ImagePlus;
import ij.measure.Calibration;
import ij.plugin.filter.EDM;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import ij.process.ShortProcessor;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What the three generators share: ellipses, distances to label borders, label images. */
final class Shapes {

  /**
   * An ellipse of mean radius {@code radius}, {@code stretch} times longer than it is wide, whose
   * long axis points along ({@code cos}, {@code sin}).
   */
  record Ellipse(double x, double y, double radius, double stretch, double cos, double sin) {

    /** Of a random direction, stretched up to {@code maxStretch} times. */
    static Ellipse random(double x, double y, double radius, double maxStretch, Random random) {
      double stretch = uniform(1, maxStretch, random);
      double angle = random.nextDouble() * Math.PI;
      return new Ellipse(x, y, radius, stretch, StrictMath.cos(angle), StrictMath.sin(angle));
    }

    /** The same form elsewhere. */
    Ellipse at(double newX, double newY, double newRadius) {
      return new Ellipse(newX, newY, newRadius, stretch, cos, sin);
    }

    /** Distance from the centre on the scale on which the border is at {@link #radius()}. */
    double distance(double px, double py) {
      double root = Math.sqrt(stretch);
      double along = ((px - x) * cos + (py - y) * sin) / root;
      double across = ((py - y) * cos - (px - x) * sin) * root;
      return Math.sqrt(along * along + across * across);
    }
  }

  private Shapes() {}

  static double uniform(double min, double max, Random random) {
    return min + (max - min) * random.nextDouble();
  }

  static double clamp(double value) {
    return Math.max(0, Math.min(1, value));
  }

  static double mix(double from, double to, double share) {
    return from + (to - from) * share;
  }

  /**
   * Euclidean distance of each pixel from the next pixel that has a right or lower neighbour of
   * another label.
   *
   * @param labels one label a pixel, row by row
   */
  static FloatProcessor distanceToBorder(int[] labels, int width, int height) {
    ByteProcessor inside = new ByteProcessor(width, height);
    for (int y = 0; y < height; y++) {
      for (int x = 0; x < width; x++) {
        int i = y * width + x;
        boolean border =
            x + 1 < width && labels[i] != labels[i + 1]
                || y + 1 < height && labels[i] != labels[i + width];
        inside.set(i, border ? 0 : 255);
      }
    }
    return new EDM().makeFloatEDM(inside, 0, false);
  }

  /** The labels as a 16-bit image, those that no pixel shows left out: 1 ... n without gaps. */
  static ShortProcessor labelImage(int[] labels, int width, int height) {
    Map<Integer, Integer> numbers = new HashMap<>(Map.of(0, 0));
    ShortProcessor image = new ShortProcessor(width, height);
    for (int i = 0; i < labels.length; i++) {
      image.set(i, numbers.computeIfAbsent(labels[i], label -> numbers.size()));
    }
    return image;
  }

  /** A single slice with square pixels. */
  static ImagePlus calibrated(String title, ImageProcessor pixels, double micronsPerPixel) {
    pixels.resetMinAndMax();
    ImagePlus image = new ImagePlus(title, pixels);
    Calibration calibration = image.getCalibration();
    calibration.setUnit("micron");
    calibration.pixelWidth = micronsPerPixel;
    calibration.pixelHeight = micronsPerPixel;
    return image;
  }
}
