package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.images.Storage;

/** {@link DistanceSeeds} and {@link ShapeSeeds} on maps that show what each setting does. */
class SeedsTest {

  private static final float[] HILLS = {.1f, .9f, .4f, .3f, .8f, .2f, .6f, 0, .3f};

  @TempDir private Path folder;

  @Test
  void hillsAreApartWhereThePassIsBelowTheSeeds() {
    assertLabels(new DistanceSeeds(0.05, 0.5, 0), HILLS, 1, 1, 1, 2, 2, 2, 3, 0, 0);
    assertLabels(new DistanceSeeds(0.05, 0.3, 0), HILLS, 1, 1, 1, 1, 1, 1, 2, 0, 3);
  }

  @Test
  void hillsWithoutASeedJoinTheirNeighbourOrVanish() {
    assertLabels(new DistanceSeeds(0.05, 0.7, 0), HILLS, 1, 1, 1, 2, 2, 2, 2, 0, 0);
    assertLabels(new DistanceSeeds(0.05, 0.95, 0), HILLS, new int[9]);
  }

  @Test
  void heightThatIsNotANumberIsZero() {
    float[] distance = {.9f, Float.NaN, .9f};
    float[] foreground = {1, 1, 1};
    for (int smoothing = 0; smoothing < 2; smoothing++) {
      int[] labels = new int[3];
      int count = label(new DistanceSeeds(0.5, 0.6, smoothing), foreground, distance, labels, 3, 1);
      assertEquals(2, count);
    }
  }

  @Test
  void smoothingLevelsWhatOnlyThresholdsWouldNot() {
    float[] ripples = {.6f, .7f, .58f, .7f, .6f};
    assertLabels(new DistanceSeeds(0.1, 0.59, 0), ripples, 1, 1, 1, 2, 2);
    assertLabels(new DistanceSeeds(0.1, 0.59, 1), ripples, 1, 1, 1, 1, 1);
  }

  @Test
  void smoothingIsBinomialAndEndsWithThePlane() {
    List<float[]> rows = new ArrayList<>();
    Binomial binomial = new Binomial(3, row -> rows.add(row.clone()));
    for (int plane = 0; plane < 2; plane++) {
      binomial.add(new float[] {0, 16, 0});
      assertEquals(2 * plane, rows.size());
      binomial.add(new float[3]);
      binomial.end();
      assertArrayEquals(new float[] {3, 6, 3}, rows.get(2 * plane));
      assertArrayEquals(new float[] {1, 2, 1}, rows.get(2 * plane + 1));
    }
  }

  @Test
  void shapeSeparatesDisksThatOverlapAndLeavesAnEllipse() {
    int side = 64;
    for (double angle = 0; angle < Math.PI; angle += 0.2) {
      float[] disks = new float[side * side];
      float[] ellipse = new float[side * side];
      double dx = Math.cos(angle);
      double dy = Math.sin(angle);
      for (int p = 0; p < disks.length; p++) {
        double x = p % side - 31.7;
        double y = p / side - 31.3;
        double along = x * dx + y * dy;
        double across = x * dy - y * dx;
        double fromCenter = Math.hypot(Math.abs(along) - 12, across);
        disks[p] = fromCenter < 14 ? 1 : 0;
        ellipse[p] = Math.hypot(along / 28, across / 12) < 1 ? 1 : 0;
      }
      int[] labels = new int[side * side];
      ShapeSeeds shape = ShapeSeeds.of(0.5);
      assertEquals(1, label(shape, ellipse, null, labels, side, side));
      assertEquals(2, label(shape, disks, null, labels, side, side));
      long[] sizes = new long[3];
      for (int label : labels) sizes[label]++;
      assertEquals(1, sizes[1] / (double) sizes[2], 0.1);
      assertEquals(1, label(new ShapeSeeds(0.5, 0.4, 1), disks, null, labels, side, side));
    }
  }

  @Test
  void shapeCountsTheDistanceOfSlices() {
    // Two plates, joined by a pillar: narrower than a plate is thick only if slices are far apart.
    int width = 9;
    float[] map = new float[width * width * 7];
    for (int p = 0; p < map.length; p++) {
      int x = p % width;
      int y = p / width % width;
      int z = p / width / width;
      boolean plate = z > 0 && z < 6 && z != 3 && x > 0 && x < 8 && y > 0 && y < 8;
      boolean pillar = z == 3 && Math.abs(x - 4) < 2 && Math.abs(y - 4) < 2;
      map[p] = plate || pillar ? 1 : 0;
    }
    int[] labels = new int[map.length];
    assertEquals(2, label(new ShapeSeeds(0.5, 0.9, 4), map, null, labels, width, width, 7));
    assertEquals(1, label(new ShapeSeeds(0.5, 0.9, 0.2), map, null, labels, width, width, 7));
  }

  @Test
  void refusesSettingsOutOfRange() {
    assertThrows(IllegalArgumentException.class, () -> new DistanceSeeds(0.5, 0.5, -1));
    assertThrows(IllegalArgumentException.class, () -> new ShapeSeeds(0.5, 1.1, 1));
    assertThrows(IllegalArgumentException.class, () -> new ShapeSeeds(0.5, 0.7, 0));
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> label(new DistanceSeeds(0.5, 0.5, 0), new float[6], new float[4], null, 2, 3));
    assertEquals(
        "A map has [2, 2] pixels and that of the foreground [2, 3]; all must have the same size.",
        error.getMessage());
  }

  private void assertLabels(DistanceSeeds seeds, float[] map, int... expected) {
    int[] labels = new int[map.length];
    int count = label(seeds, map, map, labels, map.length, 1);
    assertArrayEquals(expected, labels);
    assertEquals(Arrays.stream(expected).max().orElse(0), count);
    count = label(seeds, map, map, labels, 1, map.length);
    assertTrue(count == Arrays.stream(labels).max().orElse(0));
    assertArrayEquals(expected, labels);
  }

  private int label(
      Separation separation, float[] foreground, float[] distance, int[] labels, long... size) {
    Labeller labeller = separation.labeller(ArrayImgs.floats(size), 1, new Storage(folder, 0));
    labeller.add(
        new Maps(
            ArrayImgs.floats(foreground, size),
            Optional.ofNullable(distance)
                .map(d -> ArrayImgs.floats(d, size[0], d.length / size[0])),
            List.of()));
    int count = labeller.finish(ObjectFilter.NONE, 1);
    int p = 0;
    for (IntType label : Views.flatIterable(labeller.labels())) labels[p++] = label.get();
    return count;
  }
}
