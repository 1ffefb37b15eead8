package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.loops.LoopBuilder;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.UserException;

/** Blocks give the labels of the whole, whatever their size and however many heights are equal. */
class JoinedBlocksTest {

  private static final ObjectFilter[] FILTERS = {
    ObjectFilter.NONE,
    ObjectFilter.minimum(4),
    ObjectFilter.NONE.dropAtBorder(true),
    ObjectFilter.minimum(2).maximumSize(30)
  };

  /** Rough or smooth maps, with many equal heights or none. */
  @ParameterizedTest
  @ValueSource(ints = {2, 5, 16, 100000})
  void planesInBlocks(int levels) throws IOException {
    Random random = new Random(levels);
    for (int i = 0; i < 60; i++)
      check(random, levels, 5 + random.nextInt(40), 5 + random.nextInt(30));
  }

  @ParameterizedTest
  @ValueSource(ints = {2, 5, 100000})
  void volumesInBlocks(int levels) throws IOException {
    Random random = new Random(levels);
    for (int i = 0; i < 25; i++)
      check(random, levels, 4 + random.nextInt(12), 4 + random.nextInt(12), 3 + random.nextInt(8));
  }

  /** More slices than are held back at once. */
  @Test
  void tallAndDeep() throws IOException {
    check(new Random(1), 5, 9, 200);
    check(new Random(2), 5, 7, 6, 150);
  }

  private static void check(Random random, int levels, long... size) throws IOException {
    long[] min = new long[size.length];
    for (int d = 0; d < size.length; d++) min[d] = random.nextInt(5);
    Interval image = FinalInterval.createMinSize(min, size);
    boolean rough = random.nextBoolean();
    Maps maps =
        new Maps(
            map(random, levels, rough, image),
            Optional.of(map(random, levels, rough, image)),
            List.of(map(random, levels, rough, image), map(random, levels, rough, image)));
    int[] blockSize = new int[size.length];
    for (int d = 0; d < size.length; d++) blockSize[d] = 1 + random.nextInt((int) size[d]);
    double foreground = .2 + .4 * random.nextDouble();
    List<Separation> separations =
        List.of(
            new Regions(foreground),
            new DistanceSeeds(foreground, .3 + .6 * random.nextDouble(), random.nextInt(3)));
    for (Separation separation : separations)
      for (ObjectFilter filter : FILTERS)
        assertArrayEquals(
            whole(separation, maps, filter),
            joined(random, separation, maps, image, blockSize, filter),
            separation + " " + filter);
  }

  private static RandomAccessibleInterval<FloatType> map(
      Random random, int levels, boolean rough, Interval image) {
    float[] values = new float[(int) Intervals.numElements(image)];
    double[] waves = random.doubles(8, .05, .6).toArray();
    long[] position = new long[image.numDimensions()];
    for (int p = 0; p < values.length; p++) {
      IntervalIndexer.indexToPosition(p, image.dimensionsAsLongArray(), position);
      double value = .5;
      for (int d = 0; d < position.length; d++)
        value += .25 * Math.sin(waves[d] * position[d] + 9 * waves[4 + d]);
      if (rough) value = random.nextDouble();
      values[p] = (float) (Math.round(value * levels) / (double) levels);
      if (random.nextInt(200) == 0) values[p] = Float.NaN;
    }
    return Views.translate(
        ArrayImgs.floats(values, image.dimensionsAsLongArray()), image.minAsLongArray());
  }

  private static int[] whole(Separation separation, Maps maps, ObjectFilter filter) {
    try (Labeller labeller = separation.labeller(maps.foreground(), 2, Storage.automatic())) {
      labeller.add(maps);
      labeller.finish(filter, 3);
      return pixels(labeller.labels());
    }
  }

