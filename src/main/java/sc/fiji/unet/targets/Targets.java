package sc.fiji.unet.targets;

import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.progress.UserException;

/** What a network is to learn of an annotation: a class for each pixel. */
final class Targets {

  private Targets() {}

  /**
   * The classes of an annotated plane.
   *
   * @param annotation axis order (x, y); fractions count as the next whole number. With one class:
   *     a mask or a label image, 0 is background; pixels where two labels touch become background,
   *     so that touching objects stay two. With several: the number of the class, beginning at 0
   * @return row by row, as unsigned bytes: with one class 0 is background and 1 is object
   * @throws UserException if a value is no class
   */
  static byte[] of(RandomAccessibleInterval<? extends RealType<?>> annotation, int classes) {
    int[] values = new int[Math.toIntExact(Intervals.numElements(annotation))];
    Cursor<? extends RealType<?>> cursor = Views.flatIterable(annotation).cursor();
    for (int i = 0; i < values.length; i++)
      values[i] = (int) Math.ceil(cursor.next().getRealDouble());
    return classes == 1
        ? objects(values, (int) annotation.dimension(0))
        : classNumbers(values, classes);
  }

  private static byte[] objects(int[] labels, int width) {
    byte[] objects = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) {
      boolean touching =
          (i % width > 0 && differ(labels[i], labels[i - 1]))
              || (i % width < width - 1 && differ(labels[i], labels[i + 1]))
              || (i >= width && differ(labels[i], labels[i - width]))
              || (i < labels.length - width && differ(labels[i], labels[i + width]));
      objects[i] = (byte) (labels[i] != 0 && !touching ? 1 : 0);
    }
    return objects;
  }

  private static boolean differ(int label, int neighbour) {
    return neighbour != 0 && neighbour != label;
  }

  private static byte[] classNumbers(int[] values, int classes) {
    byte[] numbers = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= classes)
        throw new UserException(
            String.format(
                "An annotation has the value %d; for a model of %d classes allowed are 0 to %d.",
                values[i], classes, classes - 1));
      numbers[i] = (byte) values[i];
    }
    return numbers;
  }
}
