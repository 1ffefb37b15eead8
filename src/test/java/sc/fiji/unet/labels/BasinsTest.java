package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class BasinsTest {

  /** What separates in {@link DistanceSeeds} and {@link ShapeSeeds}. */
  private static final List<Basins.Rule> RULES =
      List.of(
          new DistanceSeeds(0, 0.6, 0)::separates,
          (saddle, peak) -> saddle < 0.6f && peak >= 0.6f && peak - saddle >= 0.2f,
          (saddle, peak) -> saddle < 0.75 * peak,
          (saddle, peak) -> saddle < peak);

  @Test
  void objectsAndPeaksAreThoseOfKruskalOnAllPixels() {
    Random random = new Random(3);
    for (int run = 0; run < 400; run++) {
      long[] size = random.longs(1 + run % 3, 1, 12).toArray();
      float[] heights = distinctHeights(random, size);
      double foreground = random.nextDouble() * 0.4;
      int rule = run % RULES.size();
      double sure = rule < 2 ? 0.6 : Double.POSITIVE_INFINITY;
      double seed = rule < 2 ? 0.6 : Double.NEGATIVE_INFINITY;
      int[] labels = new int[heights.length];
      int count = label(heights, foreground, sure, RULES.get(rule), seed, labels, size);
      int[] expected = kruskal(heights, foreground, RULES.get(rule), seed, size);
      assertEquals(Arrays.stream(expected).filter(o -> o > 0).distinct().count(), count);
      assertEquals(peaks(heights, expected), peaks(heights, labels));
      for (int p = 0; p < labels.length; p++) assertEquals(expected[p] > 0, labels[p] > 0);
      assertConnectedAndNumberedInOrder(labels, size);
    }
  }

  /** From no pixel leads a higher way to another object's seeds than to those of its own. */
  @Test
  void eachPixelBelongsToSeedsThatItReachesHighest() {
    Random random = new Random(4);
    for (int run = 0; run < 200; run++) {
      long[] size = random.longs(2 + run % 2, 1, 12).toArray();
      float[] heights = distinctHeights(random, size);
      // Every other time with plateaus.
      if (run % 4 < 2)
        for (int p = 0; p < heights.length; p++) heights[p] = Math.round(heights[p] * 9) / 9f;
      int[] labels = new int[heights.length];
      label(heights, 0.2, 0.6, RULES.get(0), 0.6, labels, size);
      float[] all = reach(heights, labels, false, size);
      assertArrayEquals(all, reach(heights, labels, true, size));
      for (int p = 0; p < labels.length; p++) {
        if (heights[p] >= 0.6) assertTrue(labels[p] > 0);
        for (int q : SeparationTest.neighbours(p, size, false))
          if (heights[p] >= 0.6f && heights[q] >= 0.6f) assertEquals(labels[p], labels[q]);
      }
      assertConnectedAndNumberedInOrder(labels, size);
    }
  }

  @Test
  void lineRunsAlongTheValley() {
    int width = 21;
    int height = 9;
    float[] heights = new float[width * height];
    int[] expected = new int[heights.length];
    for (int p = 0; p < heights.length; p++) {
      double left = 1 - Math.hypot(p % width - 5, p / width - 4) / 8;
      double right = 1 - Math.hypot(p % width - 14.5, p / width - 4) / 8;
      heights[p] = (float) Math.max(left, right);
      expected[p] = heights[p] < 0.1 ? 0 : left > right ? 1 : 2;
    }
    int[] labels = new int[heights.length];
    assertEquals(2, label(heights, 0.1, 0.6, RULES.get(0), 0.6, labels, width, height));
    // Which cone begins further up is the first.
    assertArrayEquals(expected, labels);
    // The same for the turned image, where rows do not cross the valley.
    float[] turned = new float[heights.length];
    int[] turnedExpected = new int[heights.length];
    for (int p = 0; p < turned.length; p++) {
      turned[p] = heights[p / height + p % height * width];
      turnedExpected[p] = expected[p / height + p % height * width];
    }
    label(turned, 0.1, 0.6, RULES.get(0), 0.6, labels, height, width);
    assertArrayEquals(turnedExpected, labels);
  }

  @Test
  void edgesOfAFlatValleyGoUpAndItsFloorWithTheFirstHill() {
    assertLine(new float[] {9, 1, 1, 1, 8}, 1, 1, 1, 2, 2);
    assertLine(new float[] {8, 1, 1, 1, 1, 9}, 1, 1, 1, 1, 2, 2);
    assertLine(new float[] {8, 1, 1, 9}, 1, 1, 2, 2);
    assertLine(new float[] {8, 1, 9}, 1, 2, 2);
    assertLine(new float[] {8, 8, 0, 0, 8, 8}, 1, 1, 1, 2, 2, 2);
  }

  private static void assertLine(float[] heights, int... expected) {
    int[] labels = new int[heights.length];
    label(heights, 0, 5, new DistanceSeeds(0, 5, 0)::separates, 5, labels, heights.length, 1);
    assertArrayEquals(expected, labels);
  }

  @Test
  void plateausAreOneObject() {
    float[] heights = new float[60];
    Arrays.fill(heights, 0.7f);
    int[] labels = new int[60];
    for (Basins.Rule rule : RULES)
      assertEquals(1, label(heights, 0.5, Double.POSITIVE_INFINITY, rule, 0, labels, 5, 4, 3));
  }

  /** More passes than the hash table has room for at first. */
  @Test
  void noiseIsManyObjects() {
    int side = 256;
    float[] heights = distinctHeights(new Random(5), new long[] {side, side});
    int[] labels = new int[heights.length];
    int count = label(heights, 0, Double.POSITIVE_INFINITY, RULES.get(3), -1, labels, side, side);
    // Each local maximum is one.
    long[] size = {side, side};
    assertEquals(
        IntStream.range(0, heights.length)
            .filter(
                p ->
                    SeparationTest.neighbours(p, size, false).stream()
                        .noneMatch(q -> heights[q] > heights[p]))
            .count(),
        count);
  }

  @Test
  void disksThatOverlapAreCutStraightAcrossTheNeck() {
    int side = 96;
    for (int degrees = 0; degrees <= 90; degrees += 15) {
      double dx = Math.cos(Math.toRadians(degrees));
      double dy = Math.sin(Math.toRadians(degrees));
      int[] disks = new int[side * side];
      for (int p = 0; p < disks.length; p++) {
        double x = p % side - 48;
        double y = p / side - 48;
        double along = Math.abs(x * dx + y * dy) - 14;
        disks[p] = Math.hypot(along, x * dy - y * dx) < 20 ? 1 : 0;
      }
      float[] heights = new float[disks.length];
      DistanceTransform.of(
          ArrayImgs.ints(disks, side, side),
          new double[] {1, 1},
          ArrayImgs.floats(heights, side, side));
      int[] labels = new int[disks.length];
      double low = Double.NEGATIVE_INFINITY;
      Basins.Rule rule = new ShapeSeeds(0.5, 0.8, 1)::separates;
      int count = label(heights, Float.MIN_VALUE, -low, rule, low, labels, side, side);
      assertEquals(2, count);
      int first = labels[(int) Math.round(48 - 14 * dy) * side + (int) Math.round(48 - 14 * dx)];
      long[] sizes = new long[3];
      for (int p = 0; p < labels.length; p++) {
        sizes[labels[p]]++;
        double fromNeck = (p % side - 48) * dx + (p / side - 48) * dy;
        if (labels[p] > 0 && Math.abs(fromNeck) > 3)
          assertEquals(fromNeck < 0, labels[p] == first, degrees + " degrees");
      }
      double ratio = sizes[1] / (double) sizes[2];
      assertTrue(ratio < 1.08 && ratio > 1 / 1.08, degrees + " degrees: " + ratio);
    }
  }

  @Test
  void ellipsesThatTouchAskewAreCutAsByAFlood() {
    for (int degrees = 15; degrees < 180; degrees += 30)
      for (double[] shift : new double[][] {{64, 0}, {0, 16}, {32, 14}})
        for (boolean sum : new boolean[] {false, true})
          assertCutAsByAFlood(ellipses(Math.toRadians(degrees), shift, sum), 200);
  }

  /** Two hills that fall off to ellipses of half axes 40 and 10, smoothed. */
  private static float[] ellipses(double angle, double[] shift, boolean sum) {
    int side = 200;
    float[] map = new float[side * side];
    int[] rows = {0};
    Binomial smoothing =
        new Binomial(side, row -> System.arraycopy(row, 0, map, side * rows[0]++, side));
    for (int y = 0; y < side; y++) {
      float[] row = new float[side];
      for (int x = 0; x < side; x++) {
        double along = (x - 100.2) * Math.cos(angle) + (y - 100.4) * Math.sin(angle);
        double across = (y - 100.4) * Math.cos(angle) - (x - 100.2) * Math.sin(angle);
        double a = Math.hypot((along - shift[0] / 2) / 40, (across - shift[1] / 2) / 10);
        double b = Math.hypot((along + shift[0] / 2) / 40, (across + shift[1] / 2) / 10);
        a = Math.max(0, 1 - a);
        b = Math.max(0, 1 - b);
        row[x] = (float) (sum ? a + b : Math.max(a, b));
      }
      smoothing.add(row);
    }
    smoothing.end();
    return map;
  }

  private static void assertCutAsByAFlood(float[] map, int side) {
    int[] labels = new int[map.length];
    Basins.Rule rule = new DistanceSeeds(0.05, 0.6, 0)::separates;
    assertEquals(2, label(map, 0.05, 0.6, rule, 0.6, labels, side, side));
    int[] flooded = new int[map.length];
    Components.label(
        ArrayImgs.floats(map, side, side), 0.6, 0, 1, ArrayImgs.ints(flooded, side, side));
    int[] objects = new int[3];
    for (int p = 0; p < map.length; p++) if (flooded[p] > 0) objects[labels[p]] = flooded[p];
    float[] depths = new float[map.length];
    for (int p = 0; p < map.length; p++) depths[p] = map[p] >= 0.05f ? -map[p] : Float.NaN;
    Watershed.flood(ArrayImgs.floats(depths, side, side), ArrayImgs.ints(flooded, side, side));
    int same = 0;
    int all = 0;
    for (int p = 0; p < map.length; p++) {
      if (labels[p] == 0 || flooded[p] == 0) continue;
      all++;
      if (objects[labels[p]] == flooded[p]) same++;
    }
    assertTrue(same >= 0.985 * all, same + " of " + all);
  }

  @Test
  void mostPixelsOfConesBelongToTheirOwn() {
    int side = 300;
    Random random = new Random(6);
    float[] map = new float[side * side];
    int[] own = new int[map.length];
    Map<Integer, Integer> centers = new HashMap<>();
    for (int y = 12; y < side - 4; y += 24)
      for (int x = 12; x < side - 4; x += 24) {
        int center = (y + random.nextInt(9) - 4) * side + x + random.nextInt(9) - 4;
        centers.put(centers.size() + 1, center);
        for (int p = 0; p < map.length; p++) {
          double far = Math.hypot(p % side - center % side, p / side - center / side);
          float height = (float) (1 - far / 14);
          if (height <= map[p]) continue;
          map[p] = height;
          own[p] = centers.size();
        }
      }
    int[] labels = new int[map.length];
    int count = label(map, 0.1, 0.6, RULES.get(0), 0.6, labels, side, side);
    assertEquals(centers.size(), count);
    int right = 0;
    int all = 0;
    for (int p = 0; p < map.length; p++) {
      if (map[p] < 0.1f) continue;
      all++;
      if (labels[p] == labels[centers.get(own[p])]) right++;
    }
    assertTrue(right >= 0.996 * all, right + " of " + all);
  }

  private static int label(
      float[] heights,
      double foreground,
      double sure,
      Basins.Rule rule,
      double seed,
      int[] labels,
      long... size) {
    Basins basins =
        new Basins(new FinalInterval(size), 1, foreground, sure, rule, 1 + heights.length % 7);
    int width = size.length == 1 ? 1 : (int) size[0];
    for (int p = 0; p < heights.length; p += width) {
      float[] row = Arrays.copyOfRange(heights, p, p + width);
      basins.addRow(row, new byte[width], row);
    }
    int count = basins.finish(seed, ObjectFilter.NONE, 1);
    int p = 0;
    for (IntType label : Views.flatIterable(basins.labels())) labels[p++] = label.get();
    return count;
  }

  private static float[] distinctHeights(Random random, long[] size) {
    List<Float> heights = new ArrayList<>();
    int pixels = (int) Intervals.numElements(size);
    for (int p = 0; p < pixels; p++) heights.add((p + 1f) / pixels);
    Collections.shuffle(heights, random);
    float[] map = new float[pixels];
    for (int p = 0; p < pixels; p++) map[p] = heights.get(p);
    return map;
  }

  private static int[] kruskal(
      float[] heights, double foreground, Basins.Rule rule, double seed, long[] size) {
    List<int[]> edges = new ArrayList<>();
    for (int p = 0; p < heights.length; p++)
      for (int q : SeparationTest.neighbours(p, size, false))
        if (q > p && heights[p] >= foreground && heights[q] >= foreground)
          edges.add(new int[] {p, q});
    edges.sort(
        (a, b) ->
            Float.compare(
                Math.min(heights[b[0]], heights[b[1]]), Math.min(heights[a[0]], heights[a[1]])));
    int[] objects = IntStream.range(0, heights.length).toArray();
    float[] peaks = heights.clone();
    for (int[] edge : edges) {
      int a = objects[edge[0]];
      int b = objects[edge[1]];
      float saddle = Math.min(heights[edge[0]], heights[edge[1]]);
      if (a == b || rule.separates(saddle, Math.min(peaks[a], peaks[b]))) continue;
      peaks[a] = Math.max(peaks[a], peaks[b]);
      for (int p = 0; p < objects.length; p++) if (objects[p] == b) objects[p] = a;
    }
    int[] labels = new int[objects.length];
    for (int p = 0; p < labels.length; p++)
      labels[p] = heights[p] >= foreground && peaks[objects[p]] >= seed ? objects[p] + 1 : 0;
    return labels;
  }

  private static List<Float> peaks(float[] heights, int[] labels) {
    Map<Integer, Float> peaks = new HashMap<>();
    for (int p = 0; p < labels.length; p++)
      if (labels[p] > 0) peaks.merge(labels[p], heights[p], Math::max);
    return peaks.values().stream().sorted().toList();
  }

  /** The highest pass on the way from each pixel to seeds, perhaps inside its object only. */
  private static float[] reach(float[] heights, int[] labels, boolean inside, long[] size) {
    float[] reach = new float[heights.length];
    Deque<Integer> open = new ArrayDeque<>();
    for (int p = 0; p < reach.length; p++)
      if (labels[p] > 0 && heights[p] >= 0.6) {
        reach[p] = heights[p];
        open.add(p);
      }
    while (!open.isEmpty()) {
      int p = open.remove();
      for (int q : SeparationTest.neighbours(p, size, false)) {
        float value = Math.min(reach[p], heights[q]);
        if (labels[q] == 0 || inside && labels[p] != labels[q] || value <= reach[q]) continue;
        reach[q] = value;
        open.add(q);
      }
    }
    return reach;
  }

  private static void assertConnectedAndNumberedInOrder(int[] labels, long[] size) {
    boolean[] seen = new boolean[labels.length];
    int last = 0;
    for (int start = 0; start < labels.length; start++) {
      if (labels[start] == 0 || seen[start]) continue;
      assertEquals(++last, labels[start]);
      int label = labels[start];
      IntPredicate open = p -> labels[p] == label && !seen[p];
      Deque<Integer> queue = new ArrayDeque<>(List.of(start));
      seen[start] = true;
      while (!queue.isEmpty())
        for (int q : SeparationTest.neighbours(queue.remove(), size, false))
          if (open.test(q)) {
            seen[q] = true;
            queue.add(q);
          }
    }
  }
}
