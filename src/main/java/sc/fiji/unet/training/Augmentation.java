package sc.fiji.unet.training;

import java.util.random.RandomGenerator;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import sc.fiji.unet.targets.AnnotatedCrop;
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
  private static final int TRIES_OF_PARTS = 300; // strokes are a hundredth of an image

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
    Center center = center(image, random);
    // Every second patch keeps the pixel grid: interpolation blurs, and prediction sees sharp ones.
    boolean deformed = random.nextBoolean();
    double angle = deformed ? random.nextDouble() * 2 * Math.PI : random.nextInt(4) * Math.PI / 2;
    double scales = image.hasDistance() ? OF_OBJECTS : OF_REGIONS;
    double scale = deformed ? Math.exp(scales * (random.nextDouble() - 0.5)) : 1;
    double flip = random.nextBoolean() ? -1 : 1;
    double cos = Math.rint(Math.cos(angle) * 1e12) / 1e12 * scale;
    double sin = Math.rint(Math.sin(angle) * 1e12) / 1e12 * scale;
    boolean elastic = deformed && !image.hasDistance();
    double[] shiftX = displacements(elastic, random);
    double[] shiftY = displacements(elastic, random);
    double gain = Math.exp(0.5 * (random.nextDouble() - 0.5));
    double bias = 0.5 * (random.nextDouble() - 0.5);
    double noise = 0.15 * Math.max(0, random.nextDouble() - 0.5);
    int[] sources = sources(image.channels(), random);

    double middle = (size - 1) / 2.0;
    double[] sourceX = new double[size * size];
    double[] sourceY = new double[size * size];
    for (int y = 0, i = 0; y < size; y++)
      for (int x = 0; x < size; x++, i++) {
        double u = flip * (x - middle);
        double v = y - middle;
        sourceX[i] = center.x + cos * u - sin * v;
        sourceY[i] = center.y + sin * u + cos * v;
        if (elastic) {
          sourceX[i] += bicubic(shiftX, x, y);
          sourceY[i] += bicubic(shiftY, x, y);
        }
      }
    AnnotatedCrop crop = image.crop(around(sourceX, sourceY));
    float[] distance = crop.distance().orElse(null);
    for (int p = 0; p < sourceX.length; p++) {
      Between between = Between.of(crop, sourceX[p], sourceY[p]);
      int nearest = crop.index((int) Math.round(sourceX[p]), (int) Math.round(sourceY[p]));
      int i = offset + p;
      batch.setClass(i, crop.classAt(nearest));
      if (!crop.isKnown(nearest)) batch.setUnknown(i);
      if (distance != null)
        batch.setDistance(i, between.bilinear(distance), crop.isContact(nearest));
      for (int c = 0; c < sources.length; c++) {
        double value = between.bilinear(crop.channel(sources[c]));
        double added = noise > 0 ? noise * random.nextGaussian() : 0;
        batch.set(i, c, (float) (gain * value + bias + added));
      }
    }
  }

  /** The pixels that are read for some places. */
  private static Interval around(double[] x, double[] y) {
    double[] min = {x[0], y[0]};
    double[] max = {x[0], y[0]};
    for (int i = 0; i < x.length; i++) {
      min[0] = Math.min(min[0], x[i]);
      min[1] = Math.min(min[1], y[i]);
      max[0] = Math.max(max[0], x[i]);
      max[1] = Math.max(max[1], y[i]);
    }
    return FinalInterval.createMinMax(
        (long) Math.floor(min[0]),
        (long) Math.floor(min[1]),
        (long) Math.floor(max[0]) + 1,
        (long) Math.floor(max[1]) + 1);
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

  /** Of a patch, on the half-pixel grid that keeps unrotated ones on whole pixels. */
  private record Center(double x, double y) {}

  /**
   * Background is learned from less: three of four patches that are drawn around it are not taken.
   * Where only a part is annotated, patches are drawn around that.
   */
  private Center center(AnnotatedImage image, RandomGenerator random) {
    Interval annotated = image.annotated();
    Center center = null;
    for (int i = 0; i <= (image.isKnown() ? TRIES : TRIES_OF_PARTS); i++) {
      int x;
      int y;
      if (image.isKnown()) {
        center = new Center(center(image.width(), random), center(image.height(), random));
        x = (int) center.x;
        y = (int) center.y;
      } else {
        x = within(annotated, 0, random);
        y = within(annotated, 1, random);
        center = new Center(center(image.width(), x), center(image.height(), y));
        if (!image.isKnown(x, y)) continue;
      }
      if (image.isObject(x, y) || random.nextInt(4) == 0) break;
    }
    return center;
  }

  private static int within(Interval part, int axis, RandomGenerator random) {
    return (int) part.min(axis) + random.nextInt((int) part.dimension(axis));
  }

  private double center(int length, RandomGenerator random) {
    return center(length, size / 2 + (length > size ? random.nextInt(length - size + 1) : 0));
  }

  /** The one nearest to a pixel whose patch is inside. */
  private double center(int length, int pixel) {
    double middle = (size - 1) / 2.0;
    return length <= size
        ? (length - 1) / 2 + middle % 1
        : middle + Math.max(0, Math.min(length - size, pixel - size / 2));
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

  /**
   * A place between four pixels.
   *
   * @param u from the left to the right ones, 0 to 1
   * @param v from the upper to the lower ones, 0 to 1
   */
  private record Between(
      int upperLeft, int upperRight, int lowerLeft, int lowerRight, double u, double v) {

    static Between of(AnnotatedCrop crop, double x, double y) {
      int left = (int) Math.floor(x);
      int top = (int) Math.floor(y);
      return new Between(
          crop.index(left, top),
          crop.index(left + 1, top),
          crop.index(left, top + 1),
          crop.index(left + 1, top + 1),
          x - left,
          y - top);
    }

    float bilinear(float[] pixels) {
      return (float)
          ((1 - v) * ((1 - u) * pixels[upperLeft] + u * pixels[upperRight])
              + v * ((1 - u) * pixels[lowerLeft] + u * pixels[lowerRight]));
    }
  }
}
