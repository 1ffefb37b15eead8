package sc.fiji.unet.jobs;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import sc.fiji.unet.progress.UserException;

/**
 * Keeps others, in this program or another, from writing the same at the same time. If the program
 * is killed, the system gives the lock back.
 */
public final class Reservation implements Closeable {

  /**
   * Lock files of this program. Its second channel on one of them is never opened: closing that
   * would give back the lock of the first.
   */
  private static final Set<Path> HELD = ConcurrentHashMap.newKeySet();

  private static final Set<FileChannel> OTHERS = ConcurrentHashMap.newKeySet();

  private final Path lock;
  private final FileChannel channel;
  private final boolean exclusive;
  private final Optional<Path> folder;

  private Reservation(Path lock, FileChannel channel, boolean exclusive, Optional<Path> folder) {
    this.lock = lock;
    this.channel = channel;
    this.exclusive = exclusive;
    this.folder = folder;
  }

  /**
   * @param file or folder to be written, in a folder that can be written to
   * @throws UserException if it is reserved already
   */
  public static Reservation of(Path file) throws IOException {
    return of(file, Optional.empty());
  }

  /** The same where the folder around it may be missing: it is made, and deleted if left empty. */
  public static Reservation withFolder(Path file) throws IOException {
    Path folder = file.getParent();
    if (Files.exists(folder)) return of(file);
    return of(file, Optional.of(Files.createDirectories(folder)));
  }

  private static Reservation of(Path file, Optional<Path> folder) throws IOException {
    Path lock =
        file.toAbsolutePath().normalize().resolveSibling("." + file.getFileName() + ".lock");
    if (!HELD.add(lock)) throw refused(file);
    try {
      FileChannel channel =
          FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
      return new Reservation(lock, channel, isExclusive(channel, file), folder);
    } catch (IOException | RuntimeException e) {
      HELD.remove(lock);
      throw e;
    }
  }

  /** Where it is another's the channel stays open, lest that lock be given back. */
  private static boolean isExclusive(FileChannel channel, Path file) {
    try {
      if (channel.tryLock() != null) return true;
    } catch (IOException e) { // not every file system has locks
      return false;
    } catch (OverlappingFileLockException e) { // this program's, by another name of the folder
      OTHERS.add(channel);
    }
    throw refused(file);
  }

  private static UserException refused(Path file) {
    return new UserException(
        "'"
            + file
            + "' is being written by another command: wait until it is done, or choose another name.");
  }

  /** False on the few file systems where nobody can know who else writes. */
  public boolean isExclusive() {
    return exclusive;
  }

  @Override
  public void close() throws IOException {
    try {
      Files.deleteIfExists(lock); // while it is held: nobody else's
    } catch (IOException e) {
      // Windows keeps what is open, and the next one does not mind.
    }
    try {
      channel.close();
    } finally {
      HELD.remove(lock);
    }
    try {
      if (folder.isPresent()) Files.deleteIfExists(folder.get());
    } catch (IOException e) {
      // It is not empty.
    }
  }
}
