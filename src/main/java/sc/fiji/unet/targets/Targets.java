package sc.fiji.unet.targets;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.labels.DistanceTransform;
import sc.fiji.unet.progress.UserException;

/** What a network is to learn of annotations: classes, objects and their distances. */
final class Targets {

  /** Objects are in contact at a pixel from which they are as far in x and y, or less. */
  static final int NEAR = 2;

  private Targets() {}

  /**
   * One class: where objects are, all of their pixels.
   *
   * @param labels 0 is background
   * @return 0 or 1
   */
  static byte[] foreground(int[] labels) {
    byte[] foreground = new byte[labels.length];
    for (int i = 0; i < labels.length; i++) foreground[i] = (byte) (labels[i] != 0 ? 1 : 0);
    return foreground;
  }

  /**
   * One class for a network that has nothing but it to keep objects apart: pixels where two labels
   * touch are background.
   *
   * @param labels row by row, 0 is background
   * @return 0 or 1
   */
  static byte[] apart(int[] labels, int width) {
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

  /**
   * Several classes.
   *
   * @return as unsigned bytes
   * @throws UserException if a value is no class
   */
  static byte[] classes(int[] values, int classes, String name) {
    byte[] numbers = new byte[values.length];
    for (int i = 0; i < values.length; i++) {
      if (values[i] < 0 || values[i] >= classes)
        throw new UserException(
            String.format(
                "The annotation '%s' has the value %d; for a model of %d classes allowed are 0 to"
                    + " %d.",
                name, values[i], classes, classes - 1));
      numbers[i] = (byte) values[i];
    }
    return numbers;
  }

  /**
   * Numbers the connected pixels of each class.
   *
   * @param classes planes of one size, as unsigned bytes, 0 is background
   * @return planes
   */
  static List<int[]> components(List<byte[]> classes, int width, int height) {
    int pixels = width * height;
    List<int[]> objects = classes.stream().map(plane -> new int[pixels]).toList();
    int highest = 0;
    for (byte[] plane : classes) for (byte value : plane) highest = Math.max(highest, value & 0xff);
    long[] size = {width, height, classes.size()};
    int[] labels = new int[Math.multiplyExact(pixels, classes.size())];
    int count = 0;
    for (int number = 1; number <= highest; number++) {
      byte[] mask = new byte[labels.length];
      for (int i = 0; i < labels.length; i++)
        if ((classes.get(i / pixels)[i % pixels] & 0xff) == number) mask[i] = 1;
      count +=
          Components.label(
              ArrayImgs.unsignedBytes(mask, size), 1, 0, count + 1, ArrayImgs.ints(labels, size));
      for (int i = 0; i < labels.length; i++)
        if (labels[i] != 0) objects.get(i / pixels)[i % pixels] = labels[i];
    }
    return objects;
  }

  /**
   * Where objects meet.
   *
   * @param objects row by row, 0 is background
   * @return whether two objects, or more, are in the square of 5 pixels around a pixel
   */
  static boolean[] contacts(int[] objects, int width, int height) {
    int[] lowest = new int[objects.length];
    int[] highest = new int[objects.length];
    for (int i = 0; i < objects.length; i++) {
      int x = i % width;
      lowest[i] = Integer.MAX_VALUE;
      for (int p = i - Math.min(x, NEAR); p <= i + Math.min(width - 1 - x, NEAR); p++) {
        if (objects[p] == 0) continue;
        lowest[i] = Math.min(lowest[i], objects[p]);
        highest[i] = Math.max(highest[i], objects[p]);
      }
    }
    boolean[] contacts = new boolean[objects.length];
    for (int i = 0; i < objects.length; i++) {
      int y = i / width;
      int low = Integer.MAX_VALUE;
      int high = 0;
      for (int r = -Math.min(y, NEAR); r <= Math.min(height - 1 - y, NEAR); r++) {
        low = Math.min(low, lowest[i + r * width]);
        high = Math.max(high, highest[i + r * width]);
      }
      contacts[i] = low < high;
    }
    return contacts;
  }

  /**
   * The distance of each pixel to the edge of its object over the largest one in it.
   *
   * @param objects planes of one size, slices of one volume, 0 is background
   * @param sliceSpacing distance of two slices, in pixels
   * @return planes
   */
  static List<float[]> distance(List<int[]> objects, int width, int height, double sliceSpacing) {
    int pixels = width * height;
    int slices = objects.size();
    int[] labels = new int[Math.multiplyExact(pixels, slices)];
    for (int z = 0; z < slices; z++)
      System.arraycopy(objects.get(z), 0, labels, z * pixels, pixels);
    float[] distances = new float[labels.length];
    long[] size = slices == 1 ? new long[] {width, height} : new long[] {width, height, slices};
    double[] spacing = slices == 1 ? new double[] {1, 1} : new double[] {1, 1, sliceSpacing};
    RandomAccessibleInterval<IntType> volume = ArrayImgs.ints(labels, size);
    RandomAccessibleInterval<FloatType> target = ArrayImgs.floats(distances, size);
    DistanceTransform.normalized(volume, spacing, target);
    return IntStream.range(0, slices)
        .mapToObj(z -> Arrays.copyOfRange(distances, z * pixels, (z + 1) * pixels))
        .toList();
  }
}
