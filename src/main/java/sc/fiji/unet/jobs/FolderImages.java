package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import java.util.regex.PatternSyntaxException;
import sc.fiji.unet.images.FileNames;
import sc.fiji.unet.progress.UserException;

/** Finds the images of a folder and of the folders in it, and names their results. */
final class FolderImages {

  private final Path input;
  private final Path output;

  /**
   * @param output what is in it is never taken for an image
   */
  FolderImages(Path input, Path output) {
    this.input = input;
    this.output = output;
  }

  /**
   * The images by their paths.
   *
   * @param pattern such as *.tif or {@code *.{tif,png}}, whatever their case; with a "/" in it, of
   *     the path from the folder; if empty, all files whose names do not tell that they are none
   * @param known of images whose results are there already, which keep their names
   */
  List<FolderImage> find(String pattern, Collection<ImageRecord> known) throws IOException {
    Map<String, Path> all = files();
    Predicate<String> wanted = wanted(pattern);
    Map<String, String> names = names(all.keySet(), known);
    List<FolderImage> images = new ArrayList<>();
    all.forEach(
        (path, file) -> {
          if (wanted.test(path)) images.add(new FolderImage(file, path, names.get(path)));
        });
    return images;
  }

  /** By their paths; without hidden ones, and without the results of this run and of others. */
  private Map<String, Path> files() throws IOException {
    Map<String, Path> files = new TreeMap<>();
    Path results = Files.exists(output) ? output.toRealPath() : output.toAbsolutePath().normalize();
    Files.walkFileTree(
        input,
        EnumSet.of(FileVisitOption.FOLLOW_LINKS),
        Integer.MAX_VALUE,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            boolean skipped =
                !folder.equals(input)
                    && (isHidden(folder)
                        || isZarr(folder)
                        || folder.toRealPath().equals(results)
                        || Files.isDirectory(folder.resolve(FolderRecords.FOLDER)));
            return skipped ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
            if (attributes.isRegularFile() && !isHidden(file)) files.put(path(file), file);
            return FileVisitResult.CONTINUE;
          }

          /** A link in a circle, or a folder that may not be read. */
          @Override
          public FileVisitResult visitFileFailed(Path file, IOException reason) throws IOException {
            if (file.equals(input)) throw reason;
            return FileVisitResult.CONTINUE;
          }
        });
    return files;
  }

  /** An image of many files, of which none is one. */
  private static boolean isZarr(Path folder) {
    return folder.getFileName().toString().toLowerCase(Locale.ROOT).endsWith(".zarr");
  }

  private static boolean isHidden(Path file) {
    return file.getFileName().toString().startsWith(".");
  }

  private String path(Path file) {
    return input.relativize(file).toString().replace(input.getFileSystem().getSeparator(), "/");
  }

  static Predicate<String> wanted(String pattern) {
    if (pattern.isBlank()) return path -> !FileNames.isOfNoImage(path);
    String glob = pattern.strip().toLowerCase(Locale.ROOT).replace('\\', '/');
    boolean ofPath = glob.contains("/");
    PathMatcher matcher;
    try {
      matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob.replaceFirst("^/", ""));
    } catch (PatternSyntaxException e) {
      throw new UserException("It cannot be understood; write such as *.tif or *.{tif,png}.", e);
    }
    return path -> {
      Path lower = Path.of(path.toLowerCase(Locale.ROOT));
      return matcher.matches(ofPath ? lower : lower.getFileName());
    };
  }

  /**
   * What the results of each image begin with: its path without the ending; with it where another
   * image of the folder has the same name, and with a number where that is not enough.
   */
  static Map<String, String> names(Collection<String> paths, Collection<ImageRecord> known) {
    Map<String, String> names = new HashMap<>();
    Map<String, String> owners = new HashMap<>(); // whatever the case, as on Windows and macOS
    for (ImageRecord record : known) {
      names.put(record.image(), record.name());
      owners.put(record.name().toLowerCase(Locale.ROOT), record.image());
    }
    Map<String, Integer> sharing = new HashMap<>();
    for (String path : paths)
      if (!FileNames.isOfNoImage(path))
        sharing.merge(FileNames.withoutEnding(path).toLowerCase(Locale.ROOT), 1, Integer::sum);
    for (String path : paths) {
      if (names.containsKey(path)) continue;
      String name = FileNames.withoutEnding(path);
      if (sharing.getOrDefault(name.toLowerCase(Locale.ROOT), 1) > 1) name = path;
      for (int number = 1; owners.containsKey(name.toLowerCase(Locale.ROOT)); number++)
        name = number == 1 ? path : path + " " + number;
      names.put(path, name);
      owners.put(name.toLowerCase(Locale.ROOT), path);
    }
    return names;
  }
}
