package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.imglib2.Cursor;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.progress.UserException;

class MosaicTest {

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void tilesThatAgreeGiveTheirValues(boolean blended) {
    Random random = new Random(3);
    for (int run = 0; run < 100; run++) {
      long left = random.nextInt(20);
      long top = random.nextInt(20);
      Interval region =
          FinalInterval.createMinMax(
              left, top, left + random.nextInt(60), top + random.nextInt(60));
      List<Tile> tiles =
          blended
              ? TileGrid.tilesOfSize(
                  region,
                  new long[] {5 + random.nextInt(20), 5 + random.nextInt(20)},
                  new long[] {random.nextInt(3), random.nextInt(3)},
                  new long[] {1, 2})
              : new TileGrid(4, 5, 20 + random.nextInt(20))
                  .tiles(new FinalInterval(100, 90), region);
      Mosaic mosaic = new Mosaic(region, 2, blended);
      long next = top;
      for (int i = 0; i < tiles.size(); i++) {
        mosaic.add(tiles.get(i), values(tiles.get(i).core()));
        boolean last = i == tiles.size() - 1;
        long end = last ? region.max(1) + 1 : tiles.get(i + 1).core().min(1);
        if (tiles.get(i).core().max(0) < region.max(0)) continue;
        RandomAccessibleInterval<FloatType> block = mosaic.finish(end);
        assertEquals(next, block.min(1));
        assertEquals(end - 1, block.max(1));
        assertEquals(region.min(0), block.min(0));
        assertEquals(region.dimension(0), block.dimension(0));
        assertEquals(end, mosaic.top());
        next = end;
        Cursor<FloatType> cursor = block.localizingCursor();
        while (cursor.hasNext()) {
          float value = cursor.next().get();
          assertEquals(
              value(cursor.getIntPosition(0), cursor.getIntPosition(1), cursor.getIntPosition(2)),
              value,
              1e-6f * value(0, 90, 1));
        }
      }
      assertEquals(region.max(1) + 1, next);
    }
  }

  /**
   * Two tiles of 8 pixels, the second 6 further on: weights of exp(-d^2 / 2) around 3.5 and 9.5.
   */
  @Test
  void tilesThatDisagreeAreWeightedByAGaussian() {
    Interval region = new FinalInterval(14, 1);
    List<Tile> tiles =
        TileGrid.tilesOfSize(region, new long[] {8, 1}, new long[] {0, 0}, new long[] {1, 1});
    assertEquals(2, tiles.size());
    Mosaic mosaic = new Mosaic(region, 1, true);
    mosaic.add(tiles.get(0), new float[8]);
    float[] ones = {1, 1, 1, 1, 1, 1, 1, 1};
    mosaic.add(tiles.get(1), ones);
    RandomAccessibleInterval<FloatType> block = mosaic.finish(1);
    double first = Math.exp(-2.5 * 2.5 / 2);
    double second = Math.exp(-3.5 * 3.5 / 2);
    assertEquals(0, block.getAt(5, 0, 0).get());
    assertEquals(second / (first + second), block.getAt(6, 0, 0).get(), 1e-6);
    assertEquals(first / (first + second), block.getAt(7, 0, 0).get(), 1e-6);
    assertEquals(1, block.getAt(8, 0, 0).get());
  }

  @Test
  void holdsNoMoreThanARowOfTiles() {
    Interval region = new FinalInterval(10, 1L << 40);
    Mosaic mosaic = new Mosaic(region, 1, false);
    Interval core = new FinalInterval(10, 3);
    mosaic.add(new Tile(core, core), new float[30]);
    assertTrue(Intervals.equals(new FinalInterval(10, 3, 1), mosaic.finish(3)));
  }

  @Test
  void saysThatARowOfTilesIsTooLarge() {
    Interval row = new FinalInterval(1 << 20, 1 << 10);
    Mosaic mosaic = new Mosaic(row, 2, false);
    Exception error =
        assertThrows(UserException.class, () -> mosaic.add(new Tile(row, row), new float[0]));
    assertEquals(
        "1024 rows of 1048576 pixels and 2 classes are more than memory can hold at once: choose"
            + " smaller tiles, or select a part of the image.",
        error.getMessage());
  }

  private static float[] values(Interval core) {
    float[] values = new float[(int) (2 * Intervals.numElements(core))];
    int i = 0;
    for (int c = 0; c < 2; c++)
      for (long y = core.min(1); y <= core.max(1); y++)
        for (long x = core.min(0); x <= core.max(0); x++) values[i++] = value(x, y, c);
    return values;
  }

  private static float value(long x, long y, long c) {
    return x + 100 * y + 10000 * c;
  }
}
