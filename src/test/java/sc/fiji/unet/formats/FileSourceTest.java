package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

class FileSourceTest {

  /** Each pixel says where it is. */
  private record Numbered(
      long[] size, int[] block, List<String> channels, AtomicInteger reads, AtomicInteger largest)
      implements ImageFile {

    Numbered(List<String> channels, long... size) {
      this(size, new int[] {4, 3}, channels);
    }

    Numbered(long[] size, int[] block, List<String> channels) {
      this(size, block, channels, new AtomicInteger(), new AtomicInteger());
    }

    static float value(long x, long y, long c, long z, long t) {
      return x + 10 * y + 1000 * c + 10_000 * z + 100_000 * t;
    }

    @Override
    public String name() {
      return "numbered.zarr";
    }

    @Override
    public int levels() {
      return 1;
    }

    @Override
    public long[] size(int level) {
      return size;
    }

    @Override
    public Optional<PixelSize> pixelSize(int level) {
      return Optional.of(new PixelSize(0.5, 0.5));
    }

    @Override
    public double sliceSpacing(int level) {
      return 2;
    }

    @Override
    public int[] blockSize(int level) {
      return block;
    }

    @Override
    public void read(int level, long[] min, int[] size, float[] values) {
      reads.incrementAndGet();
      largest.accumulateAndGet(values.length, Math::max);
      int i = 0;
      for (int t = 0; t < size[4]; t++)
        for (int z = 0; z < size[3]; z++)
          for (int c = 0; c < size[2]; c++)
            for (int y = 0; y < size[1]; y++)
              for (int x = 0; x < size[0]; x++)
                values[i++] = value(min[0] + x, min[1] + y, min[2] + c, min[3] + z, min[4] + t);
    }

    @Override
    public void close() {}
  }

  private static ModelDescription model(int channels) {
    return SmallModels.description(new Architecture(channels, 1, 2, 1));
  }

  @Test
  void everyPixelIsWhereItIsInTheFile() {
    Numbered file = new Numbered(List.of(), 9, 7, 3, 2, 2);
    FileSource source = FileSource.of(file, 0, model(2), List.of(3, 1));
    assertEquals(4, source.items());
    assertEquals(2, source.slices());
    assertEquals(2, source.channels());
    for (int item = 0; item < 4; item++) {
      RandomAccess<FloatType> pixels = source.item(item).randomAccess();
      for (int y = 0; y < 7; y++)
        for (int x = 0; x < 9; x++)
          for (int c = 0; c < 2; c++)
            assertEquals(
                Numbered.value(x, y, c == 0 ? 2 : 0, item % 2, item / 2),
                pixels.setPositionAndGet(x, y, c).get());
    }
  }

  @Test
  void rowByRowABlockIsReadOnce() {
    // Small ones together: 512 x 510.
    Numbered file = new Numbered(List.of(), 1100, 1030, 1, 1, 1);
    RandomAccessibleInterval<FloatType> plane = FileSource.of(file, 0, model(1), List.of()).item(0);
    RandomAccess<FloatType> pixels = plane.randomAccess();
    for (int y = 0; y < 1030; y++)
      for (int x = 0; x < 1100; x += 10) pixels.setPositionAndGet(x, y, 0);
    assertEquals(9, file.reads().get());
  }

  @Test
  void blocksOfAnySizeAreReadInParts() {
    int side = 70_000; // the product is no int
    Numbered file =
        new Numbered(new long[] {side, side, 2, 1, 1}, new int[] {side, side}, List.of());
    RandomAccess<FloatType> pixels =
        FileSource.of(file, 0, model(1), List.of(2)).item(0).randomAccess();
    assertEquals(
        Numbered.value(60_001, 50_003, 1, 0, 0), pixels.setPositionAndGet(60_001, 50_003, 0).get());
    assertTrue(file.largest().get() <= 2048 * 2048, file.largest().toString());
  }

  @Test
  void whatIsKeptIsBoundedByBytes() {
    Numbered file =
        new Numbered(new long[] {1100, 1030, 1, 1, 1}, new int[] {1100, 1030}, List.of());
    RandomAccess<FloatType> pixels =
        new FileCells(file, 0, 1, 2 * Float.BYTES * 1100 * 100).plane(0, 0, 0).randomAccess();
    for (int y = 0; y < 1030; y++)
      for (int x = 0; x < 1100; x += 10) pixels.setPositionAndGet(x, y);
    assertEquals(11, file.reads().get()); // of 100 rows
    pixels.setPositionAndGet(0, 950);
    assertEquals(11, file.reads().get());
    pixels.setPositionAndGet(0, 850);
    assertEquals(12, file.reads().get());
  }

  @Test
  void redGreenAndBlueBecomeGreyForAModelOfOneChannel() {
    Numbered file = new Numbered(List.of("Red", "Green", "Blue"), 5, 4, 3, 1, 1);
    FileSource source = FileSource.of(file, 0, model(1), List.of());
    assertEquals(1, source.channels());
    assertEquals(
        Numbered.value(4, 3, 1, 0, 0),
        source.item(0).randomAccess().setPositionAndGet(4, 3, 0).get());
  }

  @Test
  void whatDoesNotSuitIsSaid() {
    Numbered file = new Numbered(List.of(), 5, 4, 2, 1, 1);
    assertEquals(
        "The image 'numbered.zarr' has no level 1; allowed is 0 (the finest) only.",
        refusal(file, 1, List.of()));
    assertEquals(
        "Channel 3 was chosen; the image 'numbered.zarr' has 2 channels.",
        refusal(file, 0, List.of(3)));
    assertEquals(
        "The image 'numbered.zarr' has 2 channels, the model '"
            + model(1).name()
            + "' takes 1: choose as many, by their numbers, in the field Channels.",
        refusal(file, 0, List.of()));
  }

  private static String refusal(ImageFile file, int level, List<Integer> channels) {
    return assertThrows(UserException.class, () -> FileSource.of(file, level, model(1), channels))
        .getMessage();
  }
}
