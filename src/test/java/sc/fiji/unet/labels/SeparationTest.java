package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Point;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Storage;

/** What holds for every separation. */
class SeparationTest {

  private static final List<Separation> ALL =
      List.of(
          new Regions(0.5),
          new DistanceSeeds(0.5, 0.6, 0),
          new DistanceSeeds(0.3, 0.5, 2),
          new ShapeSeeds(0.4, 0.75, 2));

  @TempDir private Path folder;

  @Test
  void partsOfAnyLengthGiveTheLabelsOfTheWhole() {
    Random random = new Random(1);
    for (int run = 0; run < 200; run++) {
      long[] size = random.longs(2 + run % 2, 1, 12).toArray();
      float[] foreground = blobs(random, size);
      float[] distance = blobs(random, size);
      ObjectFilter keep = filter(random);
      for (Separation separation : ALL) {
        int[] whole = new int[foreground.length];
        int count = label(separation, foreground, distance, keep, whole, size, null);
        int[] cut = new int[foreground.length];
        assertEquals(count, label(separation, foreground, distance, keep, cut, size, random));
        assertArrayEquals(whole, cut, separation + " " + Arrays.toString(size));
      }
    }
  }

  @Test
  void filterEqualsSearchPixelByPixel() {
    Random random = new Random(2);
    for (int run = 0; run < 300; run++) {
      long[] size = random.longs(2 + run % 2, 1, 10).toArray();
      float[] foreground = blobs(random, size);
      float[] distance = blobs(random, size);
      ObjectFilter keep = filter(random);
      for (Separation separation : ALL) {
        int[] expected = new int[foreground.length];
        label(separation, foreground, distance, ObjectFilter.NONE, expected, size, null);
        int count = filter(expected, keep, size);
        int[] labels = new int[foreground.length];
        assertEquals(count, label(separation, foreground, distance, keep, labels, size, null));
        assertArrayEquals(expected, labels, separation + " " + keep + Arrays.toString(size));
      }
    }
  }

