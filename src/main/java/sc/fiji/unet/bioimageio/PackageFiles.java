package sc.fiji.unet.bioimageio;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;

/**
 * The files of a package that is not trusted: those of a zip, or of the folder it was unpacked to.
 * Nothing is ever unpacked; files are read into memory, each up to a limit.
 */
final class PackageFiles implements Closeable {

  private static final int MOST_ENTRIES = 1000;
  private static final long LARGEST_TOTAL = 4_000_000_000L;

  /** A few kilobytes of zip that unpack to more than this are no model. */
  private static final long LARGEST_RATIO = 100;

  private static final long FREE_OF_RATIO = 100_000_000;

  /** Folders in a package that are looked into. */
  private static final int DEEPEST = 3;

  private final Path folder;
  private final ZipFile zip;

  /** Of the folder in the package that names count from, empty or with a slash at its end. */
  private String base = "";

  /**
   * @param path of a zip or a folder
   * @throws IOException if it is neither, or damaged
   * @throws UnusableException if it holds what no package may hold
   */
  PackageFiles(Path path) throws IOException {
    folder = Files.isDirectory(path) ? path.toRealPath() : null;
    zip = folder == null ? new ZipFile(path.toFile()) : null;
    if (zip == null) return;
    try {
      check(zip.stream().toList());
    } catch (IOException | RuntimeException e) {
      zip.close();
      throw e;
    }
  }

  private static void check(List<? extends ZipEntry> entries) throws IOException {
    if (entries.size() > MOST_ENTRIES)
      throw new UnusableException(
          "it holds " + entries.size() + " files; allowed are " + MOST_ENTRIES + ".");
    Set<String> names = new HashSet<>();
    long total = 0;
    for (ZipEntry entry : entries) {
      String name = entry.getName();
      if (!isInside(name))
        throw new UnusableException("it holds '" + name + "', which lies outside of it.");
      if (!names.add(name)) throw new UnusableException("it holds '" + name + "' twice.");
      long size = entry.getSize();
      total += size;
      if (total > LARGEST_TOTAL
          || size > FREE_OF_RATIO && size / LARGEST_RATIO > entry.getCompressedSize())
        throw new UnusableException(
            "its file '" + name + "' would fill the memory when it is unpacked.");
    }
  }

  /** Whether a name leads to a file below the folder that it counts from, on any system. */
  static boolean isInside(String name) {
    return name.matches("[^/\\\\:\0][^\\\\:\0]*") && !List.of(name.split("/")).contains("..");
  }

  /** The names of all files, those that are least deep first. */
  List<String> names() throws IOException {
    return all().sorted(Comparator.comparing((String name) -> name.split("/").length)).toList();
  }

  private Stream<String> all() throws IOException {
    if (zip != null)
      return zip.stream().filter(entry -> !entry.isDirectory()).map(ZipEntry::getName);
    try (Stream<Path> files = Files.walk(folder, DEEPEST)) {
      return files
          .filter(Files::isRegularFile)
          .limit(MOST_ENTRIES)
          .map(file -> folder.relativize(file).toString().replace('\\', '/'))
          .toList()
          .stream();
    }
  }

  /** Counts names from the folder that a file is in. */
  void enterFolderOf(String name) {
    base = name.substring(0, name.lastIndexOf('/') + 1);
  }

  boolean has(String name) throws IOException {
    return zip == null
        ? Files.isRegularFile(folder.resolve(base + name))
        : zip.getEntry(base + name) != null;
  }

  /**
   * @param limit in bytes
   * @throws IOException if it is damaged
   * @throws UnusableException if there is no such file, or it is larger
   */
  byte[] read(String name, int limit) throws IOException {
    if (!has(name)) throw new UnusableException("it does not hold the file '" + name + "'.");
    ZipEntry entry = zip == null ? null : zip.getEntry(base + name);
    // An entry may unpack to more than it says.
    int most = entry == null ? limit : (int) Math.min(limit, entry.getSize());
    byte[] bytes;
    try (InputStream in = open(name)) {
      bytes = in.readNBytes(most);
      if (in.read() >= 0)
        throw new UnusableException(
            "its file '" + name + "' is larger than the " + most + " bytes that are allowed.");
    }
    if (entry != null && crc(bytes) != entry.getCrc())
      throw new ZipException("The entry " + name + " has not its checksum.");
    return bytes;
  }

  /** Java compares it only where a zip is read as a stream. */
  private static long crc(byte[] bytes) {
    CRC32 crc = new CRC32();
    crc.update(bytes);
    return crc.getValue();
  }

  /**
   * @throws UnusableException also if the file is not the one that the description means
   */
  byte[] read(FileReference file, int limit) throws IOException {
    byte[] bytes = read(file.name(), limit);
    if (!file.sha256().isEmpty() && !file.sha256().equalsIgnoreCase(sha256(bytes)))
      throw new UnusableException(
          "its file '"
              + file.name()
              + "' has not the checksum (sha256) of its description: it is damaged or was"
              + " exchanged.");
    return bytes;
  }

  private InputStream open(String name) throws IOException {
    if (zip != null) return zip.getInputStream(zip.getEntry(base + name));
    Path file = folder.resolve(base + name).toRealPath();
    if (!file.startsWith(folder))
      throw new UnusableException("its file '" + name + "' lies outside of it.");
    return Files.newInputStream(file);
  }

  static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }

  @Override
  public void close() throws IOException {
    if (zip != null) zip.close();
  }
}
