package sc.fiji.unet.imagej;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.DataAccess;
import net.imglib2.img.basictypeaccess.nio.FloatBufferAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.type.NativeType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;

/**
 * Images for intermediate results, to be read and written in any order and by any number of
 * threads: in memory, or in memory-mapped files where {@link Storage} says so. Not to be used after
 * {@link #close}, which deletes the files.
 */
public final class Scratch implements Closeable {

  private static final int BYTES_PER_PIXEL = 4;

  private final Storage storage;
  private final List<FileChannel> files = new ArrayList<>();

  Scratch(Storage storage) {
    this.storage = storage;
  }

  /**
   * A new image, all 0.
   *
   * @param size two dimensions or more
   * @throws UncheckedIOException if the disk is full or cannot be written
   */
  public RandomAccessibleInterval<IntType> ints(long... size) {
    return storage.fits(Intervals.numElements(size), BYTES_PER_PIXEL)
        ? ArrayImgs.ints(size)
        : mapped(new IntType(), bytes -> new IntBufferAccess(bytes, true), size);
  }

  /**
   * A new image, all 0.
   *
   * @param size two dimensions or more
   * @throws UncheckedIOException if the disk is full or cannot be written
   */
  public RandomAccessibleInterval<FloatType> floats(long... size) {
    return storage.fits(Intervals.numElements(size), BYTES_PER_PIXEL)
        ? ArrayImgs.floats(size)
        : mapped(new FloatType(), bytes -> new FloatBufferAccess(bytes, true), size);
  }

  @Override
  public void close() throws IOException {
    for (FileChannel file : files) file.close();
  }

  private <T extends NativeType<T>, A extends DataAccess> RandomAccessibleInterval<T> mapped(
      T type, Function<ByteBuffer, A> access, long... size) {
    storage.requireRoom(Intervals.numElements(size) * BYTES_PER_PIXEL);
    FileChannel file = open();
    return WeakCells.image(type, rows -> access.apply(map(file, rows, size)), size);
  }

  /** On Linux and macOS the file has no name from now on, so that even a crash leaves nothing. */
  private FileChannel open() {
    try {
      Path path = Files.createTempFile(storage.folder(), "unet-", ".scratch");
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

  private ByteBuffer map(FileChannel file, Interval rows, long[] size) {
    long first = IntervalIndexer.positionToIndex(Intervals.minAsLongArray(rows), size);
    try {
      return file.map(
              FileChannel.MapMode.READ_WRITE,
              first * BYTES_PER_PIXEL,
              Intervals.numElements(rows) * BYTES_PER_PIXEL)
          .order(ByteOrder.nativeOrder());
    } catch (IOException e) {
      throw storage.unwritable(e);
    }
  }
}
