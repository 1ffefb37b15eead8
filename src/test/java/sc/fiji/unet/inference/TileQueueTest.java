package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.IntFunction;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
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
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.About;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkInput;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.ProcessingStep.FixedZeroMeanUnitVariance;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.NativeMemoryException;
import sc.fiji.unet.runtime.Network;

class TileQueueTest {

  private static final Executor THREAD = work -> new Thread(work).start();

  private static final float TOLERANCE = 1e-5f;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource({"1, 1, 2, 1", "2, 3, 4, 1", "3, 2, 3, 2", "1, 1, 2, 3"})
  void tiledEqualsUntiled(int channels, int classes, int filters, int depth) throws IOException {
    Architecture architecture = new Architecture(channels, classes, filters, depth);
    Random random = new Random(depth);
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      int smallest = TileGrid.smallestTileSize(model.network().tiling());
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
    try (OpenModel model = SmallModels.model(architecture, 9)) {
      float[] map = values(predict(model, tileSize, true, image));
      RandomAccessibleInterval<FloatType> back =
          Views.rotate(predict(model, tileSize, true, turned), 1, 0);
      assertArrayEquals(map, values(Views.zeroMin(back)), TOLERANCE);
      float[] once = values(predict(model, 0, image));
      assertFalse(Arrays.equals(map, once));
    }
  }