  /**
   * Class by class and pixel by pixel: the mean foreground, and the class that most pixels have.
   */
  @Test
  void objectsKnowTheirClassAndConfidence() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      long[] size = random.longs(2 + run % 2, 1, 12).toArray();
      if (run % 20 == 0) size[size.length - 1] = 150; // more slices than are held back
      float[] foreground = blobs(random, size);
      float[] distance = blobs(random, size);
      List<float[]> classes =
          List.of(blobs(random, size), blobs(random, size), blobs(random, size));
      ObjectFilter keep = filter(random);
      for (Separation separation : ALL) {
        Maps maps = maps(separation, foreground, distance, classes, size);
        try (Labeller labeller = labeller(separation, maps, random)) {
          int count = labeller.finish(keep, 4);
          FoundObjects found = labeller.objects();
          assertArrayEquals(IntStream.range(4, 4 + count).toArray(), found.labels());
          int[] labels = new int[foreground.length];
          int p = 0;
          for (IntType label : Views.flatIterable(labeller.labels())) labels[p++] = label.get();
          for (int label : found.labels()) {
            int[] own =
                IntStream.range(0, labels.length)
                    .filter(i -> labels[i] == label && foreground[i] >= separation.foreground())
                    .toArray();
            double mean =
                Arrays.stream(own).mapToDouble(i -> foreground[i]).average().getAsDouble();
            assertEquals(mean, found.confidence(label), 1e-6);
            long[] votes = new long[3];
            for (int i : own) votes[highest(classes, i)]++;
            long most = Arrays.stream(votes).max().getAsLong();
            assertEquals(most, votes[found.objectClass(label) - 1]);
            if (separation instanceof Regions) assertEquals(own.length, most);
          }
        }
      }
    }
  }

  private static int highest(List<float[]> classes, int pixel) {
    int highest = 0;
    double value = Double.NEGATIVE_INFINITY; // not a number is none
    for (int c = 0; c < classes.size(); c++)
      if (classes.get(c)[pixel] > value) value = classes.get(highest = c)[pixel];
    return highest;
  }

  /** A nucleus in its cell, and two cells of other classes that touch. */
  @Test
  void regionsOfOtherClassesAreOtherObjects() {
    float[] foreground = {
      1, 1, 1, 0, 1, 1, //
      1, 1, 1, 0, 1, 1, //
      1, 1, 1, 0, 0, 0
    };
    float[] first = {
      1, 1, 1, 0, 1, 0, //
      1, 0, 1, 0, 1, 0, //
      1, 1, 1, 0, 0, 0
    };
    float[] second = new float[first.length];
    for (int i = 0; i < first.length; i++) second[i] = 1 - first[i];
    Maps maps = maps(new Regions(0.5), foreground, null, List.of(first, second), new long[] {6, 3});
    Labeller labeller = labeller(new Regions(0.5), maps, null);
    assertEquals(4, labeller.finish(ObjectFilter.NONE.fillHoles(true), 1));
    int[] labels = new int[first.length];
    int p = 0;
    for (IntType label : Views.flatIterable(labeller.labels())) labels[p++] = label.get();
    assertArrayEquals(
        new int[] {
          1, 1, 1, 0, 2, 3, //
          1, 4, 1, 0, 2, 3, //
          1, 1, 1, 0, 0, 0
        },
        labels);
    assertArrayEquals(
        new int[] {1, 1, 2, 2},
        IntStream.rangeClosed(1, 4).map(labeller.objects()::objectClass).toArray());
  }

  @Test
  void fillsHolesOfOneObjectOnly() {
    float[] map = {
      1, 1, 1, 0, 0, 0, 0, //
      1, 0, 1, 0, 1, 1, 1, //
      1, 1, 1, 0, 1, 0, 0, //
      0, 0, 0, 0, 1, 1, 1
    };
    int[] labels = new int[map.length];
    ObjectFilter keep = ObjectFilter.NONE.fillHoles(true).minimumSize(9);
    assertEquals(1, label(new Regions(0.5), map, map, keep, labels, new long[] {7, 4}, null));
    assertArrayEquals(
        new int[] {
          1, 1, 1, 0, 0, 0, 0, //
          1, 1, 1, 0, 0, 0, 0, //
          1, 1, 1, 0, 0, 0, 0, //
          0, 0, 0, 0, 0, 0, 0
        },
        labels);
  }

  @Test
  void backgroundGoesOnAcrossCorners() {
    float[] map = {
      1, 1, 1, 1, //
      1, 0, 1, 1, //
      1, 1, 0, 1, //
      1, 1, 1, 0
    };
    int[] labels = new int[map.length];
    ObjectFilter keep = ObjectFilter.NONE.fillHoles(true);
    assertEquals(1, label(new Regions(0.5), map, map, keep, labels, new long[] {4, 4}, null));
    for (int p = 0; p < map.length; p++) assertEquals((int) map[p], labels[p]);
  }

  @Test
  void holeBetweenTwoObjectsStays() {
    // Two halves, each with one seed, around a pixel of background.
    float[] foreground = new float[15];
    Arrays.fill(foreground, 1);
    foreground[7] = 0;
    float[] distance = {
      .7f, .8f, .2f, .8f, .7f, //
      .8f, .9f, .0f, .9f, .8f, //
      .7f, .8f, .1f, .8f, .7f
    };
    int[] labels = new int[15];
    ObjectFilter keep = ObjectFilter.NONE.fillHoles(true);
    Separation separation = new DistanceSeeds(0.5, 0.5, 0);
    assertEquals(2, label(separation, foreground, distance, keep, labels, new long[] {5, 3}, null));
    assertEquals(0, labels[7]);
    separation = new Regions(0.5);
    assertEquals(1, label(separation, foreground, distance, keep, labels, new long[] {5, 3}, null));
    assertEquals(1, labels[7]);
  }

  @Test
  void smallestImagesAndThoseOfOneKind() {
    for (Separation separation : ALL)
      for (long[] size : new long[][] {{1, 1}, {9, 1}, {1, 9}, {5, 4}, {3, 4, 2}, {1, 1, 1}}) {
        float[] map = new float[(int) Intervals.numElements(size)];
        int[] labels = new int[map.length];
        assertEquals(0, label(separation, map, map, ObjectFilter.NONE, labels, size, null));
        assertArrayEquals(new int[map.length], labels);
        Arrays.fill(map, Float.NaN);
        assertEquals(0, label(separation, map, map, ObjectFilter.NONE, labels, size, null));
        Arrays.fill(map, 1);
        assertEquals(1, label(separation, map, map, ObjectFilter.NONE, labels, size, null));
        int[] ones = new int[map.length];
        Arrays.fill(ones, 1);
        assertArrayEquals(ones, labels);
      }
  }

  @Test
  void labelsAreWhereTheImageIs() {
    for (Separation separation : ALL) {
      Labeller labeller =
          separation.labeller(FinalInterval.createMinSize(7, -2, 2, 1), 1, new Storage(folder, 0));
      RandomAccessibleInterval<FloatType> map = ArrayImgs.floats(new float[] {0, 1}, 2, 1);
      Maps maps = new Maps(Views.translate(map, 3, 4), Optional.of(map), List.of());
      labeller.add(maps);
      assertThrows(IllegalStateException.class, labeller::labels);
      assertEquals(1, labeller.finish(ObjectFilter.NONE, 6));
      assertEquals(6, labeller.labels().getAt(8, -2).get());
      assertTrue(Intervals.equals(FinalInterval.createMinSize(7, -2, 2, 1), labeller.labels()));
      assertThrows(IllegalStateException.class, () -> labeller.finish(ObjectFilter.NONE, 1));
      assertThrows(IllegalStateException.class, () -> labeller.add(maps));
    }
  }

  @Test
  void refusesPartsThatDoNotFit() {
    for (Separation separation : ALL) {
      Labeller labeller =
          separation.labeller(new FinalInterval(2, 3, 4), 1, new Storage(folder, 0));
      add(labeller, 2, 3, 1);
      add(labeller, 2, 2, 1);
      String left = " pixels; the image [2, 3, 4] has 2 slices and 1 rows left.";
      for (long[] size : new long[][] {{2, 3, 1}, {2, 2, 1}, {2, 1, 2}, {1, 1, 1}}) {
        Exception error = assertThrows(IllegalArgumentException.class, () -> add(labeller, size));
        assertEquals("The part of the map has " + Arrays.toString(size) + left, error.getMessage());
      }
      Exception error =
          assertThrows(IllegalStateException.class, () -> labeller.finish(ObjectFilter.NONE, 1));
      assertEquals("1 of 4 slices of the map are there.", error.getMessage());
      add(labeller, 2, 1, 1);
      add(labeller, 2, 3, 2);
      assertThrows(IllegalArgumentException.class, () -> labeller.finish(ObjectFilter.NONE, 0));
      assertEquals(0, labeller.finish(ObjectFilter.NONE, 1));
    }
  }

  private static void add(Labeller labeller, long... size) {
    labeller.add(new Maps(ArrayImgs.floats(size), Optional.of(ArrayImgs.floats(size)), List.of()));
  }

  /** Smooth enough for objects, holes and touching hills. */
  private static float[] blobs(Random random, long[] size) {
    float[] noise = new float[(int) Intervals.numElements(size)];
    for (int p = 0; p < noise.length; p++) noise[p] = random.nextFloat();
    float[] map = new float[noise.length];
    for (int p = 0; p < map.length; p++) {
      float sum = 2 * noise[p];
      List<Integer> around = neighbours(p, size, false);
      for (int q : around) sum += noise[q];
      map[p] = sum / (2 + around.size());
      // Plateaus, and what is not a number.
      if (random.nextInt(4) == 0) map[p] = Math.round(map[p] * 8) / 8f;
      if (random.nextInt(40) == 0) map[p] = Float.NaN;
    }
    return map;
  }

  private static ObjectFilter filter(Random random) {
    return ObjectFilter.minimum(random.nextInt(4))
        .maximumSize(random.nextBoolean() ? Long.MAX_VALUE : 1 + random.nextInt(60))
        .dropAtBorder(random.nextInt(3) == 0)
        .fillHoles(random.nextBoolean());
  }

  /** Filters the labels of all objects. */
  private static int filter(int[] labels, ObjectFilter keep, long[] size) {
    if (keep.fillHoles()) {
      Set<Integer> seen = new HashSet<>();
      for (int start = 0; start < labels.length; start++) {
        if (labels[start] != 0 || !seen.add(start)) continue;
        Set<Integer> owners = new HashSet<>();
        boolean border = false;
        Deque<Integer> open = new ArrayDeque<>(List.of(start));
        Set<Integer> hole = new HashSet<>();
        while (!open.isEmpty()) {
          int p = open.remove();
          hole.add(p);
          border |= isBorder(p, size);
          for (int q : neighbours(p, size, false)) if (labels[q] != 0) owners.add(labels[q]);
          for (int q : neighbours(p, size, true)) if (labels[q] == 0 && seen.add(q)) open.add(q);
        }
        if (!border && owners.size() == 1) for (int p : hole) labels[p] = owners.iterator().next();
        // A filled hole is not met again: its pixels were seen.
      }
    }
    Map<Integer, Integer> sizes = new HashMap<>();
    Set<Integer> dropped = new HashSet<>();
    for (int p = 0; p < labels.length; p++) {
      sizes.merge(labels[p], 1, Integer::sum);
      if (keep.dropAtBorder() && isBorder(p, size)) dropped.add(labels[p]);
    }
    Map<Integer, Integer> numbers = new HashMap<>();
    for (int p = 0; p < labels.length; p++) {
      int count = sizes.get(labels[p]);
      if (labels[p] == 0
          || dropped.contains(labels[p])
          || count < keep.minimumSize()
          || count > keep.maximumSize()) labels[p] = 0;
      else {
        numbers.putIfAbsent(labels[p], numbers.size() + 1);
        labels[p] = numbers.get(labels[p]);
      }
    }
    return numbers.size();
  }

  private static boolean isBorder(int p, long[] size) {
    long[] position = new long[size.length];
    IntervalIndexer.indexToPosition(p, size, position);
    for (int d = 0; d < size.length; d++)
      if (size[d] > 1 && (position[d] == 0 || position[d] == size[d] - 1)) return true;
    return false;
  }

  /** Across faces, or across edges and corners, too. */
  static List<Integer> neighbours(int p, long[] size, boolean all) {
    long[] position = new long[size.length];
    IntervalIndexer.indexToPosition(p, size, position);
    List<Integer> found = new ArrayList<>();
    int steps = (int) Math.pow(3, size.length);
    for (int i = 0; i < steps; i++) {
      long[] other = position.clone();
      int moved = 0;
      for (int d = 0, rest = i; d < size.length; d++, rest /= 3) {
        other[d] += rest % 3 - 1;
        moved += Math.abs(rest % 3 - 1);
      }
      if (moved == 0 || moved > 1 && !all) continue;
      if (Intervals.contains(new FinalInterval(size), Point.wrap(other)))
        found.add((int) IntervalIndexer.positionToIndex(other, size));
    }
    return found;
  }

  /** As a whole, or cut anyhow. */
  private int label(
      Separation separation,
      float[] foreground,
      float[] distance,
      ObjectFilter keep,
      int[] labels,
      long[] size,
      Random cuts) {
    Maps maps = maps(separation, foreground, distance, List.of(), size);
    Labeller labeller = labeller(separation, maps, cuts);
    int count = labeller.finish(keep, 1);
    int p = 0;
    for (IntType label : Views.flatIterable(labeller.labels())) labels[p++] = label.get();
    return count;
  }

  private static Maps maps(
      Separation separation,
      float[] foreground,
      float[] distance,
      List<float[]> classes,
      long[] size) {
    return new Maps(
        ArrayImgs.floats(foreground, size),
        separation instanceof DistanceSeeds
            ? Optional.of(ArrayImgs.floats(distance, size))
            : Optional.empty(),
        classes.stream()
            .<RandomAccessibleInterval<FloatType>>map(map -> ArrayImgs.floats(map, size))
            .toList());
  }

  /** That was given all, cut anyhow unless there is nothing random. */
  private Labeller labeller(Separation separation, Maps maps, Random cuts) {
    long[] size = maps.foreground().dimensionsAsLongArray();
    Labeller labeller =
        separation.labeller(
            new FinalInterval(size), Math.max(1, maps.classes().size()), new Storage(folder, 0));
    int last = size.length - 1;
    for (long begin = 0, end; begin < size[last]; begin = end) {
      end = begin + 1 + (cuts == null ? size[last] - 1 : cuts.nextInt((int) (size[last] - begin)));
      long[] min = new long[size.length];
      long[] max = new FinalInterval(size).maxAsLongArray();
      min[last] = begin;
      max[last] = end - 1;
      if (last == 1 || end > begin + 1 || cuts == null) {
        labeller.add(part(maps, min, max));
        continue;
      }
      for (long row = 0, stop; row < size[1]; row = stop) {
        stop = row + 1 + cuts.nextInt((int) (size[1] - row));
        min[1] = row;
        max[1] = stop - 1;
        labeller.add(part(maps, min, max));
      }
    }
    return labeller;
  }

  private static Maps part(Maps maps, long[] min, long[] max) {
    return new Maps(
        Views.interval(maps.foreground(), min, max),
        maps.distance().map(map -> Views.zeroMin(Views.interval(map, min, max))),
        maps.classes().stream()
            .<RandomAccessibleInterval<FloatType>>map(map -> Views.interval(map, min, max))
            .toList());
  }
}
