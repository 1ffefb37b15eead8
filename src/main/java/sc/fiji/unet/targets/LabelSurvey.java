package sc.fiji.unet.targets;

import java.util.concurrent.CancellationException;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * What the numbers of an image say of its objects; its planes are looked at one after the other.
 *
 * @param mask whether there is one number but 0, so that connected pixels are an object
 * @param continued whether it is a label image whose objects go on through the slices
 */
public record LabelSurvey(boolean mask, boolean continued) {

  /** Share of the pixels that are objects in two slices and carry one label in both. */
  static final double CONTINUED = 0.8;

  /**
   * @param image of one channel
   * @throws UserException if a number is no label
   * @throws CancellationException if canceled
   */
  public static LabelSurvey of(Source image, Progress progress) {
    int first = 0;
    boolean mask = true;
    long both = 0;
    long same = 0;
    RandomAccessibleInterval<FloatType> previous = null;
    for (int i = 0; i < image.items(); i++) {
      progress.report("U-Net: reading " + image.name(), (double) i / image.items());
      if (progress.isCanceled()) throw new CancellationException();
      RandomAccessibleInterval<FloatType> plane = Channels.apart(image.item(i)).get(0);
      boolean follows = i % image.slices() > 0;
      Cursor<FloatType> above = Views.flatIterable(follows ? previous : plane).cursor();
      previous = plane;
      for (FloatType pixel : Views.flatIterable(plane)) {
        int label = label(image.name(), pixel.get());
        float before = above.next().get();
        if (label == 0) continue;
        if (first == 0) first = label;
        mask &= label == first;
        if (!follows || before == 0) continue;
        both++;
        if (label == before) same++;
      }
    }
    return new LabelSurvey(mask, !mask && both > 0 && same >= CONTINUED * both);
  }

  /**
   * The label that a value is.
   *
   * @param name of the image, for the error
   * @throws UserException if it is none
   */
  public static int label(String name, float value) {
    int label = (int) value;
    if (label != value || label < 0)
      throw new UserException(
          String.format(
              "The label image '%s' has the value %s; labels are whole numbers, 0 for the background.",
              name, value));
    return label;
  }
}
