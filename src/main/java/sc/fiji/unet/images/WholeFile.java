package sc.fiji.unet.images;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.UUID;
import java.util.stream.Stream;

/** Writes files that are there whole or not at all, also after a kill or a power cut. */
public final class WholeFile {

  /** Writes what is in a file. */
  public interface Content {
    void write(Path part) throws IOException;
  }

  private WholeFile() {}

  /**
   * Writes a file, which replaces one that is there.
   *
   * @param content is given a file beside it
   */
  public static void write(Path file, Content content) throws IOException {
    write(file, beside(file), content);
  }

  /**
   * Writes a file, which replaces one that is there.
   *
   * @param parts folder on the same disk for what is not yet complete, and for what a program that
   *     was killed leaves
   */
  public static void writeBy(Path parts, Path file, Content content) throws IOException {
    write(file, Files.createDirectories(parts).resolve(part(file)), content);
  }

  /** The same in a folder that is there: who deletes it lets nobody write any more. */
  public static void writeIn(Path parts, Path file, Content content) throws IOException {
    write(file, parts.resolve(part(file)), content);
  }

  /**
   * Where a file may be written by and by until it is complete: what is left to do is to {@link
   * #move} it, or to delete it.
   */
  public static Path beside(Path file) {
    return file.resolveSibling(part(file));
  }

  /** Whether a file is what another one may have been written to that is not complete. */
  public static boolean isPart(Path part, Path file) {
    String name = part.getFileName().toString();
    return name.startsWith(file.getFileName() + ".") && name.matches("(?s).*\\.[0-9a-f]{8}\\.part");
  }

  /** Of this program alone: two computers may have a process of the same number. */
  private static String part(Path file) {
    return file.getFileName() + "." + UUID.randomUUID().toString().substring(0, 8) + ".part";
  }

  private static void write(Path file, Path part, Content content) throws IOException {
    try {
      content.write(part);
      move(part, file);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Gives a file its name, that of one which it replaces. */
  public static void move(Path part, Path file) throws IOException {
    // Else the name may be on the disk before what it names.
    try (FileChannel channel = FileChannel.open(part, StandardOpenOption.WRITE)) {
      channel.force(true);
    }
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  /** Deletes a folder and all that is in it, if it is there; what begins with a dot at the end. */
  public static void deleteFolder(Path folder) throws IOException {
    if (!Files.exists(folder)) return;
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
    } catch (UncheckedIOException e) { // somebody writes there
      throw e.getCause();
    }
  }
}
