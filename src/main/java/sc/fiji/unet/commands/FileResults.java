package sc.fiji.unet.commands;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import sc.fiji.unet.formats.ImageFile;
import sc.fiji.unet.formats.ImageWriter;
import sc.fiji.unet.formats.OmeTiffWriter;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.formats.PixelType;
import sc.fiji.unet.images.WorkFolders;
import sc.fiji.unet.jobs.FileState;
import sc.fiji.unet.jobs.Reservation;
import sc.fiji.unet.progress.UserException;

/**
 * Where the results of a file go: those of an OME-Zarr image into it and beside it, others to TIFF
 * files.
 *
 * @param path of the image
 * @param level of the image's resolutions that is segmented
 * @param output name of the labels in an OME-Zarr, or a file .tif; empty to be named by the model
 *     or by the image
 */
record FileResults(ImageFile image, Path path, int level, String output, String model) {

  private static final String TIFF = "(?i).*\\.tiff?";

  private static final int[] CHUNK = {512, 512, 1, 1, 1};

  /**
   * @param path where it is written
   * @param reserved so that nobody else writes it
   */
  record Begun(Path path, ImageWriter writer, Closeable reserved) implements Closeable {

    @Override
    public void close() throws IOException {
      try (reserved) {
        writer.close();
      }
    }
  }

  Begun labels() throws IOException {
    if (isTiff()) return tiff(labelFile(), PixelType.UINT32, List.of());
    return Command.naming(
        "output",
        name(),
        () -> begun(inside(), () -> OmeZarrWriter.labels(zarr(), level, name(), CHUNK, false)));
  }

  /**
   * @param names of the maps
   */
  Begun maps(List<String> names) throws IOException {
    if (isTiff()) return tiff(probabilityFile(), PixelType.FLOAT32, names);
    return Command.naming(
        "output",
        name(),
        () ->
            begun(
                beside(), () -> OmeZarrWriter.maps(zarr(), level, beside(), names, CHUNK, false)));
  }

  /**
   * Folder for what an interrupted run leaves to go on with, beside what it writes.
   *
   * @param words what must be the same to go on, beside the image's file
   */
  Path work(String words) throws IOException {
    return folders().of(words + "\n" + FileState.words(path, image));
  }

  /** Such folders of this result that are there, those of other words, too. */
  List<Path> works() throws IOException {
    return folders().all();
  }

  private WorkFolders folders() {
    return new WorkFolders(result());
  }

  /**
   * A name for all that is written: of an OME-Zarr beside it, not in it, and not that of a file.
   */
  private Path result() {
    return isTiff() ? labelFile() : path.resolveSibling(path.getFileName() + " " + name());
  }

  private boolean isTiff() {
    return !(image instanceof OmeZarr) || output.matches(TIFF);
  }

  private OmeZarr zarr() {
    return (OmeZarr) image;
  }

  private String name() {
    return output.isBlank() ? model : output;
  }

  private Path labelFile() {
    if (output.isBlank()) return path.resolveSibling(stem(path) + " labels.ome.tif");
    if (!output.matches(TIFF))
      throw new UserException(
          "output=[" + output + "]: labels of a TIFF are a TIFF; name a file that ends in .tif.");
    Path file = Command.path("output", output).toAbsolutePath().normalize();
    if (file.equals(path))
      throw new UserException("output=[" + output + "] is the image itself; name another file.");
    return file;
  }

  private Path probabilityFile() {
    Path named = output.isBlank() ? path : labelFile();
    return named.resolveSibling(stem(named) + " probabilities.ome.tif");
  }

  private static String stem(Path file) {
    return file.getFileName().toString().replaceFirst("(?i)(\\.ome)?\\.[^.]*$", "");
  }

  private Begun tiff(Path file, PixelType type, List<String> channels) throws IOException {
    long[] size = image.size(level);
    size[2] = Math.max(1, channels.size());
    return begun(
        file,
        () -> {
          if (Files.exists(file))
            throw new UserException(
                "'"
                    + file
                    + "' exists already: choose another name, output=[NAME.tif], or delete that"
                    + " file.");
          return OmeTiffWriter.create(
              file, size, type, image.pixelSize(level), image.sliceSpacing(level), channels);
        });
  }

  private Path inside() {
    OmeZarrWriter.requireName(name());
    return zarr().folder().resolve("labels").resolve(name());
  }

  private Path beside() {
    OmeZarrWriter.requireName(name());
    Path folder = zarr().folder();
    return folder.resolveSibling(stem(folder) + " " + name() + " probabilities.zarr");
  }

  private Begun begun(Path path, Supplier<ImageWriter> begin) throws IOException {
    Closeable reserved = reserve(path);
    try {
      return new Begun(path, begin.get(), reserved);
    } catch (RuntimeException e) {
      reserved.close();
      throw e;
    }
  }

  /** Where nothing can be written, the writer says so. */
  private Closeable reserve(Path path) {
    try {
      Reservation reserved = isTiff() ? Reservation.of(path) : Reservation.withFolder(path);
      if (isTiff() && reserved.isExclusive()) OmeTiffWriter.deleteUnfinished(path);
      return reserved;
    } catch (IOException e) {
      return () -> {};
    }
  }
}
