package sc.fiji.unet.training;

import java.awt.Point;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.ValidationImage;
import sc.fiji.unet.targets.AnnotatedImage;

/**
 * The middle of an image that is not learned from, or the part of it that holds objects.
 *
 * @param batch of this patch alone, unchanged; mirrored at its far ends up to a multiple of the
 *     stride
 * @param objects axis order (x, y), those of the image that are in it, without what is mirrored
 */
record HeldBack(Batch batch, RandomAccessibleInterval<IntType> objects) {

  /** Places along each axis at which objects are looked for. */
  private static final int STEPS = 8;

  /**
   * @param largest width and height at most, in pixels, a multiple of the stride
   */
  static HeldBack middle(AnnotatedImage image, int largest, Architecture architecture) {
    int width = Math.min(largest, architecture.aligned(image.width()));
    int height = Math.min(largest, architecture.aligned(image.height()));
    Point corner = corner(image, width, height);
    int left = corner.x;
    int top = corner.y;
    Optional<float[]> distance = image.distance();
    Batch batch = new Batch(1, height, width, image.channels(), distance.isPresent());
    for (int y = 0, i = 0; y < height; y++)
      for (int x = 0; x < width; x++, i++) {
        int source = image.index(left + x, top + y);
        batch.setClass(i, image.classAt(source));
        if (!image.isKnown(source)) batch.setUnknown(i);
        if (distance.isPresent())
          batch.setDistance(i, distance.get()[source], image.isContact(source));
        for (int c = 0; c < image.channels(); c++) batch.set(i, c, image.channel(c)[source]);
      }
    return new HeldBack(
        batch,
        Views.offsetInterval(
            image.objects(),
            new long[] {left, top},
            new long[] {Math.min(width, image.width()), Math.min(height, image.height())}));
  }

  /** Of the middle; if that holds no object, of where there are most. */
  private static Point corner(AnnotatedImage image, int width, int height) {
    int right = Math.max(0, image.width() - width);
    int bottom = Math.max(0, image.height() - height);
    Point best = new Point(right / 2, bottom / 2);
    long most = marked(image, best, width, height);
    if (most > 0) return best;
    for (int y = 0; y <= STEPS; y++)
      for (int x = 0; x <= STEPS; x++) {
        Point corner = new Point(right * x / STEPS, bottom * y / STEPS);
        long marked = marked(image, corner, width, height);
        if (marked <= most) continue;
        most = marked;
        best = corner;
      }
    return best;
  }

  private static long marked(AnnotatedImage image, Point corner, int width, int height) {
    long marked = 0;
    for (int y = corner.y; y < Math.min(image.height(), corner.y + height); y++)
      for (int x = corner.x; x < Math.min(image.width(), corner.x + width); x++)
        if (image.classAt(y * image.width() + x) != 0) marked++;
    return marked;
  }

  /**
   * @param foreground of the batch, (y, x)
   * @param distance of the batch, (y, x)
   */
  Validator.Predicted predicted(float[] foreground, float[] distance) {
    for (int i = 0; i < foreground.length; i++) if (!batch.isKnown(i)) foreground[i] = 0;
    return new Validator.Predicted(map(foreground), Optional.of(map(distance)), objects);
  }

  /**
   * To be shown; of context and colours the middle channel.
   *
   * @param foreground of the batch, (y, x)
   * @param shown the same
   */
  ValidationImage shown(float[] foreground, float[] shown) {
    int width = (int) objects.dimension(0);
    int height = (int) objects.dimension(1);
    float[] image = new float[batch.pixels()];
    for (int i = 0; i < image.length; i++) image[i] = batch.value(i, batch.channels() / 2);
    int[] numbers = new int[width * height];
    int next = 0;
    for (IntType number : Views.flatIterable(objects)) numbers[next++] = number.get();
    return new ValidationImage(
        width,
        height,
        cut(image, width, height),
        numbers,
        cut(foreground, width, height),
        cut(shown, width, height));
  }

  /** Without what is mirrored. */
  private float[] cut(float[] values, int width, int height) {
    float[] part = new float[width * height];
    for (int y = 0; y < height; y++)
      System.arraycopy(values, y * batch.width(), part, y * width, width);
    return part;
  }

  private RandomAccessibleInterval<FloatType> map(float[] values) {
    return Views.interval(ArrayImgs.floats(values, batch.width(), batch.height()), objects);
  }
}
