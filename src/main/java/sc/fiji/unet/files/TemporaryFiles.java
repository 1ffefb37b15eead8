package sc.fiji.unet.files;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Files that are deleted by who made them, or, where ImageJ was killed, by the next one that makes
 * such files. Their names begin with "unet-", the process and a random number; a file of this name
 * that ends in "lock" is locked as long as the process lives, so that files in a folder that
 * several computers share are left alone, too.
 */
public final class TemporaryFiles {

  private static final String LOCK = "lock";
  private static final Pattern OURS = Pattern.compile("(unet-([0-9]+)-[0-9a-f]{8}-).+");

  /** Of files without a lock: their owner ended in order, but something kept them. */
  private static final Duration KEPT = Duration.ofDays(1);

  /** The one thing that a process must have once: its lock, which lasts until it ends. */
  private static final Owner OWNER = Owner.begin(Path.of(System.getProperty("java.io.tmpdir")));

  private TemporaryFiles() {}

  /**
   * An empty file, which whoever asks for it deletes.
   *
   * @param name for people who see it
   * @param ending with its dot
   * @throws IOException if the folder cannot be written to
   */
  public static Path create(Path folder, String name, String ending) throws IOException {
    return Files.createTempFile(folder, OWNER.prefix() + name + " ", ending);
  }

  /**
   * @param prefix of the names of its files
   * @param lock null where locks are not to be had: then the files stay after a kill
   */
  private record Owner(String prefix, FileLock lock) {

    static Owner begin(Path folder) {
      sweep(folder);
      while (true) {
        String random = HexFormat.of().toHexDigits(new Random().nextInt());
        String prefix = "unet-" + ProcessHandle.current().pid() + "-" + random + "-";
        Path file = folder.resolve(prefix + LOCK);
        try {
          FileLock lock =
              FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)
                  .lock();
          file.toFile().deleteOnExit();
          if (Files.exists(file)) return new Owner(prefix, lock); // else it was swept before
        } catch (IOException | UnsupportedOperationException e) {
          return new Owner(prefix, null);
        }
      }
    }
  }

  /** Deletes what processes left behind that do not live any more. */
  static void sweep(Path folder) {
    try (DirectoryStream<Path> found = Files.newDirectoryStream(folder, "unet-*")) {
      List<Path> files = new ArrayList<>();
      found.forEach(files::add);
      files.sort(Comparator.comparing(file -> file.toString().endsWith(LOCK))); // locks at last
      for (Path file : files) {
        Matcher name = OURS.matcher(file.getFileName().toString());
        if (name.matches() && Long.parseLong(name.group(2)) != ProcessHandle.current().pid())
          sweep(file, file.resolveSibling(name.group(1) + LOCK));
      }
    } catch (IOException | RuntimeException e) {
      // The folder is another one's, or others sweep it, too: nothing that a user could do.
    }
  }

  private static void sweep(Path file, Path lock) throws IOException {
    if (!Files.exists(lock)) {
      if (Files.getLastModifiedTime(file).toInstant().isBefore(Instant.now().minus(KEPT)))
        Files.deleteIfExists(file);
    } else if (!file.equals(lock)) {
      if (isDead(lock)) Files.deleteIfExists(file);
    } else if (isDead(lock) && isLast(lock)) {
      Files.deleteIfExists(lock);
    }
  }

  private static boolean isDead(Path lock) {
    try (FileChannel channel = FileChannel.open(lock, StandardOpenOption.WRITE)) {
      return channel.tryLock() != null;
    } catch (IOException | OverlappingFileLockException | UnsupportedOperationException e) {
      return false; // locks are not to be had, or not by us
    }
  }

  private static boolean isLast(Path lock) throws IOException {
    String name = lock.getFileName().toString();
    String prefix = name.substring(0, name.length() - LOCK.length());
    try (DirectoryStream<Path> files = Files.newDirectoryStream(lock.getParent(), prefix + "*")) {
      for (Path file : files) if (!file.equals(lock)) return false;
    }
    return true;
  }
}
