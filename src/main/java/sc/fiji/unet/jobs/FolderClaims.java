package sc.fiji.unet.jobs;

import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * Divides the images of a folder among the programs that segment it. A claim is the lock of one
 * byte of a file: the system gives it back when its program ends, however it ends, and there is
 * nothing to clean up. Another byte is held by all that share the folder, and keeps its settings
 * from being changed under them.
 *
 * <p>Where the file system knows no locks there are no claims: programs then do each other's work
 * again, and the last result of an image stays.
 */
final class FolderClaims implements Closeable {

  /** Bytes of the file that are no image's. */
  private static final int SHARING = 0;

  private static final int TABLES = 1;
  private static final int FIRST = 16;

  private static final int TRIES = 12;
  private static final int MILLISECONDS = 50;

  /** An image that is claimed; to be closed when it is done. */
  interface Claim extends Closeable {}

  private final FileChannel channel;
  private final String property;
  private final boolean locks;

  private FolderClaims(FileChannel channel, String property, boolean locks) {
    this.channel = channel;
    this.property = property;
    this.locks = locks;
  }

  /**
   * Joins those that segment a folder.
   *
   * @param output that the results are written to
   * @param run the folder of the images, and in further lines what all who share it must have in
   *     common
   * @param locking false as if the disk knew no locks
   * @throws UserException if others are segmenting it in another way, or this program is already
   */
  static FolderClaims join(Path output, String run, boolean locking, Progress progress)
      throws IOException {
    Path folder = Files.createDirectories(output.resolve(FolderRecords.FOLDER));
    // Closing the file a second time would give back the locks of the first one.
    String property = "unet.folder." + folder.toRealPath();
    if (System.getProperties().putIfAbsent(property, "") != null)
      throw new UserException(
          "This ImageJ is segmenting into '" + output + "' already: wait for its end.");
    FileChannel channel = null;
    try {
      channel =
          FileChannel.open(
              folder.resolve("claims"),
              StandardOpenOption.CREATE,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      Path file = folder.resolve("run");
      boolean locks =
          locking
              ? share(channel, file, output, run, progress)
              : withoutLocks(file, output, run, progress);
      return new FolderClaims(channel, property, locks);
    } catch (IOException | RuntimeException e) {
      if (channel != null) channel.close();
      System.getProperties().remove(property);
      throw e;
    }
  }

  /** Returns whether there are locks. */
  private static boolean share(
      FileChannel channel, Path file, Path output, String run, Progress progress)
      throws IOException {
    for (int attempt = 0; attempt < TRIES; attempt++) {
      FileLock alone;
      try {
        alone = channel.tryLock(SHARING, 1, false);
      } catch (IOException e) { // not every file system has locks
        return withoutLocks(file, output, run, progress);
      }
      if (alone != null) begin(alone, file, output, run);
      FileLock shared = channel.tryLock(SHARING, 1, true);
      if (shared != null && isSame(file, run)) return true;
      if (shared != null) shared.release();
      pause();
    }
    throw new UserException(
        "Another ImageJ is segmenting into '"
            + output
            + "' with another model or other settings: wait for its end, or choose another folder"
            + " for the results.");
  }

  /** Nobody else is there. */
  private static void begin(FileLock alone, Path file, Path output, String run) throws IOException {
    try (alone) {
      FolderRecords.deleteParts(output);
      agree(file, output, run);
    }
  }

  private static boolean withoutLocks(Path file, Path output, String run, Progress progress)
      throws IOException {
    progress.note(
        "The disk of '"
            + output
            + "' knows no locks: a second ImageJ does the same images again, and has to have the"
            + " same model and settings.");
    agree(file, output, run);
    return false;
  }

  private static void agree(Path file, Path output, String run) throws IOException {
    if (!text(file).equals(Optional.of(run))) FolderRecords.write(output, file, run);
  }

  /** But for the folder of the images, which may have another path on another computer. */
  private static boolean isSame(Path file, String run) throws IOException {
    return text(file).map(FolderClaims::settings).equals(Optional.of(settings(run)));
  }

  /** Empty if there is none, or the computer went off while it was written. */
  private static Optional<String> text(Path file) throws IOException {
    if (!Files.isRegularFile(file)) return Optional.empty();
    try {
      return Optional.of(Files.readString(file));
    } catch (CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static String settings(String run) {
    return run.substring(run.indexOf('\n') + 1);
  }

  /** What those before, or beside this, had in common. */
  static Optional<String> run(Path output) throws IOException {
    return text(output.resolve(FolderRecords.FOLDER).resolve("run"));
  }

  /** Claims an image, unless it is claimed. */
  Optional<Claim> claim(FolderImage image) throws IOException {
    if (!locks) return Optional.of(() -> {});
    FileLock lock;
    try {
      lock = channel.tryLock(position(image.path()), 1, false);
    } catch (OverlappingFileLockException e) { // by this program, for another image
      return Optional.empty();
    }
    return lock == null ? Optional.empty() : Optional.of(lock::release);
  }

  /** Of 2^40, so that two images hardly ever share one; if they do they wait for each other. */
  private static long position(String path) throws IOException {
    String hash = FileState.sha256(new ByteArrayInputStream(path.getBytes(StandardCharsets.UTF_8)));
    return FIRST + Long.parseLong(hash.substring(0, 10), 16);
  }

  /** Waits until nobody else writes the tables. */
  Claim tables() throws IOException {
    if (!locks) return () -> {};
    FileLock lock = channel.lock(TABLES, 1, false);
    return lock::release;
  }

  private static void pause() {
    try {
      Thread.sleep(MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() throws IOException {
    channel.close();
    System.getProperties().remove(property);
  }
}
