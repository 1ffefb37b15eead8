package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.ModelPackage;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.runtime.Tensors;
import sc.fiji.unet.runtime.TrainedModel;

class TiledPredictionTest {

  private static final float TOLERANCE = 1e-5f;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 1, 2, 1", "2, 3, 4, 1", "3, 2, 3, 2", "1, 1, 2, 3"})
  void tiledEqualsUntiled(int channels, int classes, int filters, int depth) throws IOException {
    Architecture architecture = new Architecture(channels, classes, filters, depth);
    int smallest = TileGrid.smallestTileSize(architecture.stride(), architecture.reach());
    Random random = new Random(depth);
    try (TrainedModel model = SmallModels.model(architecture, 4)) {
      long[][] sizes = {{1, 1}, {1, 3 * smallest}, {2 * smallest + 1, 1}, {3, 5}};
      for (int i = 0; i < 8; i++) {
        long width = i < sizes.length ? sizes[i][0] : 1 + random.nextInt(2 * smallest);
        long height = i < sizes.length ? sizes[i][1] : 1 + random.nextInt(2 * smallest);
        Img<FloatType> image = SmallModels.image(i, width, height, channels);
        int tileSize = smallest + architecture.stride() * (2 + random.nextInt(6));
        float[] untiled = values(predict(model, 4 * smallest, image));
        assertEquals(width * height * classes, untiled.length);
        assertArrayEquals(untiled, values(predict(model, tileSize, image)), TOLERANCE);
      }
    }
  }

  /** The mean over all eight does not know which way up the image was. */
  @ParameterizedTest
  @CsvSource({"0", "18"})
  void averageTurnsWithTheImage(int tileSize) throws IOException {
    Architecture architecture = new Architecture(2, 2, 3, 1);
    Img<FloatType> image = SmallModels.image(3, 26, 32, 2);
    RandomAccessibleInterval<FloatType> turned =
        Views.zeroMin(Views.rotate(Views.zeroMin(image), 0, 1));
    try (TrainedModel model = SmallModels.model(architecture, 9)) {
      TiledPrediction averaged = new TiledPrediction(model, tileSize, true);
      float[] map = values(averaged.predict(channels(image), Progress.NONE));
      RandomAccessibleInterval<FloatType> back =
          Views.rotate(averaged.predict(channels(turned), Progress.NONE), 1, 0);
      assertArrayEquals(map, values(Views.zeroMin(back)), TOLERANCE);
      float[] once = values(predict(model, 0, image));
      assertFalse(java.util.Arrays.equals(map, once));
    }
  }

  /** A far-away pixel of a kind of its own changes how the whole image is normalised. */
  @Test
  void tilesAreNormalisedAsOneImage() throws IOException {
    Architecture architecture = new Architecture(1, 1, 2, 1);
    try (TrainedModel model = SmallModels.model(architecture, 4)) {
      Img<FloatType> image = SmallModels.image(1, 90, 30, 1);
      image.getAt(89, 29, 0).set(1e4f);
      assertArrayEquals(
          values(predict(model, 200, image)), values(predict(model, 40, image)), TOLERANCE);
    }
  }

  @Test
  void imageMayBeginAnywhere() throws IOException {
    Architecture architecture = new Architecture(2, 2, 2, 1);
    try (TrainedModel model = SmallModels.model(architecture, 4)) {
      Img<FloatType> image = SmallModels.image(1, 41, 30, 2);
      RandomAccessibleInterval<FloatType> map =
          new TiledPrediction(model, 30, false)
              .predict(channels(Views.translate(image, 7, -100, 3)), Progress.NONE);
      assertArrayEquals(values(predict(model, 0, image)), values(map), TOLERANCE);
    }
  }

  @Test
  void leavesNothingInNativeMemory() throws IOException {
    try (TrainedModel model = SmallModels.model(new Architecture(1, 1, 2, 2), 1)) {
      int before = model.manager().getManagedArrays().size();
      new TiledPrediction(model, 0, false)
          .predict(SmallModels.channels(1, 40, 40, 1), Progress.NONE);
      assertEquals(before, model.manager().getManagedArrays().size());
    }
  }

