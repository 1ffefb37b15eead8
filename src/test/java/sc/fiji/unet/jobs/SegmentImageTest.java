package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.Point;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.labels.DistanceSeeds;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.labels.ShapeSeeds;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Magnification;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

class SegmentImageTest {

  private static final int WIDTH = 24;
  private static final int HEIGHT = 18;

  @Test
  void labelsAreComponentsNumberedThroughAllPlanes() throws IOException {
    ArraySource image = image(3);
    try (OpenModel model = model(1)) {
      SegmentationSettings settings = settings(model).minimumSize(3);
      ArraySink sink = new ArraySink(image, 1);
      Throughput throughput = new SegmentImage(model, settings).run(image, sink, Progress.NONE);
      int first = 1;
      for (int i = 0; i < 3; i++) {
        RandomAccessibleInterval<FloatType> map = map(model, image, i);
        assertSame(map, sink.maps.get(i));
        RandomAccessibleInterval<IntType> expected = ArrayImgs.ints(WIDTH, HEIGHT);
        int objects = Components.label(Views.hyperSlice(map, 2, 0), 0.5, 3, first, expected);
        assertTrue(objects > 0);
        assertEquals(objects, sink.objects.get(i).labels().length);
        assertEquals(list(expected), list(sink.labels.get(i)));
        first += objects;
      }
      assertEquals(3L * WIDTH * HEIGHT, throughput.pixels());
    }
  }

  @Test
  void mapsComeOnlyIfTheyAreKept() throws IOException {
    ArraySource image = image(2);
    try (OpenModel model = model(1)) {
      ArraySink sink = new ArraySink(image, 1);
      new SegmentImage(model, settings(model).probabilities(false)).run(image, sink, Progress.NONE);
      assertEquals(2, sink.labels.size());
      for (RandomAccessibleInterval<FloatType> map : sink.maps)
        for (FloatType pixel : Views.iterable(map)) assertTrue(Float.isNaN(pixel.get()));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "BACKGROUND CLASS CLASS, 2",
    "DISTANCE BACKGROUND CLASS CLASS, 2",
    "BACKGROUND CLASS, 0",
    "FOREGROUND CLASS CLASS, 0",
    "CLASS CLASS, 0"
  })
  void classesOfObjectsNeedABackground(String meanings, int classes) {
    List<Output> outputs =
        Stream.of(meanings.split(" "))
            .map(meaning -> new Output(Output.Meaning.valueOf(meaning), "x"))
            .toList();
    ModelDescription model = SmallModels.description(new Architecture(1, outputs.size(), 2, 1));
    assertEquals(classes, with(model, outputs).objectClasses().size());
    assertEquals(Math.max(1, classes), new ObjectMaps(with(model, outputs)).classes());
  }

