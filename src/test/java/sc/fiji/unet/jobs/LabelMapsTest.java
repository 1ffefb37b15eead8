package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.labels.ShapeSeeds;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.Progress;

/** The maps that were kept give what the network would give once more. */
class LabelMapsTest {

  private static final int WIDTH = 24;
  private static final int HEIGHT = 18;

  static Stream<UnaryOperator<SegmentationSettings>> changes() {
    return Stream.of(
        settings -> settings,
        settings -> settings.threshold(0.45).seeds(0.3).minimumSize(7),
        settings -> settings.threshold(0.6).dropAtBorder(true).fillHoles(true),
        settings -> settings.threshold(0.4).maximumSize(ObjectSize.pixels(40)),
        settings -> settings.separation(ShapeSeeds.of(0.4)).throughSlices(true),
        settings -> settings.threshold(0.4).throughSlices(true),
        settings -> settings.threshold(0.4).linked(true));
  }

  @ParameterizedTest
  @MethodSource("changes")
  void asFromTheNetwork(UnaryOperator<SegmentationSettings> change) throws IOException {
    ArraySource image = image();
    for (ArraySource source : List.of(image, image.select(round())))
      for (boolean distance : List.of(false, true)) same(source, distance, change);
  }

  private static void same(
      ArraySource image, boolean distance, UnaryOperator<SegmentationSettings> change)
      throws IOException {
    try (OpenModel model = model(distance)) {
      SegmentationSettings defaults = SegmentImage.defaults(model.description()).minimumSize(0);
      ArraySink first = new Told(image, outputs(model));
      new SegmentImage(model, defaults).run(image, first, Progress.NONE);
      Told again = new Told(image, outputs(model));
      SegmentationSettings settings = change.apply(defaults);
      int last =
          new LabelMaps(model.description(), settings)
              .run(maps(image, first), again, Progress.NONE);
      Told expected = new Told(image, outputs(model));
      new SegmentImage(model, settings).run(image, expected, Progress.NONE);
      assertEquals(expected.smallest, again.smallest);
      for (int i = 0; i < image.items(); i++) {
        assertEquals(list(expected.labels.get(i)), list(again.labels.get(i)), "plane " + i);
        assertArrayEquals(expected.objects.get(i).labels(), again.objects.get(i).labels());
      }
      assertEquals(expected.objects.stream().mapToInt(o -> o.lastLabel()).max().getAsInt(), last);
    }
  }

  /** For a preview: a plane, or the volume that holds it, by itself. */
  @Test
  void onePlane() throws IOException {
    ArraySource image = image();
    try (OpenModel model = model(true)) {
      SegmentationSettings settings =
          SegmentImage.defaults(model.description()).threshold(0.4).seeds(0.3).minimumSize(0);
      ArraySink first = new Told(image, outputs(model));
      new SegmentImage(model, settings).run(image, first, Progress.NONE);
      List<Integer> items = new ArrayList<>();
      ArraySink plane =
          new ArraySink(image, outputs(model)) {
            @Override
            public void labels(
                int item, RandomAccessibleInterval<IntType> found, FoundObjects said) {
              items.add(item);
              if (item == 2) assertEquals(said.labels().length, said.lastLabel());
            }
          };
      LabelMaps maps = new LabelMaps(model.description(), settings);
      assertTrue(maps.runAt(maps(image, first), 2, plane) > 0);
      assertEquals(List.of(2), items);
      items.clear();
      new LabelMaps(model.description(), settings.throughSlices(true))
          .runAt(maps(image, first), 3, plane);
      assertEquals(List.of(2, 3), items);
    }
  }

  @Test
  void canceledNothingIsKept() throws IOException {
    ArraySource image = image();
    try (OpenModel model = model(false)) {
      ArraySink first = new Told(image, outputs(model));
      SegmentationSettings settings = SegmentImage.defaults(model.description());
      new SegmentImage(model, settings).run(image, first, Progress.NONE);
      Progress canceled =
          new Progress() {
            @Override
            public void report(String status, double fraction) {}

            @Override
            public boolean isCanceled() {
              return true;
            }
          };
      ArraySink sink = new ArraySink(image, outputs(model));
      assertThrows(
          CancellationException.class,
          () ->
              new LabelMaps(model.description(), settings).run(maps(image, first), sink, canceled));
      assertEquals(0, sink.discarded.getCount());
    }
  }

  private static class Told extends ArraySink {

    private long smallest = -1;

    Told(ArraySource source, int outputs) {
      super(source, outputs);
    }

    @Override
    public void smallest(long pixels) {
      smallest = pixels;
    }
  }

  private static ArraySource maps(ArraySource image, ArraySink sink) {
    return ArraySource.of("maps", sink.maps).volumes(2, 1).select(image.selection());
  }

  private static OpenModel model(boolean distance) throws IOException {
    return SmallModels.model(new Architecture(2, 1, 1, distance, 2, 1), 3);
  }

  private static int outputs(OpenModel model) {
    return model.description().output().channels().size();
  }

  private static ArraySource image() {
    return ArraySource.of(
            "cells",
            IntStream.range(0, 4)
                .mapToObj(i -> SmallModels.image(i + 1, WIDTH, HEIGHT, 1))
                .toList())
        .volumes(2, 1);
  }

  /** A corner of the rectangle is not selected. */
  private static Selection round() {
    RandomAccessibleInterval<UnsignedByteType> mask = ArrayImgs.unsignedBytes(15, 11);
    for (int y = 0; y < 11; y++)
      for (int x = 0; x < 15; x++) mask.getAt(x, y).set(x + y > 5 ? 255 : 0);
    return new Selection(
        FinalInterval.createMinSize(3, 4, 15, 11), Optional.of(Views.translate(mask, 3, 4)));
  }

  private static List<Integer> list(RandomAccessibleInterval<IntType> labels) {
    return Views.flatIterable(labels).stream().map(IntType::get).toList();
  }
}
