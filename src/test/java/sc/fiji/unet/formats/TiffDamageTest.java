package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import com.sun.management.ThreadMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.progress.UserException;

/** Golden files with bytes changed: they are read, or a sentence says why not. */
class TiffDamageTest {

  private static final int MUTATIONS = 2000;
  private static final long MOST_MEMORY = 64L << 20;
  private static final double MOST_SECONDS = 2;

  @TempDir Path folder;

  @Test
  void damageIsASentenceSoonAndInLittleMemory() throws IOException {
    Random random = new Random(22);
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    int refused = 0;
    for (int i = 0; i < MUTATIONS; i++) {
      String name = GoldenTiffs.NAMES.get(random.nextInt(GoldenTiffs.NAMES.size()));
      byte[] bytes = damaged(Files.readAllBytes(GoldenTiffs.path(name)), random);
      Path path = Files.write(folder.resolve("damaged.tif"), bytes);
      long allocated = threads.getThreadAllocatedBytes(id);
      long start = System.nanoTime();
      try {
        readAll(path);
      } catch (UserException e) {
        refused++;
        assertTrue(e.getMessage().contains("damaged.tif'"), e.getMessage());
      } catch (RuntimeException | Error e) {
        fail(name + ", mutation " + i, e);
      }
      double seconds = (System.nanoTime() - start) / 1e9;
      long memory = threads.getThreadAllocatedBytes(id) - allocated;
      assertTrue(seconds < MOST_SECONDS, name + ", mutation " + i + ": " + seconds + " s");
      assertTrue(memory < MOST_MEMORY, name + ", mutation " + i + ": " + memory + " bytes");
    }
    assertTrue(refused > MUTATIONS / 10 && refused < MUTATIONS, refused + " refused");
  }

  /** Of what is large, its corners. */
  private static void readAll(Path path) {
    try (TiffFile file = TiffFile.open(path)) {
      file.channels();
      for (int level = 0; level < file.levels(); level++) {
        file.pixelSize(level);
        file.sliceSpacing(level);
        file.blockSize(level);
        long[] all = file.size(level);
        int[] size = Arrays.stream(all).mapToInt(n -> (int) Math.min(n, 40)).toArray();
        float[] values = new float[Arrays.stream(size).reduce(1, (a, b) -> a * b)];
        file.read(level, new long[5], size, values);
        long[] end = new long[5];
        for (int d = 0; d < 5; d++) end[d] = all[d] - size[d];
        file.read(level, end, size, values);
      }
    }
  }

  /**
   * Changes one to three places: most often a number of a directory, else any bytes, or the end.
   */
  private static byte[] damaged(byte[] bytes, Random random) {
    byte[] changed = bytes;
    for (int i = random.nextInt(3); i >= 0; i--) {
      int kind = random.nextInt(10);
      List<Integer> fields = fields(changed);
      if (kind == 0) changed = Arrays.copyOf(changed, random.nextInt(changed.length + 1));
      else if (kind < 3 || fields.isEmpty()) {
        if (changed.length > 0) changed[random.nextInt(changed.length)] = (byte) random.nextInt();
      } else {
        int field = fields.get(random.nextInt(fields.size()));
        int length = isBig(changed) ? 20 : 12;
        int at = field + random.nextInt(length);
        int[] values = {0, 1, 2, 0x7f, 0x80, 0xff, random.nextInt(256)};
        int value = values[random.nextInt(values.length)];
        int count = 1 + random.nextInt(4);
        for (int k = at; k < Math.min(at + count, changed.length); k++) changed[k] = (byte) value;
      }
    }
    return changed;
  }

  private static boolean isBig(byte[] bytes) {
    return bytes.length > 3 && (bytes[2] == 43 || bytes[3] == 43);
  }

  /** Places of the fields of all pages, as far as they can be found. */
  private static List<Integer> fields(byte[] bytes) {
    List<Integer> fields = new ArrayList<>();
    try {
      ByteBuffer buffer = ByteBuffer.wrap(bytes);
      if (bytes[0] == 'I') buffer.order(ByteOrder.LITTLE_ENDIAN);
      boolean big = isBig(bytes);
      long next = big ? buffer.getLong(8) : buffer.getInt(4);
      for (int page = 0; next > 0 && page < 20; page++) {
        int at = Math.toIntExact(next);
        long all = big ? buffer.getLong(at) : buffer.getShort(at);
        int count = (int) Math.max(0, Math.min(50, all));
        for (int i = 0; i < count; i++) fields.add(at + (big ? 8 + 20 * i : 2 + 12 * i));
        at += big ? 8 + 20 * count : 2 + 12 * count;
        next = big ? buffer.getLong(at) : buffer.getInt(at);
      }
    } catch (IndexOutOfBoundsException | ArithmeticException e) {
      // What was found is enough.
    }
    fields.removeIf(field -> field + 20 > bytes.length || field < 0);
    return fields;
  }
}
