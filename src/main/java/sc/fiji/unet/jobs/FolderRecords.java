package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import sc.fiji.unet.images.WholeFile;

/**
 * What became of the images of a folder, an {@link ImageRecord} each, in a hidden folder among the
 * results.
 */
final class FolderRecords {

  static final String FOLDER = ".unet";

  /** Beside it lies what those who share the folder have in common. */
  static final String IMAGES = FOLDER + "/images";

  /** What is not complete yet, or was not when its program was killed. */
  static final String PARTS = FOLDER + "/parts";

  private static final String ENDING = ".properties";

  private final Path output;
  private final Path folder;

  /**
   * @param output folder of the results
   */
  FolderRecords(Path output) {
    this.output = output;
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
    write(output, file, record.text());
  }

  /** At once, or not at all. */
  static void write(Path output, Path file, String text) throws IOException {
    write(output, file, part -> Files.writeString(part, text));
  }

  static void write(Path output, Path file, WholeFile.Content content) throws IOException {
    WholeFile.writeBy(output.resolve(PARTS), file, content);
  }

  /** Deletes what killed programs left; only for one that is alone. */
  static void deleteParts(Path output) throws IOException {
    Path parts = output.resolve(PARTS);
    if (!Files.isDirectory(parts)) return;
    List<Path> left;
    try (Stream<Path> files = Files.list(parts)) {
      left = files.toList();
    }
    for (Path file : left) Files.deleteIfExists(file);
  }

  private Path file(String path) {
    return folder.resolve(path + ENDING);
  }
}
