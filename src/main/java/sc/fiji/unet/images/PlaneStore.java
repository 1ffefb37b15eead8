package sc.fiji.unet.images;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import sc.fiji.unet.files.TemporaryFiles;
import sc.fiji.unet.progress.UserException;

/**
 * Planes that are written once and read in parts, by any number of threads: in memory as long as
 * all of them are within the limit of {@link Storage}, the others in one temporary file. Not to be
 * used after {@link #close}, which deletes the file.
 */
public final class PlaneStore implements Closeable {

  private final Storage storage;

  /** Bytes in memory. */
  private long held;

  // Neither mapped nor a channel: what is mapped stays on the disk until Java collects garbage, and
  // a channel is closed for all where one reader is interrupted.
  private RandomAccessFile file;
  private File path;
  private long end;

  /** Some bytes. */
  interface Kept {

    /** A part of them. */
    ByteBuffer read(int first, int count);
  }

  PlaneStore(Storage storage) {
    this.storage = storage;
  }

  /**
   * Keeps a plane of grey values: whole numbers from 0 to 255 or 65535 in 8 or 16 bit, others in
   * 32.
   *
   * @param values row by row
   * @throws UserException if the disk is full or cannot be written
   */
  public StoredPlane keep(float[] values, int width) {
    return StoredPlane.of(values, width, this);
  }

  /**
   * Keeps a plane of numbers: those from 0 to 255 or 65535 in 8 or 16 bit, others in 32.
   *
   * @param numbers row by row
   * @throws UserException if the disk is full or cannot be written
   */
  public StoredPlane keep(int[] numbers, int width) {
    return StoredPlane.of(numbers, width, this);
  }

  synchronized Kept keep(byte[] bytes) {
    if (held + bytes.length <= storage.limit()) {
      held += bytes.length;
      return (first, count) -> ByteBuffer.wrap(bytes, first, count).slice();
    }
    long position = end;
    try {
      if (file == null) open();
      file.seek(position);
      file.write(bytes);
    } catch (IOException e) {
      throw storage.unwritable(e);
    }
    end += bytes.length;
    return (first, count) -> read(position + first, count);
  }

  /** On Linux and macOS the file has no name from now on, so that even a crash leaves nothing. */
  private void open() throws IOException {
    path = TemporaryFiles.create(storage.folder(), "images", ".planes").toFile();
    file = new RandomAccessFile(path, "rw");
    if (!path.delete()) path.deleteOnExit();
  }

  private synchronized ByteBuffer read(long position, int count) {
    byte[] bytes = new byte[count];
    try {
      file.seek(position);
      file.readFully(bytes);
    } catch (IOException e) {
      throw new UserException(
          "What was kept of the images on the disk of '"
              + storage.folder()
              + "' cannot be read any more: "
              + e.getMessage(),
          e);
    }
    return ByteBuffer.wrap(bytes);
  }

  @Override
  public synchronized void close() throws IOException {
    if (path == null) return;
    try {
      if (file != null) file.close();
    } finally {
      Files.deleteIfExists(path.toPath());
    }
  }
}
