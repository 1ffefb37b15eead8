package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What became of the images of a folder, an {@link ImageRecord} each, in a hidden folder among the
 * results.
 */
final class FolderRecords {

  static final String FOLDER = ".unet";

  /** Beside it lies what those who share the folder have in common. */
  static final String IMAGES = FOLDER + "/images";

  private static final String ENDING = ".properties";

  private final Path folder;

  /**
   * @param output folder of the results
   */
  FolderRecords(Path output) {
    folder = output.resolve(IMAGES);
  }

  /** All, in the order of their paths; those that cannot be read are left out. */
  List<ImageRecord> all() throws IOException {
    if (!Files.isDirectory(folder)) return List.of();
    List<Path> files;
    try (Stream<Path> found = Files.walk(folder)) {
      files = found.filter(file -> file.toString().endsWith(ENDING)).toList();
    }
    List<ImageRecord> records = new ArrayList<>();
    for (Path file : files) ImageRecord.read(file).ifPresent(records::add);
    records.sort((a, b) -> a.image().compareTo(b.image()));
    return records;
  }

  Optional<ImageRecord> of(FolderImage image) throws IOException {
    return ImageRecord.read(file(image.path()));
  }

  void write(ImageRecord record) throws IOException {
    Path file = file(record.image());
    Files.createDirectories(file.getParent());
    write(file, record.text());
  }

  /** At once, or not at all. */
  static void write(Path file, String text) throws IOException {
    Path part = file.resolveSibling("part of " + file.getFileName());
    Files.writeString(part, text);
    Files.move(part, file, StandardCopyOption.REPLACE_EXISTING);
  }

  private Path file(String path) {
    return folder.resolve(path + ENDING);
  }
}
