package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.FloatAccess;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.progress.UserException;

class ComponentsTest {

  private static final double[] MAP = {
    0, 0, 1, 1, 0, 1, 0, 0, 1, 0, //
    1, 1, 0, 1, 0, 0, 0, 0, 0, 0, //
    1, 0, 0, 1, 0, 1, 0, 1, 1, 1, //
    1, 0, 0, 0, 1, 0, 1, 0, 1, 1, //
    1, 0, 0, 1, 1, 1, 1, 0, 1, 0, //
    1, 1, 1, 1, 1, 1, 0, 0, 1, 1
  };

  /** From scikit-image 0.26: skimage.measure.label(map, connectivity=1). */
  private static final int[] LABELS = {
    0, 0, 1, 1, 0, 2, 0, 0, 3, 0, //
    4, 4, 0, 1, 0, 0, 0, 0, 0, 0, //
    4, 0, 0, 1, 0, 5, 0, 6, 6, 6, //
    4, 0, 0, 0, 4, 0, 4, 0, 6, 6, //
    4, 0, 0, 4, 4, 4, 4, 0, 6, 0, //
    4, 4, 4, 4, 4, 4, 0, 0, 6, 6
  };

  @Test
  void labelsAsScikitImageDoes() {
    int[] labels = new int[60];
    assertEquals(6, label(MAP, 1, 0, 1, labels, 10, 6));
    assertArrayEquals(LABELS, labels);
  }

  @Test
  void dropsSmallObjectsAndCountsOnFromTheFirstLabel() {
    int[] labels = new int[60];
    Arrays.fill(labels, -5);
    assertEquals(3, label(MAP, 1, 4, 100, labels, 10, 6));
    int[] renumbered = {0, 100, 0, 0, 101, 0, 102};
    assertArrayEquals(Arrays.stream(LABELS).map(label -> renumbered[label]).toArray(), labels);
  }

  @Test
  void diagonalMembraneSeparates() {
    int[] labels = new int[9];
    assertEquals(2, label(new double[] {1, 1, 0, 1, 0, 1, 0, 1, 1}, 1, 0, 1, labels, 3, 3));
    assertArrayEquals(new int[] {1, 1, 0, 1, 0, 2, 0, 2, 2}, labels);
  }

  @Test
  void thresholdBelongsToObjectsAndNotANumberDoesNot() {
    int[] labels = new int[4];
    assertEquals(2, label(new double[] {0.5, Double.NaN, 0.7, 0.499}, 0.5, 0, 1, labels, 4, 1));
    assertArrayEquals(new int[] {1, 0, 2, 0}, labels);
  }

  @Test
  void emptyMapHasNoObjects() {
    int[] labels = {9, 9, 9, 9};
    assertEquals(0, label(new double[4], 0.5, 0, 1, labels, 2, 2));
    assertArrayEquals(new int[4], labels);
  }

  @Test
  void equalsFloodFillInOneToFourDimensions() {
    Random random = new Random(7);
    for (int run = 0; run < 200; run++) {
      long[] dimensions = random.longs(1 + run % 4, 1, 8).toArray();
      int pixels = (int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b);
      double density = 0.2 + 0.7 * random.nextDouble();
      double[] map = random.doubles(pixels).map(value -> value < density ? 1 : 0).toArray();
      int minimumSize = random.nextInt(4);
      int[] expected = new int[pixels];
      int count = floodFill(map, dimensions, minimumSize, expected);
      int[] labels = new int[pixels];
      assertEquals(count, label(map, 1, minimumSize, 1, labels, dimensions));
      assertArrayEquals(expected, labels, Arrays.toString(dimensions));
    }
  }

  @Test
  void partsOfAnyLengthGiveTheLabelsOfTheWhole() {
    Random random = new Random(8);
    for (int run = 0; run < 300; run++) {
      long[] dimensions = random.longs(1 + run % 3, 1, 20).toArray();
      int pixels = (int) Arrays.stream(dimensions).reduce(1, (a, b) -> a * b);
      double[] map = random.doubles(pixels).toArray();
      double threshold = random.nextDouble();
      int minimumSize = random.nextInt(4);
      int[] whole = new int[pixels];
      int count = label(map, threshold, minimumSize, 5, whole, dimensions);

      Img<DoubleType> image = ArrayImgs.doubles(map, dimensions);
      Components components = new Components(image, threshold);
      int last = dimensions.length - 1;
      for (long begin = 0, end; begin < dimensions[last]; begin = end) {
        end = begin + 1 + random.nextInt((int) (dimensions[last] - begin));
        long[] min = new long[dimensions.length];
        long[] max = image.maxAsLongArray();
        min[last] = begin;
        max[last] = end - 1;
        components.add(Views.interval(image, min, max));
      }
      assertEquals(count, components.finish(minimumSize, 5));
      assertArrayEquals(whole, pixels(components.labels()), Arrays.toString(dimensions));
    }
  }

  @Test
  void mapAndLabelsMayLieOutsideTheHeap() {
    ByteBuffer values = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    values.putFloat(0, 1).putFloat(8, 1).putFloat(12, 1);
    ByteBuffer labels = ByteBuffer.allocateDirect(16).order(ByteOrder.nativeOrder());
    Components.label(
        ArrayImgs.floats((FloatAccess) new FloatBufferAccess(values, true), 2, 2),
        1,
        0,
        70000,
        ArrayImgs.ints((IntAccess) new IntBufferAccess(labels, true), 2, 2));
    for (int p = 0; p < 4; p++) assertEquals(p == 1 ? 0 : 70000, labels.getInt(4 * p));
  }

