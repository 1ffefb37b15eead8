package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.util.Intervals;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;

class TilePredictorTest {

  private static final float TOLERANCE = 1e-5f;

  /** A tile is a function of the image: in any order, whatever the other tiles are. */
  @ParameterizedTest
  @CsvSource({
    "1, 1, 2, 1, false",
    "2, 3, 4, 1, false",
    "3, 2, 3, 2, false",
    "1, 1, 2, 3, false",
    "1, 2, 3, 1, true",
    "2, 1, 2, 2, true"
  })
  void tileIsACropOfTheWhole(
      int channels, int classes, int filters, int depth, boolean testTimeAugmentation)
      throws IOException {
    Architecture architecture = new Architecture(channels, classes, filters, depth);
    Random random = new Random(10 * depth + channels);
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      int smallest = TileGrid.smallestTileSize(model.network().tiling());
      TilePredictor predictor =
          new TilePredictor(model.description(), model.network(), testTimeAugmentation);
      for (int run = 0; run < 8; run++) {
        NormalizedImage image =
            image(
                model.description(),
                run,
                1 + random.nextInt(2 * smallest),
                1 + random.nextInt(2 * smallest));
        Interval all = aligned(architecture, image.interval());
        float[] whole = predictor.predict(image, new Tile(all, all));
        assertEquals(classes * Intervals.numElements(all), whole.length);
        List<Tile> tiles =
            TileGrid.tiles(
                model.network().tiling(),
                image.interval(),
                part(image.interval(), random),
                smallest + random.nextInt(smallest));
        Collections.shuffle(tiles, random);
        for (Tile tile : tiles)
          assertArrayEquals(
              crop(whole, all, tile.core(), classes), predictor.predict(image, tile), TOLERANCE);
      }
    }
  }

  @Test
  void anyNumberOfThreadsMayPredict() throws IOException {
    Architecture architecture = new Architecture(1, 2, 2, 1);
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      TilePredictor predictor = new TilePredictor(model.description(), model.network(), false);
      NormalizedImage image = image(model.description(), 1, 90, 70);
      List<Tile> tiles =
          TileGrid.tiles(model.network().tiling(), image.interval(), image.interval(), 30);
      List<float[]> together =
          tiles.parallelStream().map(tile -> predictor.predict(image, tile)).toList();
      for (int i = 0; i < tiles.size(); i++)
        assertArrayEquals(predictor.predict(image, tiles.get(i)), together.get(i), TOLERANCE);
    }
  }

  /** Two channels, 4 wide and 3 high, of which the middle 2 x 2 pixels are the core. */
  @Test
  void coreOfWhatTheNetworkGives() {
    NormalizedImage image =
        NormalizedImage.measured(ArrayImgs.floats(new float[24], 4, 3, 2), List.of());
    float[] map = new float[24];
    for (int i = 0; i < map.length; i++) map[i] = i;
    Prediction network =
        (values, shape) -> {
          assertEquals(24, values.length);
          assertArrayEquals(new int[] {3, 4}, shape);
          return map;
        };
    ModelDescription description = SmallModels.description(new Architecture(2, 2, 1, 1));
    TilePredictor predictor = new TilePredictor(description, network, false);
    Interval source = FinalInterval.createMinSize(50, -7, 4, 3);
    assertArrayEquals(
        new float[] {5, 6, 9, 10, 17, 18, 21, 22},
        predictor.predict(image, new Tile(FinalInterval.createMinSize(51, -6, 2, 2), source)));
    assertArrayEquals(map, predictor.predict(image, new Tile(source, source)));
  }

  private static NormalizedImage image(
      ModelDescription description, long seed, long width, long height) {
    return NormalizedImage.of(
        SmallModels.image(seed, width, height, description.inputChannels()),
        description.input().preprocessing());
  }

  private static Interval aligned(Architecture architecture, Interval image) {
    return new FinalInterval(
        architecture.aligned((int) image.dimension(0)),
        architecture.aligned((int) image.dimension(1)));
  }

  private static Interval part(Interval image, Random random) {
    long left = random.nextLong(image.dimension(0));
    long top = random.nextLong(image.dimension(1));
    return FinalInterval.createMinSize(
        left,
        top,
        1 + random.nextLong(image.dimension(0) - left),
        1 + random.nextLong(image.dimension(1) - top));
  }

  /** Axis order (class, y, x), as the map. */
  private static float[] crop(float[] map, Interval all, Interval part, int classes) {
    float[] crop = new float[(int) (classes * Intervals.numElements(part))];
    int i = 0;
    for (int c = 0; c < classes; c++)
      for (long y = part.min(1); y <= part.max(1); y++)
        for (long x = part.min(0); x <= part.max(0); x++)
          crop[i++] = map[(int) ((c * all.dimension(1) + y) * all.dimension(0) + x)];
    return crop;
  }
}
