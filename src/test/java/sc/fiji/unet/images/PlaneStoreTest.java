package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.progress.UserException;

class PlaneStoreTest {

  // Two tiles and a bit in each direction.
  private static final int WIDTH = 530;
  private static final int HEIGHT = 515;

  @TempDir Path folder;

  /** In memory, half of each, and on disk, whatever tiles a part lies in. */
  @ParameterizedTest
  @ValueSource(longs = {Long.MAX_VALUE, WIDTH * HEIGHT, 0})
  void partsAreWhatWasKept(long limit) throws IOException {
    Random random = new Random(1);
    Interval[] parts = {
      new FinalInterval(WIDTH, HEIGHT),
      FinalInterval.createMinSize(256, 0, 256, 256),
      FinalInterval.createMinSize(250, 511, 270, 2),
      FinalInterval.createMinSize(529, 514, 1, 1),
    };
    float[] fractions = values(random, 1);
    fractions[3] = Float.NaN;
    float[] negative = values(random, 200);
    negative[WIDTH] = -1;
    try (PlaneStore store = new Storage(folder, limit).planes()) {
      for (float[] values :
          new float[][] {
            values(random, 256),
            values(random, 65_536),
            values(random, 1 << 23),
            negative,
            fractions
          }) {
        StoredPlane plane = store.keep(values, WIDTH);
        assertEquals(HEIGHT, plane.height());
        for (Interval part : parts) {
          float[] found = plane.values(part);
          for (int i = 0; i < found.length; i++) assertEquals(values[index(part, i)], found[i]);
        }
      }
      for (int highest : new int[] {255, 65_535, Integer.MAX_VALUE, -1}) {
        int[] numbers = new int[WIDTH * HEIGHT];
        for (int i = 0; i < numbers.length; i++) numbers[i] = random.nextInt() & highest;
        StoredPlane plane = store.keep(numbers, WIDTH);
        for (Interval part : parts) {
          int[] found = plane.numbers(part);
          for (int i = 0; i < found.length; i++) assertEquals(numbers[index(part, i)], found[i]);
        }
      }
    }
  }

  /** Fractions of it up to 1, else whole numbers below it. */
  private static float[] values(Random random, int below) {
    float[] values = new float[WIDTH * HEIGHT];
    for (int i = 0; i < values.length; i++)
      values[i] = below == 1 ? random.nextFloat() : random.nextInt(below);
    return values;
  }

  private static int index(Interval part, int i) {
    int width = (int) part.dimension(0);
    return (int) ((part.min(1) + i / width) * WIDTH + part.min(0) + i % width);
  }

  /** The folder does not exist, and so takes nothing. */
  @Test
  void valuesTakeTheBytesTheyNeed() throws IOException {
    Storage storage = new Storage(folder.resolve("none"), 6 + 2 * 6 + 4 * 6);
    try (PlaneStore store = storage.planes()) {
      store.keep(new float[] {0, 1, 2, 3, 4, 255}, 3);
      store.keep(new float[] {0, 1, 2, 3, 4, 256}, 3);
      store.keep(new float[] {0, 1, 2, 3, 4, 0.5f}, 3);
      Exception e = assertThrows(UserException.class, () -> store.keep(new int[] {1}, 1));
      assertTrue(
          e.getMessage().startsWith("An image too large for the memory cannot be written to"),
          e.getMessage());
    }
  }

  @Test
  void checksumsTellPlanesApart() throws IOException {
    try (PlaneStore memory = new Storage(folder, 100).planes();
        PlaneStore disk = new Storage(folder, 0).planes()) {
      long checksum = memory.keep(new float[] {1, 2, 3}, 3).checksum();
      assertEquals(checksum, disk.keep(new float[] {1, 2, 3}, 3).checksum());
      assertNotEquals(checksum, disk.keep(new float[] {1, 2, 4}, 3).checksum());
    }
  }

  /** As the thread that draws patches is, when a training ends. */
  @Test
  void anInterruptedReaderDoesNoHarm() throws IOException {
    try (PlaneStore store = new Storage(folder, 0).planes()) {
      StoredPlane plane = store.keep(new int[] {1, 2, 3}, 3);
      Interval all = new FinalInterval(3, 1);
      Thread.currentThread().interrupt();
      plane.numbers(all);
      assertTrue(Thread.interrupted());
      assertArrayEquals(new int[] {1, 2, 3}, plane.numbers(all));
    }
  }

  @Test
  void nothingIsLeft() throws IOException {
    try (PlaneStore store = new Storage(folder, 0).planes()) {
      store.keep(new int[] {1, 2, 3}, 3);
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }
}
