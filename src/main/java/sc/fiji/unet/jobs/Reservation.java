package sc.fiji.unet.jobs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sc.fiji.unet.progress.UserException;

/**
 * Keeps others, in this program or another, from writing the same at the same time. If the program
 * is killed, the system gives the lock back.
 */
public final class Reservation implements Closeable {

  private final Path lock;
  private final FileChannel channel;

  private Reservation(Path lock, FileChannel channel) {
    this.lock = lock;
    this.channel = channel;
  }

  /**
   * @param file or folder to be written, in a folder that can be written to
   * @throws UserException if it is reserved already
   */
  public static Reservation of(Path file) throws IOException {
    Path lock = file.resolveSibling("." + file.getFileName() + ".lock");
    FileChannel channel =
        FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    if (isFree(channel)) return new Reservation(lock, channel);
    throw new UserException(
        "'"
            + file
            + "' is being written by another command: wait until it is done, or choose another name.");
  }

  /** Where it is not the channel stays open: closing it would give back the lock of the other. */
  private static boolean isFree(FileChannel channel) {
    try {
      FileLock lock = channel.tryLock();
      return lock != null;
    } catch (OverlappingFileLockException e) { // in this program
      return false;
    } catch (IOException e) { // not every file system has locks
      return true;
    }
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(lock); // while it is held: nobody else's
    } catch (IOException e) {
      // Windows keeps what is open, and the next one does not mind.
    }
    channel.close();
  }
}
