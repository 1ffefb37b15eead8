package sc.fiji.unet.jobs;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import sc.fiji.unet.formats.ImageFile;
import sc.fiji.unet.formats.OmeZarr;

/**
 * What a file holds.
 *
 * @param size in bytes
 * @param modified in milliseconds since 1970
 */
public record FileState(long size, long modified, String sha256) {

  /**
   * Other words where an image lies elsewhere, or the file, or one that describes an OME-Zarr, is
   * written anew. No pixel is looked at.
   *
   * @param path of the image
   */
  public static String words(Path path, ImageFile image) throws IOException {
    Path file = path.toRealPath();
    List<Path> files =
        image instanceof OmeZarr zarr
            ? Stream.of(".zgroup", ".zattrs", "zarr.json").map(zarr.folder()::resolve).toList()
            : List.of(file);
    StringBuilder words = new StringBuilder(file.toString());
    for (Path each : files)
      if (Files.exists(each))
        words.append("\n" + Files.size(each) + " " + Files.getLastModifiedTime(each));
    return words.toString();
  }

  static FileState of(Path file) throws IOException {
    long size = Files.size(file);
    long modified = modified(file);
    try (InputStream in = Files.newInputStream(file)) {
      return new FileState(size, modified, sha256(in));
    }
  }

  private static long modified(Path file) throws IOException {
    return Files.getLastModifiedTime(file).toMillis();
  }

  /** A file that was neither written to nor replaced is not read; a copy of it is. */
  boolean isOf(Path file) throws IOException {
    if (Files.size(file) != size) return false;
    return modified(file) == modified || of(file).sha256.equals(sha256);
  }

  static String sha256(InputStream in) throws IOException {
    try (DigestInputStream digest =
        new DigestInputStream(in, MessageDigest.getInstance("SHA-256"))) {
      byte[] buffer = new byte[1 << 16];
      while (digest.read(buffer) >= 0) {
        // The digest listens.
      }
      return HexFormat.of().formatHex(digest.getMessageDigest().digest());
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
