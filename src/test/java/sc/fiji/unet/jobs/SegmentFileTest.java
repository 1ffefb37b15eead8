package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.blocks.PrimitiveBlocks.OnFallback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.SmallZarr;
import sc.fiji.unet.formats.FileSink;
import sc.fiji.unet.formats.FileSource;
import sc.fiji.unet.formats.NgffVersion;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.Progress;

/** From a file to files it is as from arrays to arrays, whatever the blocks. */
class SegmentFileTest {

  private static final int WIDTH = 90;
  private static final int HEIGHT = 70;
  private static final int PLANES = 2;

  @TempDir Path folder;

  @ParameterizedTest
  @EnumSource
  void labelsAndMapsAreThoseOfArrays(NgffVersion version) throws IOException {
    try (OmeZarr image = image(version);
        OpenModel model = SmallModels.model(new Architecture(1, 1, 2, 1), 1)) {
      FileSource source = FileSource.of(image, 0, model.description(), List.of());
      SegmentationSettings settings =
          SegmentImage.defaults(model.description())
              .probabilities(true)
              .tileSize(40)
              .minimumSize(new ObjectSize(2, ObjectSize.Unit.PIXELS));
      ArraySink expected = new ArraySink(source, 1);
      new SegmentImage(model, settings).run(source, expected, Progress.NONE);
      int[] chunk = {32, 16, 1, 1, 1};
      OmeZarrWriter labels = OmeZarrWriter.labels(image, 0, "cells", chunk, false);
      OmeZarrWriter maps =
          OmeZarrWriter.maps(image, 0, folder.resolve("maps.zarr"), List.of("cells"), chunk, false);
      FileSink sink = new FileSink(source.slices(), Optional.of(labels), Optional.of(maps));
      new SegmentImage(model, settings).run(source, sink, Progress.NONE);
      sink.finish(Progress.NONE);
      assertTrue(sink.objects() > 1);
      try (OmeZarr written = OmeZarr.open(labels.folder());
          OmeZarr probabilities = OmeZarr.open(maps.folder())) {
        for (int z = 0; z < PLANES; z++) {
          int[] found = new int[WIDTH * HEIGHT];
          int[] size = {WIDTH, HEIGHT, 1, 1, 1};
          written.readLabels(0, new long[] {0, 0, 0, z, 0}, size, found);
          assertArrayEquals(all(expected.labels.get(z), new int[WIDTH * HEIGHT]), found);
          float[] map = new float[WIDTH * HEIGHT];
          probabilities.read(0, new long[] {0, 0, 0, z, 0}, size, map);
          assertArrayEquals(all(expected.maps.get(z), new float[WIDTH * HEIGHT]), map);
        }
      }
    }
  }

  private static <A> A all(RandomAccessibleInterval<?> image, A values) {
    blocks(image).copy(image, values);
    return values;
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static PrimitiveBlocks<?> blocks(RandomAccessibleInterval<?> image) {
    return PrimitiveBlocks.of((RandomAccessibleInterval) image, OnFallback.ACCEPT);
  }

  private OmeZarr image(NgffVersion version) {
    int[] values = new Random(1).ints(WIDTH * HEIGHT * PLANES, 0, 256).toArray();
    return SmallZarr.write(
        folder.resolve("image.zarr"), version, WIDTH, HEIGHT, new int[] {40, 30}, values);
  }

  @Test
  void threeMapsGoIntoTheirChannels() throws IOException {
    try (OmeZarr image = image(NgffVersion.V0_4);
        OpenModel model = SmallModels.model(new Architecture(1, 3, 2, 1), 1)) {
      FileSource source = FileSource.of(image, 0, model.description(), List.of());
      SegmentationSettings settings =
          SegmentImage.defaults(model.description()).probabilities(true).tileSize(48);
      ArraySink expected = new ArraySink(source, 3);
      new SegmentImage(model, settings).run(source, expected, Progress.NONE);
      OmeZarrWriter maps =
          OmeZarrWriter.maps(
              image,
              0,
              folder.resolve("maps.zarr"),
              List.of("a", "b", "c"),
              new int[] {64, 64, 1, 1, 1},
              false);
      FileSink sink = new FileSink(source.slices(), Optional.empty(), Optional.of(maps));
      new SegmentImage(model, settings).run(source, sink, Progress.NONE);
      sink.finish(Progress.NONE);
      try (OmeZarr probabilities = OmeZarr.open(maps.folder())) {
        assertEquals(List.of("a", "b", "c"), probabilities.channels());
        float[] map = new float[3 * WIDTH * HEIGHT];
        probabilities.read(0, new long[] {0, 0, 0, 1, 0}, new int[] {WIDTH, HEIGHT, 3, 1, 1}, map);
        assertArrayEquals(all(expected.maps.get(1), new float[3 * WIDTH * HEIGHT]), map);
      }
    }
  }
}