  private static int[] joined(
      Random random,
      Separation separation,
      Maps maps,
      Interval image,
      int[] blockSize,
      ObjectFilter filter)
      throws IOException {
    List<Block> blocks = blocks(image, blockSize);
    Collections.shuffle(blocks, random);
    JoinedBlocks joining = separation.joining();
    List<BlockObjects> objects = new ArrayList<>();
    for (Block block : blocks) {
      Maps part = part(maps, block.around(separation.margin()));
      BlockObjects found = separation.objects(block, 2, part);
      objects.add(found);
      joining.add(sent(found));
    }
    joining.finish(filter, 3);
    RandomAccessibleInterval<IntType> labels =
        Views.translate(ArrayImgs.ints(image.dimensionsAsLongArray()), image.minAsLongArray());
    for (int b = 0; b < blocks.size(); b++) {
      int[] own = joining.labels(b);
      Interval core = blocks.get(b).core();
      int[] pieces = objects.get(b).pieces();
      LoopBuilder.setImages(
              Views.interval(labels, core), ArrayImgs.ints(pieces, core.dimensionsAsLongArray()))
          .forEachPixel((label, piece) -> label.set(own[piece.get()]));
    }
    return pixels(labels);
  }

  private static List<Block> blocks(Interval image, int[] size) {
    List<Block> blocks = new ArrayList<>();
    long[] counts = new long[size.length];
    for (int d = 0; d < size.length; d++) counts[d] = (image.dimension(d) - 1) / size[d] + 1;
    for (long i = 0; i < Intervals.numElements(counts); i++) {
      long[] min = new long[size.length];
      IntervalIndexer.indexToPosition(i, counts, min);
      long[] max = new long[size.length];
      for (int d = 0; d < size.length; d++) {
        min[d] = image.min(d) + min[d] * size[d];
        max[d] = Math.min(image.max(d), min[d] + size[d] - 1);
      }
      blocks.add(new Block(new FinalInterval(min, max), image));
    }
    return blocks;
  }

  private static Maps part(Maps maps, Interval part) {
    return new Maps(
        Views.interval(maps.foreground(), part),
        maps.distance().map(map -> Views.interval(map, part)),
        maps.classes().stream()
            .<RandomAccessibleInterval<FloatType>>map(map -> Views.interval(map, part))
            .toList());
  }

  private static BlockObjects sent(BlockObjects objects) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    objects.write(new DataOutputStream(bytes));
    return BlockObjects.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
  }

  private static int[] pixels(RandomAccessibleInterval<IntType> image) {
    int[] pixels = new int[(int) Intervals.numElements(image)];
    int p = 0;
    for (IntType pixel : Views.flatIterable(image)) pixels[p++] = pixel.get();
    return pixels;
  }

  /** What a block knows of itself stays in it: of one large bump nothing but the bump is told. */
  @Test
  void insideOfABlockAllIsDecided() {
    float[] heights = new float[64 * 64];
    Random random = new Random(1);
    for (int y = 5; y < 59; y++)
      for (int x = 5; x < 59; x++) heights[y * 64 + x] = .2f + .2f * random.nextFloat();
    heights[20 * 64 + 20] = heights[40 * 64 + 40] = 1;
    Maps maps =
        new Maps(
            ArrayImgs.floats(heights, 64, 64),
            Optional.of(ArrayImgs.floats(heights, 64, 64)),
            List.of());
    Interval image = new FinalInterval(640, 64);
    Block block = new Block(new FinalInterval(63, 64), image);
    BlockObjects found = new DistanceSeeds(.1, .5, 0).objects(block, 1, maps);
    assertTrue(found.passes().isEmpty(), found.passes().size() + " passes");
    assertTrue(found.last() == 2, found.last() + " pieces");
  }

  @Test
  void aMissingBlockIsNoticed() {
    Interval image = new FinalInterval(4, 2);
    Regions regions = new Regions(.5);
    Block block = new Block(new FinalInterval(2, 2), image);
    JoinedBlocks joining = regions.joining();
    joining.add(regions.objects(block, 1, new Maps(ArrayImgs.floats(3, 2))));
    assertThrows(IllegalStateException.class, () -> joining.finish(ObjectFilter.NONE, 1));
  }

  @Test
  void shapesAndHolesAreNotFoundInBlocks() {
    assertThrows(UserException.class, () -> ShapeSeeds.of(.5).margin());
    JoinedBlocks joining = new Regions(.5).joining();
    assertThrows(UserException.class, () -> joining.finish(ObjectFilter.NONE.fillHoles(true), 1));
  }
}
