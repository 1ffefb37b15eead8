package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.Point;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.progress.UserException;

class TileGridTest {

  /** Of 20, 28, 36 ... pixels along x, of 40 along y. */
  private static final Tiling OTHERS =
      new Tiling.Blended(List.of(new AxisSize(20, 8), new AxisSize(40, 0)), List.of(4, 6));

  @Test
  void coresCoverTheImageOnceAndSourcesHoldTheirHalo() {
    Random random = new Random(1);
    for (int i = 0; i < 300; i++) {
      int stride = 1 << random.nextInt(5);
      int halo = random.nextInt(6 * stride);
      int tileSize = TileGrid.smallestTileSize(stride, halo) + random.nextInt(80);
      long[] size = new long[1 + random.nextInt(3)];
      for (int d = 0; d < size.length; d++)
        size[d] = 1 + random.nextInt(size.length > 2 ? 40 : 200);
      Interval image = new FinalInterval(size);
      Interval region = random.nextBoolean() ? image : part(image, random);
      List<Tile> tiles = new TileGrid(stride, halo, tileSize).tiles(image, region);

      Img<IntType> covered = ArrayImgs.ints(size);
      for (Tile tile : tiles) {
        assertTrue(Intervals.contains(region, tile.core()));
        assertTrue(Intervals.contains(tile.source(), tile.core()));
        for (IntType pixel : Views.interval(covered, tile.core())) pixel.inc();
        for (int d = 0; d < size.length; d++) assertHalo(tile, size, d, stride, halo, tileSize);
      }
      assertCoveredOnce(covered, region);
    }
  }

  private static Interval part(Interval image, Random random) {
    long[] min = new long[image.numDimensions()];
    long[] max = new long[min.length];
    for (int d = 0; d < min.length; d++) {
      min[d] = random.nextInt((int) image.dimension(d));
      max[d] = min[d] + random.nextInt((int) (image.dimension(d) - min[d]));
    }
    return new FinalInterval(min, max);
  }

  private static void assertCoveredOnce(Img<IntType> covered, Interval region) {
    Cursor<IntType> cursor = covered.localizingCursor();
    while (cursor.hasNext()) {
      int times = cursor.next().get();
      assertEquals(Intervals.contains(region, new Point(cursor)) ? 1 : 0, times);
    }
  }

  private static void assertHalo(
      Tile tile, long[] size, int d, int stride, int halo, int tileSize) {
    long whole = (size[d] + stride - 1) / stride * stride;
    Interval core = tile.core();
    Interval source = tile.source();
    assertEquals(0, source.min(d) % stride);
    assertEquals(0, source.dimension(d) % stride);
    assertTrue(source.dimension(d) <= tileSize);
    assertTrue(source.min(d) >= 0 && source.max(d) < whole);
    long coreStart = core.min(d) / stride * stride; // from which the network's block goes
    assertTrue(source.min(d) == 0 || coreStart - source.min(d) >= halo);
    long coreEnd = (core.max(d) + stride) / stride * stride; // up to which the network's block goes
    assertTrue(source.max(d) == whole - 1 || source.max(d) + 1 - coreEnd >= halo);
  }

  @Test
  void imageThatFitsIsOneTile() {
    List<Tile> tiles = tiles(new TileGrid(16, 94, 224), new FinalInterval(224, 1));
    assertEquals(1, tiles.size());
    assertTrue(Intervals.equals(new FinalInterval(224, 1), tiles.get(0).core()));
    assertTrue(Intervals.equals(new FinalInterval(224, 16), tiles.get(0).source()));
  }

  @Test
  void tilesComeInRasterOrderAndEvenInSize() {
    // Cores of at most 48 in 100 pixels: not 48, 48 and 4, but 40, 40 and 20.
    List<Tile> tiles = tiles(new TileGrid(8, 8, 64), new FinalInterval(100, 100));
    assertEquals(9, tiles.size());
    assertEquals(40, tiles.get(1).core().min(0));
    assertEquals(0, tiles.get(1).core().min(1));
    assertEquals(80, tiles.get(8).core().min(1));
    assertEquals(99, tiles.get(8).core().max(1));
  }

  @Test
  void saysHowLargeATileMustBe() {
    assertEquals(208, TileGrid.smallestTileSize(16, 94));
    Exception error = assertThrows(UserException.class, () -> new TileGrid(16, 94, 207));
    assertEquals(
        "The tile size is 207; this model needs at least 208 pixels, or 0 to choose by itself.",
        error.getMessage());
  }