  /** Which channel says what an object is, and whether its opposite does. */
  @ParameterizedTest
  @CsvSource({
    "BACKGROUND CLASS, 0, true, 0.5",
    "BORDER BACKGROUND CLASS CLASS, 1, true, 0.8",
    "FOREGROUND, 0, false, 0.5",
    "DISTANCE FOREGROUND, 1, false, 0.5",
    "FOREGROUND BORDER, 0, false, 0.5"
  })
  void objectsAreWhatTheOutputsMean(
      String meanings, int channel, boolean opposite, double threshold) throws IOException {
    List<Output> outputs =
        Stream.of(meanings.split(" "))
            .map(meaning -> new Output(Output.Meaning.valueOf(meaning), "x"))
            .toList();
    ArraySource image = image(1);
    Architecture architecture = new Architecture(1, outputs.size(), 2, 1);
    byte[] weights = SmallModels.weights(architecture, 3);
    try (OpenModel model =
        SmallModels.model(with(SmallModels.description(architecture), outputs), weights)) {
      ArraySink sink = new ArraySink(image, outputs.size());
      SegmentationSettings settings = settings(model).separation(new Regions(threshold));
      new SegmentImage(model, settings).run(image, sink, Progress.NONE);
      RandomAccessibleInterval<FloatType> map = map(model, image, 0);
      int inside = 0;
      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
          float probability = map.getAt(x, y, channel).get();
          boolean expected = (opposite ? 1 - probability : probability) >= threshold;
          if (expected) inside++;
          assertEquals(expected, sink.labels.get(0).getAt(x, y).get() > 0, x + ", " + y);
        }
      assertTrue(inside > 0 && inside < WIDTH * HEIGHT, inside + " pixels");
    }
  }

  /** Tiles are of any size: the objects stay the same, pixel by pixel, also through slices. */
  @ParameterizedTest
  @CsvSource({
    "distance, false",
    "distance, true",
    "classes, true",
    "shape, false",
    "shape, true",
    "regions, true"
  })
  void objectsDoNotDependOnTheTileSize(String separation, boolean throughSlices)
      throws IOException {
    ArraySource image =
        ArraySource.of(
                "cells",
                IntStream.range(0, 4).mapToObj(i -> SmallModels.image(i + 1, 61, 47, 1)).toList())
            .volumes(2, 1.5);
    int classes = separation.equals("classes") ? 2 : 1;
    try (OpenModel model =
        SmallModels.model(new Architecture(2, 1, classes, true, 2, 2), 4 + classes)) {
      Separation how =
          switch (separation) {
            case "distance", "classes" -> new DistanceSeeds(0.45, 0.5, 1);
            case "shape" -> new ShapeSeeds(0.45, 0.8, 1);
            default -> new Regions(0.45);
          };
      SegmentationSettings settings =
          settings(model).separation(how).throughSlices(throughSlices).minimumSize(2);
      int smallest = TileGrid.smallestTileSize(model.network().tiling());
      List<List<Integer>> whole = null;
      for (int tile : new int[] {0, smallest, smallest + 9, 200}) {
        ArraySink sink = new ArraySink(image, classes + 1);
        new SegmentImage(model, settings.tileSize(tile)).run(image, sink, Progress.NONE);
        List<List<Integer>> labels = sink.labels.stream().map(SegmentImageTest::list).toList();
        int objects = sink.objects.get(3).lastLabel();
        assertTrue(objects > (classes == 1 ? 2 : 1), objects + " objects");
        if (whole == null) whole = labels;
        assertEquals(whole, labels, "tiles of " + tile);
      }
    }
  }

  /** The most probable class of objects and the mean of their foreground, as in the map itself. */
  @Test
  void objectsHaveAClassAndAConfidence() throws IOException {
    ArraySource image = image(1);
    try (OpenModel model = SmallModels.model(new Architecture(1, 3, 2, 1), 5)) {
      ArraySink sink = new ArraySink(image, 3);
      SegmentationSettings settings = settings(model).separation(new Regions(0.6)).minimumSize(3);
      new SegmentImage(model, settings).run(image, sink, Progress.NONE);
      FoundObjects found = sink.objects.get(0);
      RandomAccessibleInterval<FloatType> map = map(model, image, 0);
      Set<Integer> classes = new HashSet<>();
      for (int label : found.labels()) {
        double foreground = 0;
        int pixels = 0;
        for (int y = 0; y < HEIGHT; y++)
          for (int x = 0; x < WIDTH; x++) {
            if (sink.labels.get(0).getAt(x, y).get() != label) continue;
            boolean first = map.getAt(x, y, 1).get() >= map.getAt(x, y, 2).get();
            assertEquals(first ? 1 : 2, found.objectClass(label));
            foreground += 1 - map.getAt(x, y, 0).get();
            pixels++;
          }
        assertEquals(foreground / pixels, found.confidence(label), 1e-5);
        classes.add(found.objectClass(label));
      }
      assertEquals(Set.of(1, 2), classes);
    }
  }

  /** The same slices in both frames, and in the third none of them. */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void objectsKeepTheirLabelsThroughTime(boolean throughSlices) throws IOException {
    RandomAccessibleInterval<FloatType> upper = SmallModels.image(1, WIDTH, HEIGHT, 1);
    RandomAccessibleInterval<FloatType> lower = SmallModels.image(2, WIDTH, HEIGHT, 1);
    ArraySource image = ArraySource.of("cells", List.of(upper, lower, upper, lower)).volumes(2, 1);
    try (OpenModel model = model(1)) {
      SegmentationSettings settings =
          settings(model).threshold(0.6).throughSlices(throughSlices).linked(true);
      ArraySink sink = new ArraySink(image, 1);
      new SegmentImage(model, settings).run(image, sink, Progress.NONE);
      assertTrue(sink.objects.get(1).lastLabel() > 1);
      for (int i = 0; i < 2; i++) {
        assertEquals(list(sink.labels.get(i)), list(sink.labels.get(i + 2)));
        FoundObjects first = sink.objects.get(i);
        FoundObjects second = sink.objects.get(i + 2);
        assertArrayEquals(first.labels(), second.labels());
        for (int label : first.labels())
          assertEquals(first.confidence(label), second.confidence(label));
      }
    }
  }

  /** A label means one object in both slices of a volume, and none in the next volume. */
  @Test
  void objectsGoOnThroughSlices() throws IOException {
    RandomAccessibleInterval<FloatType> plane = SmallModels.image(1, WIDTH, HEIGHT, 1);
    ArraySource image = ArraySource.of("cells", List.of(plane, plane, plane, plane)).volumes(2, 1);
    try (OpenModel model = model(1)) {
      ArraySink sink = new ArraySink(image, 1);
      new SegmentImage(model, settings(model).threshold(0.6).throughSlices(true))
          .run(image, sink, Progress.NONE);
      int objects = sink.objects.get(1).lastLabel();
      assertTrue(objects > 1, objects + " objects");
      assertEquals(2 * objects, sink.objects.get(2).lastLabel());
      assertArrayEquals(sink.objects.get(2).labels(), sink.objects.get(3).labels());
      List<Integer> first = list(sink.labels.get(0));
      assertEquals(first, list(sink.labels.get(1)));
      assertEquals(
          first.stream().map(label -> label == 0 ? 0 : label + objects).toList(),
          list(sink.labels.get(3)));
    }
  }

  /** Also where the network sees the image at another size. */
  @ParameterizedTest
  @ValueSource(doubles = {30, 15})
  void inAMarginNothingIsFound(double diameter) throws IOException {
    int left = 7;
    RandomAccessibleInterval<FloatType> plane = SmallModels.image(1, WIDTH, HEIGHT, 1);
    Views.interval(plane, new FinalInterval(left, HEIGHT, 1)).forEach(pixel -> pixel.set(0));
    ArraySource image = ArraySource.of("cells", List.of(plane));
    Architecture architecture = new Architecture(1, 1, 2, 1);
    ModelDescription knows =
        SmallModels.description(architecture).with(new Magnification(1, 30, false));
    ToldProgress progress = new ToldProgress();
    try (OpenModel model = SmallModels.model(knows, SmallModels.weights(architecture, 3))) {
      ArraySink sink = new ArraySink(image, 1);
      new SegmentImage(model, settings(model).threshold(0.01).diameter(diameter))
          .run(image, sink, progress);
      for (int y = 0; y < HEIGHT; y++)
        for (int x = 0; x < WIDTH; x++) {
          assertEquals(x < left ? 0 : 1, sink.labels.get(0).getAt(x, y).get());
          assertEquals(x < left, Float.isNaN(sink.maps.get(0).getAt(x, y, 0).get()));
        }
    }
    assertEquals(1, progress.notes().size());
    assertTrue(progress.notes().get(0).contains("29 % of it"), progress.notes().get(0));
  }

  /** A diameter that a person gives counts more than all that model and image tell. */
  @Test
  void aGivenDiameterMagnifies() throws IOException {
    ModelDescription plain =
        SmallModels.description(new Architecture(1, 1, 2, 1))
            .with(Optional.of(new PixelSize(1, 1)));
    ModelDescription knows = plain.with(new Magnification(1, 30, false));
    byte[] weights = SmallModels.weights(new Architecture(1, 1, 2, 1), 3);
    ArraySource image = image(1).pixels(new PixelSize(1, 1));
    try (OpenModel model = SmallModels.model(knows, weights)) {
      Throughput own =
          new SegmentImage(model, settings(model))
              .run(image, new ArraySink(image, 1), Progress.NONE);
      assertEquals(WIDTH * HEIGHT, own.pixels());
      ArraySink sink = new ArraySink(image, 1);
      Throughput magnified =
          new SegmentImage(model, settings(model).diameter(15)).run(image, sink, Progress.NONE);
      assertEquals(4 * WIDTH * HEIGHT, magnified.pixels());
      assertTrue(Intervals.equals(image.interval(), sink.labels.get(0)));
    }
    try (OpenModel model = SmallModels.model(plain, weights)) {
      SegmentImage job = new SegmentImage(model, settings(model).diameter(15));
      Exception error =
          assertThrows(
              UserException.class, () -> job.run(image, new ArraySink(image, 1), Progress.NONE));
      assertEquals(
          "The model 'Small' does not know how large its objects are: leave the diameter empty.",
          error.getMessage());
    }
  }

  /** A model of objects that differed in size looks first how large those of an image are. */
  @Test
  void sizesAreMeasuredWhereTheTrainingsDiffered() throws IOException {
    ModelDescription differed =
        SmallModels.description(new Architecture(1, 1, 2, 1)).with(new Magnification(1, 8, true));
    byte[] weights = SmallModels.weights(new Architecture(1, 1, 2, 1), 3);
    ArraySource image = image(1);
    ToldProgress progress = new ToldProgress();
    try (OpenModel model = SmallModels.model(differed, weights)) {
      ArraySink sink = new ArraySink(image, 1);
      new SegmentImage(model, settings(model)).run(image, sink, progress);
      assertEquals(1, progress.notes().size());
      assertTrue(
          progress.notes().get(0).startsWith("Too few objects were found to measure them"),
          progress.notes().get(0));
      assertTrue(Intervals.equals(image.interval(), sink.labels.get(0)));
    }
  }

  /** The smallest size that a model knows is one of its own pixels, a person's one of the image. */
  @Test
  void minimumSizesHaveUnits() {
    Optional<PixelSize> pixel = Optional.of(new PixelSize(0.5, 0.5));
    ObjectSize own = new ObjectSize(10, ObjectSize.Unit.PIXELS_OF_MODEL);
    assertEquals(40, own.pixels(4, pixel, Optional.empty(), "x"));
    assertEquals(10, ObjectSize.parse("10").pixels(4, pixel, Optional.empty(), "x"));
    for (String area : List.of("10 Âµm", "10 Î¼m", "10 µm", "10µm²", "10 um^2", " 10.0 UM2 "))
      assertEquals(40, ObjectSize.parse(area).pixels(4, pixel, Optional.empty(), "x"));
    // Voxels are twice as deep as wide.
    assertEquals(40, ObjectSize.parse("10 µm").pixels(4, pixel, Optional.of(2.0), "x"));
    Exception error =
        assertThrows(
            UserException.class,
            () -> ObjectSize.parse("10 µm").pixels(1, Optional.empty(), Optional.empty(), "cells"));
    assertEquals(
        "The size of objects is given in µm, but the image 'cells' has no pixel size; set it with"
            + " Image > Properties....",
        error.getMessage());
    for (String wrong : List.of("", "-3", "5 mm", "1.2.3", "many"))
      assertThrows(UserException.class, () -> ObjectSize.parse(wrong), wrong);
  }

  static ModelDescription with(ModelDescription model, List<Output> outputs) {
    NetworkOutput output = model.output();
    return new ModelDescription(
        model.name(),
        model.about(),
        model.input(),
        new NetworkOutput(outputs, output.halo(), output.postprocessing(), output.axes()),
        model.unet());
  }

  /** Also where the network sees the image at another pixel size. */
  @ParameterizedTest
  @CsvSource({"1", "0.6", "1.5"})
  void onlyTheSelectionIsLabelled(double pixelSize) throws IOException {
    Interval region = FinalInterval.createMinMax(5, 4, 18, 13);
    byte[] selected = new byte[14 * 10];
    for (int i = 0; i < selected.length; i++) selected[i] = (byte) (i % 14 > i / 14 ? -1 : 0);
    RandomAccessibleInterval<UnsignedByteType> mask =
        Views.translate(ArrayImgs.unsignedBytes(selected, 14, 10), 5, 4);
    ArraySource whole = image(2).pixels(new PixelSize(pixelSize, pixelSize));
    ArraySource image = whole.select(new Selection(region, Optional.of(mask)));
    ModelDescription description =
        SmallModels.description(new Architecture(1, 1, 2, 1))
            .with(Optional.of(new PixelSize(1, 1)));
    byte[] weights = SmallModels.weights(new Architecture(1, 1, 2, 1), 3);
    try (OpenModel model = SmallModels.model(description, weights)) {
      SegmentImage job = new SegmentImage(model, settings(model));
      ArraySink all = new ArraySink(whole, 1);
      job.run(whole, all, Progress.NONE);
      ArraySink part = new ArraySink(image, 1);
      job.run(image, part, Progress.NONE);
      int inside = 0;
      for (int i = 0; i < 2; i++) {
        assertTrue(Intervals.equals(region, part.labels.get(i)));
        for (int y = 0; y < HEIGHT; y++)
          for (int x = 0; x < WIDTH; x++) {
            float map = part.maps.get(i).getAt(x, y, 0).get();
            if (!Intervals.contains(region, new Point(x, y))) {
              assertTrue(Float.isNaN(map), x + ", " + y);
              continue;
            }
            assertEquals(all.maps.get(i).getAt(x, y, 0).get(), map, 1e-5, x + ", " + y);
            boolean wanted = mask.getAt(x, y).get() > 0 && map >= 0.5f;
            if (wanted) inside++;
            assertEquals(wanted, part.labels.get(i).getAt(x, y).get() > 0, x + ", " + y);
          }
      }
      assertTrue(inside > 0);
    }
  }

  @Test
  void volumesNeedAModelForVolumes() throws IOException {
    Source volume = ArraySource.ofSize("cells", Optional.empty(), 4, 4, 4);
    try (OpenModel model = model(1)) {
      SegmentImage job = new SegmentImage(model, settings(model));
      Exception error =
          assertThrows(
              UserException.class, () -> job.run(volume, new ArraySink(volume, 1), Progress.NONE));
      assertEquals(
          "The image 'cells' has the axes czyx; the model 'Small' works on images of 2 dimensions.",
          error.getMessage());
    }
  }

  /** The error of the second plane, which has a channel too many. */
  @Test
  void whatWasFoundIsDiscardedAfterAnError() throws IOException {
    ArraySource image =
        ArraySource.of(
            "cells",
            List.of(
                SmallModels.image(1, WIDTH, HEIGHT, 1), SmallModels.image(2, WIDTH, HEIGHT, 2)));
    try (OpenModel model = model(1)) {
      ArraySink sink = new ArraySink(image, 1);
      SegmentImage job = new SegmentImage(model, settings(model));
      Exception error =
          assertThrows(UserException.class, () -> job.run(image, sink, Progress.NONE));
      assertEquals("The image has 2 channels; the model 'Small' takes 1.", error.getMessage());
      assertEquals(0, sink.discarded.getCount());
    }
  }

  @Test
  @Timeout(20)
  void whatWasFoundIsDiscardedAfterACancellation() throws Exception {
    ArraySource image = image(2);
    ArraySink sink = new ArraySink(image, 1);
    Progress canceledAfterTheFirst = new ToldProgress(() -> !sink.labels.isEmpty());
    try (OpenModel model = model(1)) {
      SegmentImage job = new SegmentImage(model, settings(model));
      assertThrows(CancellationException.class, () -> job.run(image, sink, canceledAfterTheFirst));
      assertTrue(sink.discarded.await(10, TimeUnit.SECONDS));
      assertEquals(1, sink.labels.size());
    }
  }

  private static OpenModel model(int channels) throws IOException {
    return SmallModels.model(new Architecture(channels, 1, 2, 1), 3);
  }

  /** All objects, whatever their size, and the map. */
  private static SegmentationSettings settings(OpenModel model) {
    return SegmentImage.defaults(model.description()).minimumSize(0);
  }

  private static ArraySource image(int planes) {
    return ArraySource.of(
        "cells",
        IntStream.range(0, planes)
            .mapToObj(i -> SmallModels.image(i + 1, WIDTH, HEIGHT, 1))
            .toList());
  }

  private static RandomAccessibleInterval<FloatType> map(
      OpenModel model, ArraySource image, int item) {
    return new PredictImage(model, settings(model)).run(image.item(item), Progress.NONE);
  }

  private static void assertSame(
      RandomAccessibleInterval<FloatType> expected, RandomAccessibleInterval<FloatType> actual) {
    var pixel = Views.flatIterable(actual).cursor();
    for (FloatType value : Views.flatIterable(expected))
      assertEquals(value.get(), pixel.next().get(), 1e-6);
  }

  private static List<Integer> list(RandomAccessibleInterval<IntType> labels) {
    return Views.flatIterable(labels).stream().map(IntType::get).toList();
  }
}