  @Test
  void namesTheChannelsThatTheModelWants() throws IOException {
    try (TrainedModel model = SmallModels.model(new Architecture(2, 1, 1, 1), 1)) {
      Exception error =
          assertThrows(
              IllegalArgumentException.class,
              () -> predict(model, 0, SmallModels.image(1, 4, 4, 3)));
      assertEquals("The image has 3 channels; the model 'Small' takes 2.", error.getMessage());
    }
  }

  @Test
  void refusesATileThatTheModelCannotUse() throws IOException {
    try (TrainedModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1)) {
      assertThrows(IllegalArgumentException.class, () -> new TiledPrediction(model, 17, false));
      assertThrows(IllegalArgumentException.class, () -> new TiledPrediction(model, -1, false));
      new TiledPrediction(model, 18, false);
    }
  }

  @Test
  void reportsEachTileAndStopsWhenCanceled() throws IOException {
    try (TrainedModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1)) {
      List<Double> fractions = new ArrayList<>();
      Progress duringTheSecond =
          new Progress() {
            @Override
            public void report(String status, double fraction) {
              fractions.add(fraction);
            }

            @Override
            public boolean isCanceled() {
              return fractions.size() == 2;
            }
          };
      // Cores of 4 x 4 pixels, so 15 tiles.
      assertThrows(
          CancellationException.class,
          () ->
              new TiledPrediction(model, 20, false)
                  .predict(channels(SmallModels.image(1, 4, 60, 1)), duringTheSecond));
      assertEquals(List.of(0.0, 1.0 / 15), fractions);
    }
  }

  /** The network still works on its tile, and the model is released when it is done. */
  @Test
  @Timeout(20)
  void cancelDoesNotWaitForTheTile() throws Exception {
    TrainedModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1);
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicReference<Thread> network = new AtomicReference<>();
    UnaryOperator<NDArray> slow =
        image -> {
          network.set(Thread.currentThread());
          begun.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return model.predict(image);
        };
    Progress canceledThen =
        new Progress() {
          @Override
          public void report(String status, double fraction) {}

          @Override
          public boolean isCanceled() {
            return begun.getCount() == 0;
          }
        };
    try (model) {
      TiledPrediction prediction = new TiledPrediction(model, 0, false, slow);
      assertThrows(
          CancellationException.class,
          () -> prediction.predict(channels(SmallModels.image(1, 9, 9, 1)), canceledThen));
    }
    assertTrue(model.manager().isOpen());
    assertThrows(IllegalStateException.class, model::hold);
    mayEnd.countDown();
    network.get().join();
    assertFalse(model.manager().isOpen());
  }

  /** Memory for so many pixels only, and that from the third tile on: the second of three rows. */
  @ParameterizedTest
  @CsvSource({"1600, 0, 1", "1600, 2, 1", "500, 2, 2", "1600, 5, 1"})
  void goesOnWithSmallerTilesWhereMemoryDoesNotSuffice(int pixels, int from, int halvings)
      throws IOException {
    Architecture architecture = new Architecture(1, 1, 2, 1);
    Img<FloatType> image = SmallModels.image(2, 95, 120, 1);
    try (TrainedModel model = SmallModels.model(architecture, 4)) {
      AtomicInteger calls = new AtomicInteger();
      UnaryOperator<NDArray> poor =
          input -> {
            long size = input.getShape().get(2) * input.getShape().get(3);
            if (calls.getAndIncrement() >= from && size > pixels)
              throw new OutOfMemoryError("full");
            return model.predict(input);
          };
      List<String> notes = new ArrayList<>();
      RandomAccessibleInterval<FloatType> map =
          new TiledPrediction(model, 64, false, poor).predict(channels(image), noting(notes));
      assertArrayEquals(values(predict(model, 200, image)), values(map), TOLERANCE);
      assertEquals(halvings, notes.size());
      assertTrue(
          notes
              .get(0)
              .matches(
                  "Too little memory for a tile of 56 x (48|56) pixels: going on with tiles of 28,"
                      + " which takes longer."),
          notes.get(0));
      assertEquals(0, model.manager().getManagedArrays().size());
    }
  }

  /**
   * An image that is read while the one before is predicted does not touch its tiles, which may
   * have to be read again.
   */
  @ParameterizedTest
  @CsvSource({"64, 0", "64, 1", "64, 2", "64, 3", "32, 3", "32, 7"})
  void imagesMayTakeTurnsInTheSameMemory(int tileSize, int from) throws IOException {
    Architecture architecture = new Architecture(1, 1, 2, 1);
    List<Img<FloatType>> images =
        IntStream.range(0, 4).mapToObj(i -> SmallModels.image(i, 30, 40, 1)).toList();
    List<Img<FloatType>> turns = List.of(ArrayImgs.floats(30, 40, 1), ArrayImgs.floats(30, 40, 1));
    try (TrainedModel model = SmallModels.model(architecture, 4)) {
      AtomicInteger calls = new AtomicInteger();
      UnaryOperator<NDArray> poor =
          input -> {
            if (calls.getAndIncrement() == from) throw new OutOfMemoryError("full");
            return model.predict(input);
          };
      List<Img<FloatType>> maps =
          images.stream().map(image -> (Img<FloatType>) ArrayImgs.floats(30, 40, 1)).toList();
      List<String> notes = new ArrayList<>();
      new TiledPrediction(model, tileSize, false, poor)
          .predict(
              4,
              i -> {
                ImgUtil.copy(images.get(i), turns.get(i % 2));
                return channels(turns.get(i % 2));
              },
              new FinalInterval(30, 40),
              noting(notes),
              (i, strip) -> ImgUtil.copy(strip, Views.interval(maps.get(i), strip)));
      assertEquals(1, notes.size());
      for (int i = 0; i < 4; i++)
        assertArrayEquals(values(predict(model, 0, images.get(i))), values(maps.get(i)), TOLERANCE);
    }
  }

  @Test
  void foreignModelGoesOnWithSmallerTiles() throws IOException {
    PackageEntries entries = PackageEntries.foreign(new Architecture(2, 1, 2, 1), folder);
    Img<FloatType> image = SmallModels.image(1, 90, 70, 2);
    try (TrainedModel model = ModelPackage.read(entries.write(folder.resolve("any.zip")), "any")) {
      AtomicInteger calls = new AtomicInteger();
      UnaryOperator<NDArray> poor =
          input -> {
            if (calls.getAndIncrement() == 4) throw new OutOfMemoryError("full");
            return model.predict(input);
          };
      List<String> notes = new ArrayList<>();
      RandomAccessibleInterval<FloatType> map =
          new TiledPrediction(model, 60, false, poor).predict(channels(image), noting(notes));
      assertEquals(1, notes.size());
      assertArrayEquals(values(predict(model, 200, image)), values(map), TOLERANCE);
    }
  }

  @Test
  void saysWhenNotEvenTheSmallestTileFits() throws IOException {
    try (TrainedModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1)) {
      UnaryOperator<NDArray> none =
          input -> {
            throw new OutOfMemoryError("full");
          };
      List<String> notes = new ArrayList<>();
      TiledPrediction prediction = new TiledPrediction(model, 64, false, none);
      Exception error =
          assertThrows(
              IllegalStateException.class,
              () -> prediction.predict(channels(SmallModels.image(1, 90, 60, 1)), noting(notes)));
      assertEquals(
          "There is too little memory even for tiles of 18 pixels, the smallest of this model: close"
              + " images and other programs.",
          error.getMessage());
      assertEquals(2, notes.size()); // 64, 32, 18
    }
  }

  private static Progress noting(List<String> notes) {
    return new Progress() {
      @Override
      public void report(String status, double fraction) {}

      @Override
      public void note(String sentence) {
        notes.add(sentence);
      }

      @Override
      public boolean isCanceled() {
        return false;
      }
    };
  }

  /** Of several images, and the same as that part of the whole. */
  @Test
  void regionOfEachImage() throws IOException {
    Random random = new Random(7);
    Architecture architecture = new Architecture(2, 2, 2, 1);
    List<Img<FloatType>> images =
        IntStream.range(0, 3).mapToObj(i -> SmallModels.image(i, 70, 50, 2)).toList();
    try (TrainedModel model = SmallModels.model(architecture, 4)) {
      for (int run = 0; run < 5; run++) {
        long left = random.nextInt(70);
        long top = random.nextInt(50);
        Interval region =
            FinalInterval.createMinMax(
                left,
                top,
                left + random.nextInt(70 - (int) left),
                top + random.nextInt(50 - (int) top));
        List<Img<FloatType>> maps =
            images.stream().map(image -> (Img<FloatType>) ArrayImgs.floats(70, 50, 2)).toList();
        Throughput speed =
            new TiledPrediction(model, 18 + random.nextInt(30), false)
                .predict(
                    3,
                    i -> channels(images.get(i)),
                    region,
                    Progress.NONE,
                    (i, strip) -> ImgUtil.copy(strip, Views.interval(maps.get(i), strip)));
        assertEquals(3 * Intervals.numElements(region), speed.pixels());
        assertTrue(speed.networkSeconds() > 0 && speed.networkShare() <= 1);
        for (int i = 0; i < 3; i++)
          assertArrayEquals(
              values(within(predict(model, 0, images.get(i)), region)),
              values(within(maps.get(i), region)),
              TOLERANCE);
      }
    }
  }

  private static RandomAccessibleInterval<FloatType> within(
      RandomAccessibleInterval<FloatType> map, Interval region) {
    return Views.interval(
        map,
        FinalInterval.createMinMax(
            region.min(0), region.min(1), 0, region.max(0), region.max(1), 1));
  }

  /**
   * A network that is run as it is, once on tiles of 40 x 40 pixels and once on one tile. Its halo
   * is as wide as it looks, so both are the same.
   */
  @ParameterizedTest
  @CsvSource({"1, 1", "40, 40", "24, 24", "25, 9", "100, 3", "61, 90"})
  void foreignModelOfFixedSize(long width, long height) throws IOException {
    PackageEntries entries = PackageEntries.foreign(new Architecture(2, 1, 2, 1), folder);
    Path anySize = entries.write(folder.resolve("any.zip"));
    for (int axis = 2; axis < 4; axis++) entries.at("inputs", 0, "axes", axis).put("size", 40);
    Path oneSize = entries.write(folder.resolve("one.zip"));
    Img<FloatType> image = SmallModels.image(1, width, height, 2);
    try (TrainedModel any = ModelPackage.read(anySize, "any");
        TrainedModel one = ModelPackage.read(oneSize, "one")) {
      float[] map = values(predict(any, 200, image));
      assertEquals(width * height, map.length);
      assertArrayEquals(map, values(predict(one, 0, image)), TOLERANCE);
      assertArrayEquals(map, values(predict(one, 200, image)), TOLERANCE);
      assertArrayEquals(map, values(predict(any, 31, image)), TOLERANCE);
      assertThrows(IllegalArgumentException.class, () -> predict(one, 39, image));
      assertEquals(0, one.manager().getManagedArrays().size());
    }
  }

  @Test
  void foreignModelThatReturnsSomethingElse() throws IOException {
    PackageEntries entries = PackageEntries.foreign(new Architecture(1, 2, 2, 1), folder);
    entries.at("outputs", 0, "axes", 1).put("channel_names", List.of("a", "b", "c"));
    Path file = entries.write(folder.resolve("foreign.zip"));
    try (TrainedModel model = ModelPackage.read(file, "foreign")) {
      Exception error =
          assertThrows(
              IllegalArgumentException.class,
              () -> predict(model, 0, SmallModels.image(1, 20, 20, 1)));
      assertEquals(
          "The network of the model 'Small' returns (1, 2, 36, 36) where its description says (1,"
              + " 3, 36, 36).",
          error.getMessage());
    }
    entries.at("inputs", 0, "axes", 1).put("channel_names", List.of("a", "b"));
    entries.write(file);
    try (TrainedModel model = ModelPackage.read(file, "foreign")) {
      Exception error =
          assertThrows(
              IllegalArgumentException.class,
              () -> predict(model, 0, SmallModels.image(1, 20, 20, 2)));
      assertEquals(
          "The network of the model 'Small' fails on an input of (1, 2, 36, 36).",
          error.getMessage());
    }
  }

  private static RandomAccessibleInterval<FloatType> predict(
      TrainedModel model, int tileSize, RandomAccessibleInterval<FloatType> image) {
    return new TiledPrediction(model, tileSize, false).predict(channels(image), Progress.NONE);
  }

  private static List<RandomAccessibleInterval<FloatType>> channels(
      RandomAccessibleInterval<FloatType> image) {
    return Tensors.channels(image);
  }

  private static float[] values(RandomAccessibleInterval<FloatType> image) {
    float[] values = new float[(int) Intervals.numElements(image)];
    int i = 0;
    for (FloatType pixel : Views.flatIterable(image)) values[i++] = pixel.get();
    return values;
  }
}