  @Test
  void regionThatFitsIsOneTile() {
    Interval region = FinalInterval.createMinMax(500, 500, 515, 531);
    List<Tile> tiles = new TileGrid(16, 94, 240).tiles(new FinalInterval(1000, 1000), region);
    assertEquals(1, tiles.size());
    assertTrue(Intervals.equals(region, tiles.get(0).core()));
    assertTrue(
        Intervals.equals(FinalInterval.createMinMax(400, 400, 623, 639), tiles.get(0).source()));
  }

  /**
   * Each pixel of the region is in one to four cores, and each core and its halo is in the source.
   */
  @Test
  void tilesOfOneSize() {
    Random random = new Random(5);
    for (int run = 0; run < 200; run++) {
      long[] halo = {random.nextInt(5), random.nextInt(5)};
      long[] size = {2 * halo[0] + 1 + random.nextInt(9), 2 * halo[1] + 1 + random.nextInt(9)};
      Interval image = new FinalInterval(1 + random.nextInt(40), 1 + random.nextInt(40));
      Interval region = part(image, random);
      Img<IntType> covered = ArrayImgs.ints(image.dimensionsAsLongArray());
      long[] stride = {1 + random.nextInt(3), 1 + random.nextInt(20)};
      for (Tile tile : TileGrid.tilesOfSize(region, size, halo, stride)) {
        assertTrue(Intervals.contains(region, tile.core()));
        for (IntType pixel : Views.interval(covered, tile.core())) pixel.inc();
        assertArrayEquals(size, tile.source().dimensionsAsLongArray());
        for (int d = 0; d < 2; d++) {
          assertEquals(halo[d], tile.core().min(d) - tile.source().min(d));
          long apart = tile.core().min(d) - region.min(d);
          assertTrue(apart % stride[d] == 0 || apart % (size[d] - 2 * halo[d]) == 0);
          assertTrue(tile.source().max(d) - tile.core().max(d) >= halo[d]);
        }
      }
      for (IntType pixel : Views.interval(covered, region))
        assertTrue(pixel.get() >= 1 && pixel.get() <= 4, pixel + " times");
    }
  }

  @Test
  void smallestTileOfANetwork() {
    assertEquals(208, TileGrid.smallestTileSize(new Tiling.Exact(16, 94)));
    assertEquals(40, TileGrid.smallestTileSize(OTHERS));
  }

  @Test
  void tilesOfAUNetAreExact() {
    Interval image = new FinalInterval(100, 90);
    Interval region = FinalInterval.createMinMax(10, 20, 80, 70);
    List<Tile> expected = new TileGrid(8, 8, 64).tiles(image, region);
    List<Tile> actual = TileGrid.tiles(new Tiling.Exact(8, 8), image, region, 64);
    assertEquals(expected.size(), actual.size());
    for (int i = 0; i < actual.size(); i++) {
      assertTrue(Intervals.equals(expected.get(i).core(), actual.get(i).core()));
      assertTrue(Intervals.equals(expected.get(i).source(), actual.get(i).source()));
    }
  }

  /**
   * No larger than the image needs, nor, where the network takes smaller ones, than is wanted: 44
   * pixels hold 30 and both halos, and 28 is the largest size below 30.
   */
  @ParameterizedTest
  @CsvSource({"100, 44, 0", "30, 28, 0 16"})
  void tilesForANetworkOfOthers(int tileSize, long width, String columns) {
    Interval image = new FinalInterval(30, 90);
    List<Tile> tiles = TileGrid.tiles(OTHERS, image, image, tileSize);
    List<String> expected = new ArrayList<>();
    for (int top : new int[] {0, 24, 48, 72}) // 3/4 of 28 pixels, but a multiple of 8
    for (String left : columns.split(" ")) expected.add(left + " " + top);
    assertEquals(
        expected, tiles.stream().map(t -> t.core().min(0) + " " + t.core().min(1)).toList());
    for (Tile tile : tiles) {
      assertArrayEquals(new long[] {width, 40}, tile.source().dimensionsAsLongArray());
      assertEquals(4, tile.core().min(0) - tile.source().min(0));
      assertEquals(6, tile.core().min(1) - tile.source().min(1));
    }
  }

  private static List<Tile> tiles(TileGrid grid, Interval image) {
    return grid.tiles(image, image);
  }
}
