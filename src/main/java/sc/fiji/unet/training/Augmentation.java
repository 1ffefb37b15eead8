package sc.fiji.unet.training;

import java.util.random.RandomGenerator;
import sc.fiji.unet.targets.AnnotatedImage;

/**
 * Random patches of annotated images: crop, flip, rotation, elastic deformation, and changes of
 * intensity. Of slices as context the order is reversed, too: a flip along Z.
 *
 * <p>Of regions the elastic deformation is that of Ronneberger et al. 2015: random displacements
 * with a standard deviation of 10 pixels on a coarse 3 x 3 grid, interpolated bicubically; in
 * patches smaller than 256 pixels they are smaller in proportion. Separate objects keep their
 * shapes and differ more in size.
 */
final class Augmentation {

  private static final double DEFORMATION = 10 / 256.0; // of the size of a patch
  private static final int INTERVALS = 2; // of the 3 x 3 grid

  // The largest scale over the smallest, as a natural logarithm.
  private static final double OF_REGIONS = 0.2;
  private static final double OF_OBJECTS = 0.7;

  private static final int TRIES = 10;

  /** So that a slice without neighbours, or a single image, is segmented well too. */
  private static final double WITHOUT_CONTEXT = 0.25;

  private final int size;
  private final int slices;

  /**
   * @param size width and height of the patches, in pixels
   * @param context slices above and below each slice
   */
  Augmentation(int size, int context) {
    this.size = size;
    slices = 2 * context + 1;
  }

  /**
   * Draws a patch.
   *
   * @param batch receives the patch
   * @param offset of the patch's first pixel in the batch
   */
  void draw(AnnotatedImage image, RandomGenerator random, Batch batch, int offset) {
    double centerX = center(image.width(), random);
    double centerY = center(image.height(), random);
    // Background is learned from less: three of four patches that are drawn around it are not
    // taken.
    for (int i = 0; i < TRIES && !isObject(image, centerX, centerY); i++) {
      if (random.nextInt(4) == 0) break;
      centerX = center(image.width(), random);
      centerY = center(image.height(), random);
    }
    // Every second patch keeps the pixel grid: interpolation blurs, and prediction sees sharp ones.
    boolean deformed = random.nextBoolean();
    double angle = deformed ? random.nextDouble() * 2 * Math.PI : random.nextInt(4) * Math.PI / 2;
    double scales = image.distance().isPresent() ? OF_OBJECTS : OF_REGIONS;
    double scale = deformed ? Math.exp(scales * (random.nextDouble() - 0.5)) : 1;
    double flip = random.nextBoolean() ? -1 : 1;
    double cos = Math.rint(Math.cos(angle) * 1e12) / 1e12 * scale;
    double sin = Math.rint(Math.sin(angle) * 1e12) / 1e12 * scale;
    boolean elastic = deformed && image.distance().isEmpty();
    double[] shiftX = displacements(elastic, random);
    double[] shiftY = displacements(elastic, random);
    double gain = Math.exp(0.5 * (random.nextDouble() - 0.5));
    double bias = 0.5 * (random.nextDouble() - 0.5);
    double noise = 0.15 * Math.max(0, random.nextDouble() - 0.5);
    int[] sources = sources(image.channels(), random);

    float[] distance = image.distance().orElse(null);
    double middle = (size - 1) / 2.0;
    for (int y = 0; y < size; y++)
      for (int x = 0; x < size; x++) {
        double u = flip * (x - middle);
        double v = y - middle;
        double sourceX = centerX + cos * u - sin * v;
        double sourceY = centerY + sin * u + cos * v;
        if (elastic) {
          sourceX += bicubic(shiftX, x, y);
          sourceY += bicubic(shiftY, x, y);
        }
        int i = offset + y * size + x;
        int nearest = image.index((int) Math.round(sourceX), (int) Math.round(sourceY));
        batch.setClass(i, image.classAt(nearest));
        if (!image.isKnown(nearest)) batch.setUnknown(i);
        if (distance != null)
          batch.setDistance(
              i, bilinear(image, distance, sourceX, sourceY), image.isContact(nearest));
        for (int c = 0; c < sources.length; c++) {
          double value = bilinear(image, image.channel(sources[c]), sourceX, sourceY);
          double added = noise > 0 ? noise * random.nextGaussian() : 0;
          batch.set(i, c, (float) (gain * value + bias + added));
        }
      }
  }

  /** The channels that are shown as the first one, the second one and so on. */
  private int[] sources(int channels, RandomGenerator random) {
    int ofSlice = channels / slices;
    boolean alone = slices > 1 && random.nextDouble() < WITHOUT_CONTEXT;
    boolean flipped = slices > 1 && random.nextBoolean();
    int[] sources = new int[channels];
    for (int c = 0; c < channels; c++) {
      int slice = c / ofSlice;
      int shown = alone ? slices / 2 : flipped ? slices - 1 - slice : slice;
      sources[c] = shown * ofSlice + c % ofSlice;
    }
    return sources;
  }

  private static boolean isObject(AnnotatedImage image, double x, double y) {
    return image.classAt(image.index((int) x, (int) y)) != 0;
  }

  /** A centre on the half-pixel grid that keeps unrotated patches on whole pixels. */
  private double center(int length, RandomGenerator random) {
    double middle = (size - 1) / 2.0;
    return length <= size
        ? (length - 1) / 2 + middle % 1
        : middle + random.nextInt(length - size + 1);
  }

  private double[] displacements(boolean elastic, RandomGenerator random) {
    // One more node on each side for the bicubic interpolation.
    double[] nodes = new double[(INTERVALS + 3) * (INTERVALS + 3)];
    if (elastic)
      for (int i = 0; i < nodes.length; i++) nodes[i] = DEFORMATION * size * random.nextGaussian();
    return nodes;
  }

  /** Catmull-Rom interpolation of the nodes. */
  private double bicubic(double[] nodes, int x, int y) {
    double u = (double) x * INTERVALS / size;
    double v = (double) y * INTERVALS / size;
    int column = (int) u;
    int row = (int) v;
    double sum = 0;
    for (int j = 0; j < 4; j++) {
      double line = 0;
      for (int i = 0; i < 4; i++)
        line += cubic(u - column - (i - 1)) * nodes[(row + j) * (INTERVALS + 3) + column + i];
      sum += cubic(v - row - (j - 1)) * line;
    }
    return sum;
  }

  private static double cubic(double distance) {
    double d = Math.abs(distance);
    if (d < 1) return (1.5 * d - 2.5) * d * d + 1;
    if (d < 2) return ((-0.5 * d + 2.5) * d - 4) * d + 2;
    return 0;
  }

  private static float bilinear(AnnotatedImage image, float[] pixels, double x, double y) {
    int left = (int) Math.floor(x);
    int top = (int) Math.floor(y);
    double u = x - left;
    double v = y - top;
    return (float)
        ((1 - v)
                * ((1 - u) * pixels[image.index(left, top)]
                    + u * pixels[image.index(left + 1, top)])
            + v
                * ((1 - u) * pixels[image.index(left, top + 1)]
                    + u * pixels[image.index(left + 1, top + 1)]));
  }
}
