package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.Bands;
import sc.fiji.unet.images.TileGrid;
import sc.fiji.unet.images.WithoutMargin;
import sc.fiji.unet.labels.Block;
import sc.fiji.unet.labels.BlockObjects;
import sc.fiji.unet.labels.DistanceSeeds;
import sc.fiji.unet.labels.JoinedBlocks;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.labels.ShapeSeeds;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.model.ProcessingStep.ElementWise;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/** In blocks an image has the labels that it has in one piece. */
class SegmentBlocksTest {

  private static final int WIDTH = 44;
  private static final int HEIGHT = 36;
  private static final int SLICES = 3;

  @ParameterizedTest
  @CsvSource({
    "regions, 1, false",
    "distance, 1, false",
    "regions, 1, true",
    "distance, 1, true",
    "regions, .6, false",
    "distance, 1.7, true",
    "distance, .6, false"
  })
  void labelsAreThoseOfOnePiece(String separation, double magnification, boolean through)
      throws IOException {
    ArraySource source = image().pixels(new PixelSize(magnification, magnification));
    try (OpenModel model = model()) {
      SegmentationSettings settings =
          SegmentImage.defaults(model.description())
              .separation(
                  separation.equals("regions") ? new Regions(.5) : new DistanceSeeds(.4, .55, 1))
              .throughSlices(through)
              .tileSize(TileGrid.smallestTileSize(model.network().tiling()) + 8)
              .minimumSize(3);
      ArraySink expected = new ArraySink(source, 2);
      new SegmentImage(model, settings).run(source, expected, Progress.NONE);
      WithoutMargin shown = new WithoutMargin(source);
      Interval plane = SegmentBlocks.plane(model, settings, shown, Progress.NONE);
      assertEquals(Math.round(WIDTH * magnification), plane.dimension(0));
      SegmentBlocks blocks = new SegmentBlocks(model.description(), settings, shown, plane);
      List<RandomAccessibleInterval<IntType>> found = run(model, blocks, plane, source);
      int objects = 0;
      for (int z = 0; z < SLICES; z++) {
        assertEquals(pixels(expected.labels.get(z)), pixels(found.get(z)));
        objects = Math.max(objects, pixels(found.get(z)).stream().max(Integer::compare).get());
      }
      assertTrue(objects > 3, objects + " objects");
    }
  }

  private static List<RandomAccessibleInterval<IntType>> run(
      OpenModel model, SegmentBlocks blocks, Interval plane, ArraySource source) {
    List<RandomAccessibleInterval<FloatType>> maps = new ArrayList<>();
    for (int item = 0; item < source.items(); item++) {
      List<ElementWise> steps = blocks.measure(Bands.of(blocks.shown(item)));
      RandomAccessibleInterval<FloatType> map =
          ArrayImgs.floats(plane.dimension(0), plane.dimension(1), 2);
      for (Interval part : cells(plane, 16)) {
        float[] values = blocks.predict(model, item, steps, part);
        Interval there = Labelling.withChannels(part, 2);
        ImgUtil.copy(
            ArrayImgs.floats(values, there.dimensionsAsLongArray()),
            Views.zeroMin(Views.interval(map, there)));
      }
      maps.add(map);
    }
    int slices = blocks.slices();
    Interval image =
        slices == 1 ? source.interval() : Intervals.addDimension(source.interval(), 0, slices - 1);
    List<RandomAccessibleInterval<IntType>> found = new ArrayList<>();
    int last = 0;
    for (int first = 0; first < source.items(); first += slices) {
      List<BlockObjects> pieces = new ArrayList<>();
      JoinedBlocks joining = blocks.joining();
      List<Interval> cores = cells(image, 13);
      for (Interval core : cores) {
        Block block = new Block(core, image);
        int[] range = blocks.slices(block);
        int start = first;
        List<RandomAccessibleInterval<FloatType>> needed =
            IntStream.rangeClosed(range[0], range[1])
                .<RandomAccessibleInterval<FloatType>>mapToObj(
                    z ->
                        Views.interval(
                            maps.get(start + z), Labelling.withChannels(blocks.needed(block), 2)))
                .toList();
        pieces.add(blocks.objects(start, block, needed));
        joining.add(pieces.get(pieces.size() - 1));
      }
      last += joining.finish(blocks.filter(), last + 1);
      RandomAccessibleInterval<IntType> labels = ArrayImgs.ints(image.dimensionsAsLongArray());
      for (int b = 0; b < cores.size(); b++) {
        int[] own = joining.labels(b);
        int[] values = IntStream.of(pieces.get(b).pieces()).map(piece -> own[piece]).toArray();
        ImgUtil.copy(
            ArrayImgs.ints(values, cores.get(b).dimensionsAsLongArray()),
            Views.zeroMin(Views.interval(labels, cores.get(b))));
      }
      for (int z = 0; z < slices; z++)
        found.add(slices == 1 ? labels : Views.hyperSlice(labels, 2, z));
    }
    return found;
  }

  private static List<Interval> cells(Interval image, int side) {
    List<Interval> cells = new ArrayList<>();
    int depth = image.numDimensions() == 2 ? 1 : 2;
    long slices = image.numDimensions() == 2 ? 1 : image.dimension(2);
    for (long z = 0; z < slices; z += depth)
      for (long y = 0; y < image.dimension(1); y += side)
        for (long x = 0; x < image.dimension(0); x += side) {
          long[] min = image.numDimensions() == 2 ? new long[] {x, y} : new long[] {x, y, z};
          long[] max = min.clone();
          max[0] = Math.min(image.max(0), x + side - 1);
          max[1] = Math.min(image.max(1), y + side - 1);
          if (max.length > 2) max[2] = Math.min(image.max(2), z + depth - 1);
          cells.add(new FinalInterval(min, max));
        }
    return cells;
  }

  private static List<Integer> pixels(RandomAccessibleInterval<IntType> image) {
    List<Integer> pixels = new ArrayList<>();
    for (IntType pixel : Views.flatIterable(image)) pixels.add(pixel.get());
    return pixels;
  }

  private static OpenModel model() throws IOException {
    Architecture architecture = new Architecture(1, 2, 2, 1);
    return SmallModels.model(
        SegmentImageTest.with(
                SmallModels.description(architecture),
                List.of(
                    new Output(Output.Meaning.FOREGROUND, "cells"),
                    new Output(Output.Meaning.DISTANCE, "distance")))
            .with(Optional.of(new PixelSize(1, 1))),
        SmallModels.weights(architecture, 4));
  }

  private static ArraySource image() {
    return ArraySource.of(
            "cells",
            IntStream.range(0, SLICES)
                .mapToObj(i -> SmallModels.image(i + 1, WIDTH, HEIGHT, 1))
                .toList())
        .volumes(SLICES, 1);
  }

  @Test
  void whatNeedsAllOfTheImageIsRefused() throws IOException {
    try (OpenModel model = model()) {
      SegmentationSettings settings = SegmentImage.defaults(model.description());
      for (SegmentationSettings wrong :
          List.of(
              settings.linked(true),
              settings.fillHoles(true),
              settings.separation(ShapeSeeds.of(.5))))
        assertThrows(
            UserException.class,
            () ->
                new SegmentBlocks(
                    model.description(),
                    wrong,
                    new WithoutMargin(image()),
                    new FinalInterval(WIDTH, HEIGHT)));
    }
  }
}