  /** A far-away pixel of a kind of its own changes how the whole image is normalised. */
  @Test
  void tilesAreNormalisedAsOneImage() throws IOException {
    Architecture architecture = new Architecture(1, 1, 2, 1);
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      Img<FloatType> image = SmallModels.image(1, 90, 30, 1);
      image.getAt(89, 29, 0).set(1e4f);
      assertArrayEquals(
          values(predict(model, 200, image)), values(predict(model, 40, image)), TOLERANCE);
    }
  }

  @Test
  void imageMayBeginAnywhere() throws IOException {
    Architecture architecture = new Architecture(2, 2, 2, 1);
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      Img<FloatType> image = SmallModels.image(1, 41, 30, 2);
      RandomAccessibleInterval<FloatType> map =
          predict(model, 30, Views.translate(image, 7, -100, 3));
      assertArrayEquals(values(predict(model, 0, image)), values(map), TOLERANCE);
    }
  }

  @Test
  void namesTheChannelsThatTheModelWants() throws IOException {
    try (OpenModel model = SmallModels.model(new Architecture(2, 1, 1, 1), 1)) {
      Exception error =
          assertThrows(UserException.class, () -> predict(model, 0, SmallModels.image(1, 4, 4, 3)));
      assertEquals("The image has 3 channels; the model 'Small' takes 2.", error.getMessage());
    }
  }

  /** A model of other programs may know the numbers of its own channels only. */
  @Test
  void countsChannelsBeforeItMeasuresThem() {
    ModelDescription two =
        new ModelDescription(
            "Foreign",
            About.byUser(),
            new NetworkInput(
                2,
                List.of(new AxisSize(1, 1), new AxisSize(1, 1)),
                List.of(new FixedZeroMeanUnitVariance(List.of(1.0, 2.0), List.of(3.0, 4.0))),
                new Axes("bcyx"),
                Optional.empty()),
            new NetworkOutput(
                Output.of(Output.classNames(1)), List.of(0, 0), List.of(), new Axes("bcyx")),
            Optional.empty());
    Tiling tiling = new Tiling.Blended(two.input().sizes(), two.output().halo());
    Exception error =
        assertThrows(
            UserException.class,
            () ->
                queue(
                    two,
                    tiling,
                    (values, shape) -> values,
                    8,
                    SmallModels.image(1, 4, 4, 3),
                    Progress.NONE));
    assertEquals("The image has 3 channels; the model 'Foreign' takes 2.", error.getMessage());
  }

  @Test
  void refusesATileThatTheModelCannotUse() throws IOException {
    Img<FloatType> image = SmallModels.image(1, 40, 40, 1);
    try (OpenModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1)) {
      assertThrows(UserException.class, () -> predict(model, 17, image));
      assertThrows(UserException.class, () -> predict(model, -1, image));
      predict(model, 18, image);
    }
  }

  @Test
  void reportsEachTileAndStopsWhenCanceled() throws IOException {
    try (OpenModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1)) {
      List<Double> fractions = new ArrayList<>();
      CountDownLatch asked = new CountDownLatch(1);
      Progress duringTheSecond =
          new Progress() {
            @Override
            public void report(String status, double fraction) {
              fractions.add(fraction);
            }

            @Override
            public boolean isCanceled() {
              if (fractions.size() < 2) return false;
              asked.countDown();
              return true;
            }
          };
      AtomicInteger tiles = new AtomicInteger();
      Prediction slowInTheSecond =
          (values, shape) -> {
            if (tiles.incrementAndGet() == 2) await(asked);
            return model.network().predict(values, shape);
          };
      // Cores of 4 x 4 pixels, so 15 tiles.
      assertThrows(
          CancellationException.class,
          () ->
              predict(model, slowInTheSecond, 20, SmallModels.image(1, 4, 60, 1), duringTheSecond));
      assertEquals(List.of(0.0, 1.0 / 15), fractions);
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertTrue(latch.await(1, TimeUnit.MINUTES));
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The network still works on its tile, and its thread ends when it is done. */
  @Test
  @Timeout(20)
  void cancelDoesNotWaitForTheTile() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch mayEnd = new CountDownLatch(1);
    AtomicReference<Thread> network = new AtomicReference<>();
    Prediction slow =
        (values, shape) -> {
          network.set(Thread.currentThread());
          begun.countDown();
          try {
            mayEnd.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          return values;
        };
    Progress canceledThen = new ToldProgress(() -> begun.getCount() == 0);
    Architecture architecture = new Architecture(1, 1, 1, 1);
    TileQueue queue =
        queue(
            SmallModels.description(architecture),
            new Tiling.Exact(architecture.stride(), architecture.halo()),
            slow,
            40,
            SmallModels.image(1, 9, 9, 1),
            canceledThen);
    assertThrows(CancellationException.class, queue::next);
    assertTrue(network.get().isAlive());
    mayEnd.countDown();
    network.get().join();
  }

  /** Memory for so many pixels only, and that from the third tile on: the second of three rows. */
  @ParameterizedTest
  @CsvSource({"1600, 0, 1", "1600, 2, 1", "500, 2, 2", "1600, 5, 1"})
  void goesOnWithSmallerTilesWhereMemoryDoesNotSuffice(int pixels, int from, int halvings)
      throws IOException {
    Architecture architecture = new Architecture(1, 1, 2, 1);
    Img<FloatType> image = SmallModels.image(2, 95, 120, 1);
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      AtomicInteger calls = new AtomicInteger();
      Prediction poor =
          (values, shape) -> {
            if (calls.getAndIncrement() >= from && shape[0] * shape[1] > pixels) throw full();
            return model.network().predict(values, shape);
          };
      ToldProgress told = new ToldProgress();
      RandomAccessibleInterval<FloatType> map = predict(model, poor, 64, image, told);
      assertArrayEquals(values(predict(model, 200, image)), values(map), TOLERANCE);
      assertEquals(halvings, told.notes().size());
      assertTrue(
          told.notes()
              .get(0)
              .matches(
                  "Too little memory for a tile of 56 x (48|56) pixels: going on with tiles of 28,"
                      + " which takes longer."),
          told.notes().get(0));
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
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      AtomicInteger calls = new AtomicInteger();
      Prediction poor =
          (values, shape) -> {
            if (calls.getAndIncrement() == from) throw full();
            return model.network().predict(values, shape);
          };
      List<Img<FloatType>> maps =
          images.stream().map(image -> (Img<FloatType>) ArrayImgs.floats(30, 40, 1)).toList();
      ToldProgress told = new ToldProgress();
      IntFunction<Img<FloatType>> items =
          i -> {
            ImgUtil.copy(images.get(i), turns.get(i % 2));
            return turns.get(i % 2);
          };
      TileQueue queue =
          new TileQueue(
              model.description(),
              model.network().tiling(),
              new TilePredictor(model.description(), poor, false),
              tileSize,
              4,
              items,
              new FinalInterval(30, 40),
              KeptTiles.NONE,
              told,
              THREAD);
      copy(queue, maps);
      assertEquals(1, told.notes().size());
      for (int i = 0; i < 4; i++)
        assertArrayEquals(values(predict(model, 0, images.get(i))), values(maps.get(i)), TOLERANCE);
    }
  }

  @Test
  void foreignModelGoesOnWithSmallerTiles() throws IOException {
    PackageEntries entries = PackageEntries.foreign(new Architecture(2, 1, 2, 1), folder);
    Img<FloatType> image = SmallModels.image(1, 90, 70, 2);
    try (OpenModel model = open(entries.write(folder.resolve("any.zip")))) {
      AtomicInteger calls = new AtomicInteger();
      Prediction poor =
          (values, shape) -> {
            if (calls.getAndIncrement() == 4) throw full();
            return model.network().predict(values, shape);
          };
      ToldProgress told = new ToldProgress();
      RandomAccessibleInterval<FloatType> map = predict(model, poor, 60, image, told);
      assertEquals(1, told.notes().size());
      assertArrayEquals(values(predict(model, 200, image)), values(map), TOLERANCE);
    }
  }

  @Test
  void saysWhenNotEvenTheSmallestTileFits() throws IOException {
    try (OpenModel model = SmallModels.model(new Architecture(1, 1, 1, 1), 1)) {
      Prediction none =
          (values, shape) -> {
            throw full();
          };
      ToldProgress told = new ToldProgress();
      Exception error =
          assertThrows(
              UserException.class,
              () -> predict(model, none, 64, SmallModels.image(1, 90, 60, 1), told));
      assertEquals(
          "There is too little memory even for tiles of 18 pixels, the smallest of this model: close"
              + " images and other programs.",
          error.getMessage());
      assertEquals(2, told.notes().size()); // 64, 32, 18
    }
  }

  /** This PyTorch is made for processors: a card fails, and that is told once. */
  @Test
  void goesOnOnTheProcessorWhereACardFails() throws IOException {
    Architecture architecture = new Architecture(1, 1, 1, 1);
    Img<FloatType> image = SmallModels.image(1, 40, 30, 1);
    ModelDescription description = SmallModels.description(architecture);
    ToldProgress told = new ToldProgress();
    try (OpenModel exact = SmallModels.model(architecture, 1);
        Network network =
            Network.open(
                description,
                SmallModels.weights(architecture, 1),
                new Compute("gpu0", Precision.FP32))) {
      for (int run = 0; run < 2; run++) {
        TileQueue queue =
            new TileQueue(
                description, network, 0, false, 1, i -> image, plane(image), KeptTiles.NONE, told);
        assertArrayEquals(
            values(predict(exact, 0, image)), values(map(queue, description, image)), TOLERANCE);
      }
      assertEquals(1, told.notes().size());
      assertTrue(told.notes().get(0).contains("'gpu0') failed: "), told.notes().get(0));
    }
  }

  private static NativeMemoryException full() {
    return new NativeMemoryException("full", null);
  }

  /** Of several images, and the same as that part of the whole. */
  @Test
  void regionOfEachImage() throws IOException {
    Random random = new Random(7);
    Architecture architecture = new Architecture(2, 2, 2, 1);
    List<Img<FloatType>> images =
        IntStream.range(0, 3).mapToObj(i -> SmallModels.image(i, 70, 50, 2)).toList();
    try (OpenModel model = SmallModels.model(architecture, 4)) {
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
        Throughput speed;
        TileQueue queue =
            new TileQueue(
                model.description(),
                model.network(),
                18 + random.nextInt(30),
                false,
                3,
                images::get,
                region,
                KeptTiles.NONE,
                Progress.NONE);
        copy(queue, maps);
        speed = queue.throughput();
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

  /** Of two images, of whose tiles the second run predicts those that the first one did not. */
  @Test
  void whatIsKeptIsNotPredictedAgain() throws IOException {
    Architecture architecture = new Architecture(1, 2, 2, 1);
    List<Img<FloatType>> images =
        IntStream.range(0, 2).mapToObj(i -> SmallModels.image(i, 70, 50, 1)).toList();
    AtomicInteger calls = new AtomicInteger();
    try (OpenModel model = SmallModels.model(architecture, 4)) {
      Prediction counted =
          (values, shape) -> {
            calls.incrementAndGet();
            return model.network().predict(values, shape);
          };
      Supplier<TileQueue> queue =
          () ->
              new TileQueue(
                  model.description(),
                  model.network().tiling(),
                  new TilePredictor(model.description(), counted, false),
                  30,
                  2,
                  images::get,
                  new FinalInterval(70, 50),
                  KeptTiles.in(folder.resolve("kept"), 0),
                  Progress.NONE,
                  Runnable::run);
      List<Img<FloatType>> expected = maps(2);
      copy(queue.get(), expected);
      int tiles = calls.getAndSet(0);
      assertEquals(tiles, kept());
      WholeFile.deleteFolder(folder.resolve("kept"));

      TileQueue interrupted = queue.get();
      for (int block = 0; block < 4; block++) interrupted.next();
      int before = kept();
      assertTrue(before > 0 && before < tiles);
      calls.set(0);
      List<Img<FloatType>> found = maps(2);
      copy(queue.get(), found);
      assertEquals(tiles - before, calls.get());
      for (int i = 0; i < 2; i++) assertArrayEquals(values(expected.get(i)), values(found.get(i)));
    }
  }

  private int kept() throws IOException {
    try (Stream<Path> files = Files.walk(folder.resolve("kept"))) {
      return (int) files.filter(file -> file.toString().endsWith(".tile")).count();
    }
  }

  private static List<Img<FloatType>> maps(int count) {
    return IntStream.range(0, count)
        .mapToObj(i -> (Img<FloatType>) ArrayImgs.floats(70, 50, 2))
        .toList();
  }

  /** Nobody would know that a folder cannot be written until the power fails. */
  @Test
  void whatCannotBeKeptIsSaid() throws IOException {
    Path file = Files.writeString(folder.resolve("file"), "");
    ToldProgress told = new ToldProgress();
    Architecture architecture = new Architecture(1, 1, 1, 1);
    Img<FloatType> image = SmallModels.image(1, 40, 30, 1);
    try (OpenModel model = SmallModels.model(architecture, 1)) {
      TileQueue queue =
          new TileQueue(
              model.description(),
              model.network(),
              18,
              false,
              1,
              i -> image,
              plane(image),
              KeptTiles.in(file, 0),
              told);
      assertArrayEquals(
          values(predict(model, 18, image)), values(map(queue, model.description(), image)));
    }
    assertEquals(1, told.notes().size());
    assertTrue(told.notes().get(0).startsWith("What is predicted from now on cannot be kept ("));
  }

  /** Item after item, each from the top of the region to its bottom. */
  @Test
  void blocksComeInOrder() {
    Interval region = FinalInterval.createMinMax(3, 5, 60, 49);
    Architecture architecture = new Architecture(1, 1, 1, 1);
    Prediction nothing = (values, shape) -> new float[shape[0] * shape[1]];
    TileQueue queue =
        new TileQueue(
            SmallModels.description(architecture),
            new Tiling.Exact(architecture.stride(), architecture.halo()),
            new TilePredictor(SmallModels.description(architecture), nothing, false),
            30,
            2,
            i -> SmallModels.image(i, 70, 50, 1),
            region,
            KeptTiles.NONE,
            Progress.NONE,
            THREAD);
    for (int item = 0; item < 2; item++)
      for (long top = region.min(1); top <= region.max(1); ) {
        MapBlock block = queue.next();
        assertEquals(item, block.item());
        assertEquals(top, block.map().min(1));
        assertEquals(region.min(0), block.map().min(0));
        assertEquals(region.max(0), block.map().max(0));
        top = block.map().max(1) + 1;
      }
    assertFalse(queue.hasNext());
    assertThrows(NoSuchElementException.class, queue::next);
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
    try (OpenModel any = open(anySize);
        OpenModel one = open(oneSize)) {
      float[] map = values(predict(any, 200, image));
      assertEquals(width * height, map.length);
      assertArrayEquals(map, values(predict(one, 0, image)), TOLERANCE);
      assertArrayEquals(map, values(predict(one, 200, image)), TOLERANCE);
      assertArrayEquals(map, values(predict(any, 31, image)), TOLERANCE);
      assertThrows(UserException.class, () -> predict(one, 39, image));
    }
  }

  @Test
  void foreignModelThatReturnsSomethingElse() throws IOException {
    PackageEntries entries = PackageEntries.foreign(new Architecture(1, 2, 2, 1), folder);
    entries.at("outputs", 0, "axes", 1).put("channel_names", List.of("a", "b", "c"));
    Path file = entries.write(folder.resolve("foreign.zip"));
    try (OpenModel model = open(file)) {
      Exception error =
          assertThrows(
              UserException.class, () -> predict(model, 0, SmallModels.image(1, 20, 20, 1)));
      assertEquals(
          "The network of the model 'Small' returns (1, 2, 36, 36) where its description says (1,"
              + " 3, 36, 36).",
          error.getMessage());
    }
    entries.at("inputs", 0, "axes", 1).put("channel_names", List.of("a", "b"));
    entries.write(file);
    try (OpenModel model = open(file)) {
      Exception error =
          assertThrows(
              UserException.class, () -> predict(model, 0, SmallModels.image(1, 20, 20, 2)));
      assertEquals(
          "The network of the model 'Small' fails on an input of (1, 2, 36, 36): RuntimeError: Given"
              + " groups=1, weight of size [2, 1, 3, 3], expected input[1, 2, 36, 36] to have 1"
              + " channels, but got 2 channels instead",
          error.getMessage());
    }
  }

  private OpenModel open(Path file) throws IOException {
    ModelLibrary library = new ModelLibrary(folder);
    library.trust(file.toString());
    return library.open(file.toString(), Precision.FP32);
  }

  private static RandomAccessibleInterval<FloatType> predict(
      OpenModel model, int tileSize, RandomAccessibleInterval<FloatType> image) {
    return predict(model, tileSize, false, image);
  }

  private static RandomAccessibleInterval<FloatType> predict(
      OpenModel model,
      int tileSize,
      boolean testTimeAugmentation,
      RandomAccessibleInterval<FloatType> image) {
    TileQueue queue =
        new TileQueue(
            model.description(),
            model.network(),
            tileSize,
            testTimeAugmentation,
            1,
            i -> image,
            plane(image),
            KeptTiles.NONE,
            Progress.NONE);
    return map(queue, model.description(), image);
  }

  /** With another network in the place of the model's. */
  private static RandomAccessibleInterval<FloatType> predict(
      OpenModel model,
      Prediction network,
      int tileSize,
      RandomAccessibleInterval<FloatType> image,
      Progress progress) {
    TileQueue queue =
        queue(model.description(), model.network().tiling(), network, tileSize, image, progress);
    return map(queue, model.description(), image);
  }

  private static TileQueue queue(
      ModelDescription model,
      Tiling tiling,
      Prediction network,
      int tileSize,
      RandomAccessibleInterval<FloatType> image,
      Progress progress) {
    return new TileQueue(
        model,
        tiling,
        new TilePredictor(model, network, false),
        tileSize,
        1,
        i -> image,
        plane(image),
        KeptTiles.NONE,
        progress,
        THREAD);
  }

  private static Interval plane(Interval image) {
    return new FinalInterval(image.dimension(0), image.dimension(1));
  }

  private static Img<FloatType> map(TileQueue queue, ModelDescription model, Interval image) {
    Img<FloatType> map =
        ArrayImgs.floats(image.dimension(0), image.dimension(1), model.classNames().size());
    copy(queue, List.of(map));
    return map;
  }

  private static void copy(TileQueue queue, List<Img<FloatType>> maps) {
    while (queue.hasNext()) {
      MapBlock block = queue.next();
      ImgUtil.copy(block.map(), Views.interval(maps.get(block.item()), block.map()));
    }
  }

  private static float[] values(RandomAccessibleInterval<FloatType> image) {
    float[] values = new float[(int) Intervals.numElements(image)];
    int i = 0;
    for (FloatType pixel : Views.flatIterable(image)) values[i++] = pixel.get();
    return values;
  }
}
