package sc.fiji.unet.images;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;
import sc.fiji.unet.files.TemporaryFiles;

/**
 * Images for intermediate results, to be read and written in any order and by any number of
 * threads: in memory as long as all of them are within the limit of {@link Storage}, the others in
 * memory-mapped files. Not to be used after {@link #close}, which deletes the files.
 */
public final class Scratch implements Closeable {

  private static final int BYTES_PER_PIXEL = 4;

  /** What is mapped counts as memory of ImageJ, and Java does not see that it grows. */
  private static final long MAX_MAPPED = 1 << 28;

  /** Bytes written at once. */
  private static final int ZEROS = 1 << 20;

  private final Storage storage;
  private final List<FileChannel> files = new ArrayList<>();
  private final AtomicLong mapped = new AtomicLong();

  /** Pixels of the images in memory: none of many may be large, and all of them too large. */
  private long held;

  Scratch(Storage storage) {
    this.storage = storage;
  }

  /**
   * A new image, all 0.
   *
   * @param size two dimensions or more
   * @throws sc.fiji.unet.progress.UserException if the disk is full or cannot be written
   */
  public RandomAccessibleInterval<FloatType> floats(long... size) {
    long pixels = Intervals.numElements(size);
    if (storage.fits(held + pixels, BYTES_PER_PIXEL)) {
      held += pixels;
      return ArrayImgs.floats(size);
    }
    storage.requireRoom(pixels * BYTES_PER_PIXEL);
    FileChannel file = open();
    Set<Long> onDisk = new HashSet<>();
    return WeakCells.image(
        new FloatType(), rows -> new FloatBufferAccess(map(file, onDisk, rows, size), true), size);
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files) file.close();
  }

  /** On Linux and macOS the file has no name from now on, so that even a crash leaves nothing. */
  private FileChannel open() {
    try {
      Path path = TemporaryFiles.create(storage.folder(), "images", ".scratch");
      // Windows cannot delete a file on closing while it is mapped.
      path.toFile().deleteOnExit();
      FileChannel file =
          FileChannel.open(
              path,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE,
              StandardOpenOption.DELETE_ON_CLOSE);
      files.add(file);
      return file;
    } catch (IOException e) {
      throw storage.unwritable(e);
    }
  }

  private ByteBuffer map(FileChannel file, Set<Long> onDisk, Interval rows, long[] size) {
    long first =
        IntervalIndexer.positionToIndex(Intervals.minAsLongArray(rows), size) * BYTES_PER_PIXEL;
    long bytes = Intervals.numElements(rows) * BYTES_PER_PIXEL;
    if (mapped.addAndGet(bytes) > MAX_MAPPED) {
      mapped.set(bytes);
      // Java unmaps garbage only. Else each large image would stay mapped, and on the disk, until
      // the heap is full. Measured: 30 calls of 10 ms for 3.2 GB.
      System.gc();
    }
    try {
      synchronized (onDisk) {
        if (!onDisk.contains(first)) {
          zeros(file, first, bytes);
          onDisk.add(first);
        }
      }
      return file.map(FileChannel.MapMode.READ_WRITE, first, bytes).order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      throw storage.unwritable(e);
    }
  }

  /**
   * A file with holes that is mapped takes its room when it is written to: a full disk is then an
   * InternalError somewhere.
   */
  private static void zeros(FileChannel file, long from, long bytes) throws IOException {
    ByteBuffer zeros = ByteBuffer.allocate((int) Math.min(bytes, ZEROS));
    for (long position = from; position < from + bytes; ) {
      zeros.clear().limit((int) Math.min(zeros.capacity(), from + bytes - position));
      position += file.write(zeros, position);
    }
  }
}
