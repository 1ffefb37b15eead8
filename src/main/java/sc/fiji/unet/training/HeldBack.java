package sc.fiji.unet.training;

import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.ValidationImage;
import sc.fiji.unet.targets.AnnotatedCrop;
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
    Interval part = part(image, width, height);
    int left = (int) part.min(0);
    int top = (int) part.min(1);
    AnnotatedCrop crop = image.crop(FinalInterval.createMinSize(left, top, width, height));
    Optional<float[]> distance = crop.distance();
    Batch batch = new Batch(1, height, width, image.channels(), distance.isPresent());
    for (int y = 0, i = 0; y < height; y++)
      for (int x = 0; x < width; x++, i++) {
        int source = crop.index(left + x, top + y);
        batch.setClass(i, crop.classAt(source));
        if (!crop.isKnown(source)) batch.setUnknown(i);
        if (distance.isPresent())
          batch.setDistance(i, distance.get()[source], crop.isContact(source));
        for (int c = 0; c < image.channels(); c++) batch.set(i, c, crop.channel(c)[source]);
      }
    return new HeldBack(batch, image.objects(part));
  }

  /** Of the middle; if that holds no object, or was not annotated, of where there are most. */
  private static Interval part(AnnotatedImage image, int width, int height) {
    long right = Math.max(0, image.width() - width);
    long bottom = Math.max(0, image.height() - height);
    Interval best = part(image, right / 2, bottom / 2, width, height);
    long most = image.marked(best);
    if (most > 0 && image.isKnown()) return best;
    for (int y = 0; y <= STEPS; y++)
      for (int x = 0; x <= STEPS; x++) {
        Interval part = part(image, right * x / STEPS, bottom * y / STEPS, width, height);
        long marked = image.marked(part);
        if (marked <= most) continue;
        most = marked;
        best = part;
      }
    return best;
  }

  private static Interval part(AnnotatedImage image, long left, long top, int width, int height) {
    return Intervals.intersect(
        FinalInterval.createMinSize(left, top, width, height), image.interval());
  }

  /**
   * @param foreground of the batch, (y, x)
   * @param distance of the batch, (y, x); empty if none is learned
   */
  Validator.Predicted predicted(float[] foreground, Optional<float[]> distance) {
    for (int i = 0; i < foreground.length; i++) if (!batch.isKnown(i)) foreground[i] = 0;
    return new Validator.Predicted(map(foreground), distance.map(this::map), objects);
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
