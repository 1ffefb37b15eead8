package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.management.BufferPoolMXBean;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.Cursor;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImg;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.progress.UserException;

class ScratchTest {

  @TempDir Path folder;

  @Test
  void anImageOnDiskKeepsWhatAnImageInMemoryKeeps() throws IOException {
    long[] size = {3001, 2999, 2}; // three cells in each slice
    try (Scratch scratch = new Storage(folder, 0).scratch()) {
      RandomAccessibleInterval<FloatType> disk = scratch.floats(size);
      RandomAccessibleInterval<FloatType> memory = ArrayImgs.floats(size);
      assertFalse(disk instanceof ArrayImg);
      RandomAccess<FloatType> onDisk = disk.randomAccess();
      RandomAccess<FloatType> inMemory = memory.randomAccess();
      Random random = new Random(1);
      for (int i = 1; i <= 100_000; i++) {
        for (int d = 0; d < 3; d++) {
          long x = random.nextInt((int) size[d]);
          onDisk.setPosition(x, d);
          inMemory.setPosition(x, d);
        }
        onDisk.get().set(i);
        inMemory.get().set(i);
        if (i % 30_000 == 0) System.gc(); // forgets the mappings
      }
      Cursor<FloatType> expected = Views.flatIterable(memory).cursor();
      for (FloatType actual : Views.flatIterable(disk))
        assertEquals(expected.next().get(), actual.get());
    }
  }

  @Test
  void threadsShareAnImage() throws IOException {
    try (Scratch scratch = new Storage(folder, 0).scratch()) {
      int rows = 1 << 12; // four cells
      RandomAccessibleInterval<FloatType> image = scratch.floats(rows, rows);
      IntStream.range(0, rows).parallel().forEach(y -> image.getAt(rows - 1 - y, y).set(y));
      for (int y = 0; y < rows; y++) assertEquals(y, image.getAt(rows - 1 - y, y).get());
    }
  }

  @Test
  void imagesOfOneScratchAreApart() throws IOException {
    try (Scratch scratch = new Storage(folder, 0).scratch()) {
      RandomAccessibleInterval<FloatType> one = scratch.floats(3, 2);
      RandomAccessibleInterval<FloatType> other = scratch.floats(3, 2);
      one.getAt(2, 1).set(0.5f);
      assertEquals(0, other.getAt(2, 1).get());
      other.getAt(2, 1).set(7);
      assertEquals(0.5f, one.getAt(2, 1).get());
    }
  }

  @Test
  void smallImagesAreInMemory() throws IOException {
    try (Scratch scratch = new Storage(folder, 24).scratch()) {
      assertInstanceOf(ArrayImg.class, scratch.floats(3, 2));
    }
  }

  @Test
  void smallImagesTogetherAreNotSmall() throws IOException {
    try (Scratch scratch = new Storage(folder, 63).scratch()) {
      assertInstanceOf(ArrayImg.class, scratch.floats(3, 2));
      assertInstanceOf(ArrayImg.class, scratch.floats(3, 2));
      assertFalse(scratch.floats(2, 2) instanceof ArrayImg);
      assertInstanceOf(ArrayImg.class, scratch.floats(3, 1));
    }
  }

  @Test
  void littleOfAnImageIsMapped() throws IOException {
    BufferPoolMXBean mapped =
        ManagementFactory.getPlatformMXBeans(BufferPoolMXBean.class).stream()
            .filter(pool -> pool.getName().equals("mapped"))
            .findFirst()
            .orElseThrow();
    int side = 1 << 14; // 1 GB
    long most = 0;
    try (Scratch scratch = new Storage(folder, 0).scratch()) {
      RandomAccessibleInterval<FloatType> image = scratch.floats(side, side);
      for (int y = 0; y < side; y++) {
        image.getAt(0, y).set(1);
        most = Math.max(most, mapped.getMemoryUsed());
      }
    }
    assertTrue(most > 0 && most < 600_000_000, most + " bytes are mapped");
  }

  @Test
  void nothingIsLeft() throws IOException {
    try (Scratch scratch = new Storage(folder, 0).scratch()) {
      scratch.floats(3, 2).getAt(0, 0).set(1);
    }
    try (var files = Files.list(folder)) {
      assertEquals(0, files.count());
    }
  }

  /** Two images for each of which there is room when it begins. */
  @Test
  void aDiskThatFillsUpIsSaid() throws Exception {
    try (SmallDisk disk = SmallDisk.of(folder, 4);
        Scratch scratch = new Storage(disk.folder(), 0).scratch()) {
      RandomAccessibleInterval<FloatType> one = scratch.floats(1 << 10, 700);
      RandomAccessibleInterval<FloatType> other = scratch.floats(1 << 10, 700);
      one.getAt(0, 0).set(1);
      UserException full = assertThrows(UserException.class, () -> other.getAt(0, 0).set(1));
      assertTrue(full.getMessage().contains("its disk is not full"), full.getMessage());
      assertEquals(1, one.getAt(0, 0).get());
    }
  }
}
