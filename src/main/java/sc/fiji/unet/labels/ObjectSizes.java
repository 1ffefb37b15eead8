package sc.fiji.unet.labels;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;

/**
 * How large objects are.
 *
 * @param objects number of them
 * @param smallest pixels of the smallest one; 0 if there is none
 * @param small pixels that one of twenty is below; 0 if there is none
 * @param median pixels of the median one; 0 if there is none
 */
public record ObjectSizes(int objects, long smallest, long small, long median) {

  /**
   * Measures those that do not touch the border of their image, where they may be cut; all, if each
   * of them does.
   *
   * @param images one at a time, axis order (x, y[, z]), 0 is background; a number is another
   *     object in each. The first and the last slice are no border
   */
  public static ObjectSizes of(Stream<? extends RandomAccessibleInterval<IntType>> images) {
    LongStream.Builder ofAll = LongStream.builder();
    LongStream.Builder ofWhole = LongStream.builder();
    images.forEach(
        image -> {
          Map<Integer, Long> sizes = sizes(image);
          sizes.values().forEach(ofAll::add);
          sizes.keySet().removeAll(atBorder(image));
          sizes.values().forEach(ofWhole::add);
        });
    long[] all = ofAll.build().sorted().toArray();
    long[] whole = ofWhole.build().sorted().toArray();
    long[] counted = whole.length > 0 ? whole : all;
    return counted.length == 0
        ? new ObjectSizes(0, 0, 0, 0)
        : new ObjectSizes(
            all.length, counted[0], counted[counted.length / 20], counted[counted.length / 2]);
  }

  /** Of a disk as large as the median object, in pixels; 0 if there is none. */
  public double diameter() {
    return 2 * Math.sqrt(median / Math.PI);
  }

  /**
   * Of a ball as large as the median object, in widths of a pixel; 0 if there is none.
   *
   * @param sliceSpacing distance of two slices, in widths of a pixel
   */
  public double diameter(double sliceSpacing) {
    return Math.cbrt(6 * median * sliceSpacing / Math.PI);
  }

  private static Map<Integer, Long> sizes(RandomAccessibleInterval<IntType> image) {
    Map<Integer, Long> sizes = new HashMap<>();
    for (IntType pixel : Views.flatIterable(image))
      if (pixel.get() != 0) sizes.merge(pixel.get(), 1L, Long::sum);
    return sizes;
  }

  private static Set<Integer> atBorder(RandomAccessibleInterval<IntType> image) {
    Set<Integer> found = new HashSet<>();
    Cursor<IntType> cursor = Views.flatIterable(image).localizingCursor();
    while (cursor.hasNext()) {
      int label = cursor.next().get();
      for (int d = 0; d < 2; d++) {
        long position = cursor.getLongPosition(d);
        if (label != 0 && (position == image.min(d) || position == image.max(d))) found.add(label);
      }
    }
    return found;
  }
}