  @Test
  void manyObjectsKeepTheirOwnLabels() {
    int side = 512;
    double[] map = new double[side * side];
    for (int p = 0; p < map.length; p++) map[p] = (p % side + p / side) % 2;
    int[] labels = new int[map.length];
    assertEquals(map.length / 2, label(map, 1, 0, 1, labels, side, side));
    assertArrayEquals(
        IntStream.rangeClosed(1, map.length / 2).toArray(),
        Arrays.stream(labels).filter(label -> label > 0).toArray());
  }

  @Test
  void refusesLabelsThatDoNotFitAnInt() {
    int[] labels = new int[3];
    double[] map = {1, 0, 1};
    assertEquals(2, label(map, 1, 0, Integer.MAX_VALUE - 1, labels, 3, 1));
    assertArrayEquals(new int[] {Integer.MAX_VALUE - 1, 0, Integer.MAX_VALUE}, labels);
    assertThrows(UserException.class, () -> label(map, 1, 0, Integer.MAX_VALUE, labels, 3, 1));
  }

  @Test
  void refusesPartsThatDoNotFit() {
    Components components = new Components(new FinalInterval(2, 3), 1);
    components.add(ArrayImgs.doubles(2, 2));
    assertThrows(IllegalArgumentException.class, () -> components.add(ArrayImgs.doubles(3, 1)));
    Exception error =
        assertThrows(IllegalArgumentException.class, () -> components.add(ArrayImgs.doubles(2, 2)));
    assertEquals(
        "The part of the map has [2, 2] pixels; the image [2, 3] has 1 slices left.",
        error.getMessage());
    error = assertThrows(IllegalStateException.class, () -> components.finish(0, 1));
    assertEquals("2 of 3 slices of the map are there.", error.getMessage());
    assertThrows(IllegalStateException.class, components::labels);
  }

  @Test
  void labelsAreWhereTheImageIs() {
    Components components = new Components(FinalInterval.createMinSize(7, -2, 2, 2), 1);
    components.add(ArrayImgs.doubles(new double[] {1, 0, 0, 1}, 2, 2));
    components.finish(0, 1);
    RandomAccessibleInterval<IntType> labels = components.labels();
    assertTrue(Intervals.equals(FinalInterval.createMinSize(7, -2, 2, 2), labels));
    assertEquals(2, labels.getAt(8, -1).get());
    // In blocks and in columns as well as in rows.
    int[] column = new int[2];
    PrimitiveBlocks.of(labels).copy(FinalInterval.createMinSize(8, -2, 1, 2), column);
    assertArrayEquals(new int[] {0, 2}, column);
  }

  @Test
  void takesNothingMoreOnceTheObjectsAreNumbered() {
    Components components = new Components(new FinalInterval(1, 1), 1);
    components.add(ArrayImgs.doubles(1, 1));
    components.finish(0, 1);
    assertThrows(IllegalStateException.class, () -> components.add(ArrayImgs.doubles(1, 1)));
  }

  private static int[] pixels(RandomAccessibleInterval<IntType> labels) {
    return Views.flatIterable(labels).stream().mapToInt(IntType::get).toArray();
  }

  private static int floodFill(double[] map, long[] dimensions, int minimumSize, int[] labels) {
    int count = 0;
    boolean[] seen = new boolean[map.length];
    for (int start = 0; start < map.length; start++) {
      if (map[start] < 1 || seen[start]) continue;
      Deque<Integer> component = new ArrayDeque<>();
      Deque<Integer> open = new ArrayDeque<>();
      seen[start] = true;
      open.add(start);
      while (!open.isEmpty()) {
        int p = open.remove();
        component.add(p);
        int step = 1;
        for (long length : dimensions) {
          long x = p / step % length;
          for (int q : new int[] {x > 0 ? p - step : p, x + 1 < length ? p + step : p})
            if (map[q] == 1 && !seen[q]) {
              seen[q] = true;
              open.add(q);
            }
          step *= (int) length;
        }
      }
      if (component.size() < minimumSize) continue;
      count++;
      for (int p : component) labels[p] = count;
    }
    return count;
  }

  @Test
  void readsAndWritesCropsOfLargerImages() {
    RandomAccessibleInterval<DoubleType> crop =
        Views.interval(ArrayImgs.doubles(MAP, 10, 6), new long[] {4, 2}, new long[] {9, 5});
    int[] labels = new int[60];
    Arrays.fill(labels, -1);
    assertEquals(
        3,
        Components.label(
            crop,
            1,
            0,
            1,
            Views.interval(ArrayImgs.ints(labels, 10, 6), new long[] {0, 1}, new long[] {5, 4})));
    assertArrayEquals(
        new int[] {
          -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, //
          0, 1, 0, 2, 2, 2, -1, -1, -1, -1, //
          3, 0, 3, 0, 2, 2, -1, -1, -1, -1, //
          3, 3, 3, 0, 2, 0, -1, -1, -1, -1, //
          3, 3, 0, 0, 2, 2, -1, -1, -1, -1, //
          -1, -1, -1, -1, -1, -1, -1, -1, -1, -1
        },
        labels);
  }

  @Test
  void refusesOtherSizesAndLabelZero() {
    assertThrows(
        IllegalArgumentException.class, () -> label(new double[4], 1, 0, 0, new int[4], 2, 2));
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> Components.label(ArrayImgs.doubles(3, 2), 1, 0, 1, ArrayImgs.ints(2, 3)));
    assertEquals(
        "The label image has [2, 3] pixels and the image [3, 2]; both must have the same size.",
        error.getMessage());
  }

  private static int label(
      double[] map,
      double threshold,
      int minimumSize,
      int firstLabel,
      int[] labels,
      long... dimensions) {
    return Components.label(
        ArrayImgs.doubles(map, dimensions),
        threshold,
        minimumSize,
        firstLabel,
        ArrayImgs.ints(labels, dimensions));
  }
}
