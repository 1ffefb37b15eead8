package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.images.Scratch;
import sc.fiji.unet.images.Storage;

class DistanceTransformTest {

  @Test
  void distancesToOtherObjectsAndBackground() {
    int[] labels = {
      1, 1, 1, 2, 2, //
      1, 1, 1, 2, 2, //
      1, 1, 1, 0, 2
    };
    float root = (float) Math.sqrt(2);
    assertArrayEquals(
        new float[] {
          3, 2, 1, 1, 2, //
          3, 2, 1, 1, root, //
          3, 2, 1, 0, 1
        },
        distances(labels, new double[] {1, 1}, 5, 3));
  }

  @Test
  void equalsSearchOfAllPixelsInOneToThreeDimensions() {
    Random random = new Random(1);
    for (int run = 0; run < 300; run++) {
      long[] size = random.longs(1 + run % 3, 1, 9).toArray();
      int pixels = (int) Intervals.numElements(size);
      int values = 2 + random.nextInt(3);
      // Large and small objects.
      int[] labels = new int[pixels];
      Arrays.fill(labels, random.nextInt(values));
      for (int i = random.nextInt(1 + pixels); i >= 0; i--)
        labels[random.nextInt(pixels)] = random.nextInt(values);
      double[] spacing = random.doubles(size.length, 0.5, 3).toArray();
      float[] expected = search(labels, spacing, size);
      assertArrayEquals(expected, distances(labels, spacing, size), 1e-5f);
      if (values > 2) continue;
      float[] mask = new float[pixels];
      DistanceTransform.ofMask(ArrayImgs.ints(labels, size), spacing, ArrayImgs.floats(mask, size));
      assertArrayEquals(expected, mask, 1e-5f);
    }
  }

  @Test
  void whereOneObjectFillsTheImageTheBorderIsTheEdge() {
    int[] labels = new int[15];
    Arrays.fill(labels, 4);
    assertArrayEquals(
        new float[] {1, 1, 1, 1, 1, 1, 2, 2, 2, 1, 1, 1, 1, 1, 1},
        distances(labels, new double[] {1, 1}, 5, 3));
  }

  @Test
  void normalizedDistanceIsOneAtEachCentre() {
    int[] labels = {0, 1, 1, 1, 2, 2, 2, 2, 2, 0};
    float[] values = new float[10];
    DistanceTransform.normalized(
        ArrayImgs.ints(labels, 10, 1), new double[] {3, 1}, ArrayImgs.floats(values, 10, 1));
    float third = 1 / 3f;
    assertArrayEquals(
        new float[] {0, .5f, 1, .5f, third, 2 * third, 1, 2 * third, third, 0}, values, 1e-6f);
  }

  @Test
  void imagesMayLieOnDisk(@TempDir Path folder) throws IOException {
    Random random = new Random(2);
    int[] labels = random.ints(60 * 50 * 4, 0, 40).map(value -> Math.min(value, 2)).toArray();
    try (Scratch scratch = new Storage(folder, 0).scratch()) {
      RandomAccessibleInterval<FloatType> image = scratch.floats(60, 50, 4);
      DistanceTransform.of(ArrayImgs.ints(labels, 60, 50, 4), new double[] {1, 1, 2}, image);
      float[] expected = distances(labels, new double[] {1, 1, 2}, 60, 50, 4);
      int p = 0;
      for (FloatType value : Views.flatIterable(image)) assertEquals(expected[p++], value.get());
    }
  }

  @Test
  void refusesOtherSizesAndSpacings() {
    assertThrows(
        IllegalArgumentException.class,
        () ->
            DistanceTransform.of(
                ArrayImgs.ints(2, 3), new double[] {1, 1}, ArrayImgs.floats(3, 2)));
    Exception error =
        assertThrows(
            IllegalArgumentException.class, () -> distances(new int[6], new double[] {1}, 2, 3));
    assertEquals("There are 1 spacings for 2 axes; each axis needs one.", error.getMessage());
    error =
        assertThrows(
            IllegalArgumentException.class, () -> distances(new int[6], new double[] {1, 0}, 2, 3));
    assertEquals("The spacing is 0.0; it must be above 0 and finite.", error.getMessage());
  }

  private static float[] distances(int[] labels, double[] spacing, long... size) {
    float[] distances = new float[labels.length];
    DistanceTransform.of(ArrayImgs.ints(labels, size), spacing, ArrayImgs.floats(distances, size));
    return distances;
  }

  private static float[] search(int[] labels, double[] spacing, long[] size) {
    float[] distances = new float[labels.length];
    long[] p = new long[size.length];
    long[] q = new long[size.length];
    boolean edges = Arrays.stream(labels).distinct().count() > 1;
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == 0) continue;
      IntervalIndexer.indexToPosition(i, size, p);
      double nearest = Double.POSITIVE_INFINITY;
      for (int d = 0; d < size.length && !edges; d++)
        nearest = Math.min(nearest, spacing[d] * (Math.min(p[d], size[d] - 1 - p[d]) + 1));
      for (int j = 0; j < labels.length; j++) {
        if (labels[j] == labels[i]) continue;
        IntervalIndexer.indexToPosition(j, size, q);
        double square = 0;
        for (int d = 0; d < size.length; d++)
          square += spacing[d] * spacing[d] * (p[d] - q[d]) * (p[d] - q[d]);
        nearest = Math.min(nearest, Math.sqrt(square));
      }
      distances[i] = (float) nearest;
    }
    return distances;
  }
}
