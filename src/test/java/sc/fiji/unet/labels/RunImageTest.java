package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.concurrent.atomic.AtomicInteger;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RunImageTest {

  private static final int WIDTH = 7;
  private static final int HEIGHT = 6;

  private static int set(int x, int row) {
    return x < 2 ? 0 : x < 5 ? row + 1 : 50;
  }

  private static RunImage image(int slices) {
    RunImage runs =
        new RunImage(
            slices == 0
                ? new FinalInterval(WIDTH, HEIGHT)
                : new FinalInterval(WIDTH, HEIGHT, slices));
    for (int row = 0; row < HEIGHT * Math.max(1, slices); row++) {
      for (int start : new int[] {0, 2, 5}) runs.add(start, set(start, row));
      runs.endRow();
    }
    return runs;
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void rowsOfASliceAreMadeForThemselves(int slices) {
    AtomicInteger asked = new AtomicInteger();
    RandomAccessibleInterval<IntType> pixels =
        image(slices)
            .pixels(
                set -> {
                  if (set > 1 && set < 50) asked.incrementAndGet();
                  return 2 * set;
                });
    PrimitiveBlocks<IntType> blocks = PrimitiveBlocks.of(pixels);
    for (int row = 0; row < HEIGHT * Math.max(1, slices); row += 2) {
      long[] min = slices == 0 ? new long[] {0, row} : new long[] {0, row % HEIGHT, row / HEIGHT};
      int[] size = slices == 0 ? new int[] {WIDTH, 2} : new int[] {WIDTH, 2, 1};
      int[] found = new int[2 * WIDTH];
      blocks.copy(min, found, size);
      for (int i = 0; i < found.length; i++)
        assertEquals(2 * set(i % WIDTH, row + i / WIDTH), found[i]);
    }
    // Once for each row, however few are read at once, but for the first, which ImgLib2 asks for.
    assertEquals(HEIGHT * Math.max(1, slices) - 1, asked.get());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 3})
  void whatIsWrittenIsWhatIsRead(int slices) {
    int[] written = new int[WIDTH * HEIGHT * Math.max(1, slices)];
    RunImage image = image(slices);
    image.write(
        set -> set + 1,
        slices == 0
            ? ArrayImgs.ints(written, WIDTH, HEIGHT)
            : ArrayImgs.ints(written, WIDTH, HEIGHT, slices));
    int[] expected = new int[written.length];
    for (int i = 0; i < expected.length; i++) {
      int set = set(i % WIDTH, i / WIDTH);
      expected[i] = set == 0 ? 0 : set + 1;
    }
    assertArrayEquals(expected, written);
  }
}
