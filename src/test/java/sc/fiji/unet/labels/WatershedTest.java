package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;

class WatershedTest {

  /** All heights differ, so that nothing hangs on the order of ties; seeds are 0 to 3. */
  private static final double[] HEIGHTS = {
    40, 82, 57, 39, 14, 80, 48, 76, 42, 89, //
    65, 0, 34, 21, 70, 67, 59, 22, 37, 27, //
    49, 31, 45, 56, 32, 36, 19, 75, 41, 68, //
    52, 51, 16, 10, 44, 28, 30, 1, 69, 23, //
    38, 61, 12, 72, 83, 46, 87, 64, 17, 33, //
    84, 85, 79, 53, 55, 29, 77, 24, 66, 35, //
    43, 13, 2, 86, 18, 71, 11, 26, 3, 62, //
    63, 60, 78, 15, 25, 20, 73, 74, 47, 50
  };

  /**
   * From scikit-image 0.26: skimage.segmentation.watershed(heights, seeds, watershed_line=True),
   * seeds 1 to 4 in the order of {@link #SEEDS}.
   */
  private static final int[] REGIONS = {
    1, 1, 1, 1, 1, 0, 3, 3, 3, 3, //
    1, 1, 1, 1, 0, 3, 3, 3, 3, 3, //
    1, 1, 0, 0, 3, 3, 3, 3, 3, 0, //
    1, 0, 3, 3, 3, 3, 3, 3, 0, 4, //
    1, 0, 3, 3, 3, 3, 3, 0, 4, 4, //
    0, 2, 0, 3, 3, 3, 0, 4, 4, 4, //
    2, 2, 2, 0, 3, 0, 4, 4, 4, 4, //
    2, 2, 0, 3, 3, 3, 0, 4, 4, 4
  };

  private static final int[] SEEDS = {11, 62, 37, 68};

  @Test
  void floodsAsScikitImageDoes() {
    int[] labels = new int[80];
    for (int i = 0; i < SEEDS.length; i++) labels[SEEDS[i]] = i + 1;
    flood(HEIGHTS, labels, 10, 8);
    assertArrayEquals(REGIONS, labels);
  }

  @Test
  void onAPlateauRegionsMeetHalfWay() {
    int[] labels = {5, 0, 0, 0, 0, 0, 7};
    flood(new double[7], labels, 7);
    assertArrayEquals(new int[] {5, 5, 5, 0, 7, 7, 7}, labels);
  }

  @Test
  void lineLiesOnTheRidge() {
    int[] labels = {1, 0, 0, 0, 0, 0, 2};
    flood(new double[] {0, -1, -2, -3, -4, 9, -5}, labels, 7);
    assertArrayEquals(new int[] {1, 1, 1, 1, 1, 0, 2}, labels);
  }

  @Test
  void ofTwoEvenlyDistantRegionsTheFirstWins() {
    int[] labels = {1, 0, 0, 2};
    flood(new double[4], labels, 4);
    assertArrayEquals(new int[] {1, 1, 0, 2}, labels);
  }

  @Test
  void notANumberIsFloodedLast() {
    int[] labels = {1, 0, 0, 0, 2};
    flood(new double[] {0, Double.NaN, Double.POSITIVE_INFINITY, 1, 0}, labels, 5);
    assertArrayEquals(new int[] {1, 0, 2, 2, 2}, labels);
  }

  @Test
  void touchingSeedsStay() {
    int[] labels = {1, 2, 0, 0};
    flood(new double[4], labels, 4);
    assertArrayEquals(new int[] {1, 2, 2, 2}, labels);
  }

  @Test
  void withoutSeedsNothingGrows() {
    int[] labels = {0, -3, 0, 0};
    flood(new double[4], labels, 2, 2);
    assertArrayEquals(new int[4], labels);
  }

  @Test
  void oneSeedFillsTheImage() {
    int[] labels = new int[24];
    labels[13] = 8;
    flood(new Random(1).doubles(24).toArray(), labels, 2, 3, 4);
    assertTrue(Arrays.stream(labels).allMatch(label -> label == 8));
  }

  @Test
  void regionsContainTheirSeedAndNeverTouch() {
    Random random = new Random(3);
    for (int run = 0; run < 100; run++) {
      int[] size = {5 + random.nextInt(6), 5 + random.nextInt(6), 1 + random.nextInt(4)};
      int pixels = size[0] * size[1] * size[2];
      // Few distinct heights, so that ties and plateaus abound.
      double[] heights = random.ints(pixels, 0, 4).asDoubleStream().toArray();
      int[] seeds = new int[pixels];
      // Even columns only, so that seeds do not touch along X ...
      for (int label = 1; label <= 4; label++) {
        int x = 2 * random.nextInt((size[0] + 1) / 2);
        // ... and one row and slice, so that they do not touch along Y and Z.
        seeds[x] = label;
      }
      int[] labels = seeds.clone();
      flood(heights, labels, size[0], size[1], size[2]);
      for (int p = 0; p < pixels; p++) {
        if (seeds[p] > 0) assertEquals(seeds[p], labels[p]);
        int step = 1;
        for (int length : size) {
          if (p / step % length + 1 < length && labels[p] > 0 && labels[p + step] > 0)
            assertEquals(labels[p], labels[p + step], "touch at " + p);
          step *= length;
        }
      }
      assertEquals(IntStream.of(seeds).filter(label -> label > 0).count(), objects(labels, size));
      int[] again = seeds.clone();
      flood(heights, again, size[0], size[1], size[2]);
      assertArrayEquals(labels, again);
    }
  }

  /** As regions do not touch, as many components as seeds means that each region is connected. */
  private static int objects(int[] labels, int[] size) {
    return Components.label(
        ArrayImgs.ints(labels, size[0], size[1], size[2]),
        1,
        0,
        1,
        ArrayImgs.ints(size[0], size[1], size[2]));
  }

  @Test
  void refusesOtherSizes() {
    assertThrows(
        IllegalArgumentException.class,
        () -> Watershed.flood(ArrayImgs.doubles(3, 2), ArrayImgs.ints(3, 2, 1)));
  }

  private static void flood(double[] heights, int[] labels, long... dimensions) {
    Watershed.flood(ArrayImgs.doubles(heights, dimensions), ArrayImgs.ints(labels, dimensions));
  }
}
