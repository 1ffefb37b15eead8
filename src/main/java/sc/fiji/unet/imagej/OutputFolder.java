package sc.fiji.unet.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.measure.ResultsTable;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.UnaryOperator;
import sc.fiji.unet.images.Csv;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.progress.UserException;

/**
 * Saves what was found in an image: "NAME labels.tif", "NAME RoiSet.zip", "NAME measurements.csv"
 * and others. Each file is written under a temporary name and moved into place.
 */
public final class OutputFolder {

  private final Path folder;
  private String name;

  /** Where files are that are not complete yet; empty for beside them. */
  private final Optional<Path> parts;

  /** Whose results they are, if they are one image's. */
  private final Optional<ImagePlus> image;

  private final List<Path> saved = new ArrayList<>();

  /**
   * @param folder made if it does not exist
   * @param image gives the name: its title without the ending, if no other image has it there
   * @throws IOException if the folder cannot be made
   * @throws UserException if files of this name cannot be written there
   */
  public OutputFolder(Path folder, ImagePlus image) throws IOException {
    this(folder, ResultName.withoutEnding(image), Optional.empty(), Optional.of(image));
    name = ResultName.of(folder, image); // whatever it is, it can be written
    requireWritable();
  }

  /**
   * For a name that whoever gives it answers for: what is replaced is not told.
   *
   * @param folder made if it does not exist
   * @param name that files begin with
   * @param parts folder on the same disk for files that are not complete yet
   * @param image whose results they are
   * @throws IOException if the folder cannot be made
   * @throws UserException if files of this name cannot be written there
   */
  public OutputFolder(Path folder, String name, Path parts, ImagePlus image) throws IOException {
    this(folder, name, Optional.of(parts), Optional.of(image));
  }

  /**
   * @param folder made if it does not exist
   * @param name that files begin with
   * @throws IOException if the folder cannot be made
   * @throws UserException if files of this name cannot be written there
   */
  public OutputFolder(Path folder, String name) throws IOException {
    this(folder, name, Optional.empty(), Optional.empty());
  }

  private OutputFolder(Path folder, String name, Optional<Path> parts, Optional<ImagePlus> image)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.name = name;
    this.parts = parts;
    this.image = image;
    requireWritable(); // before hours of work
  }

  private void requireWritable() throws IOException {
    try {
      Path longest = folder.resolve(name + " probabilities.tif.12345678.part");
      Files.newOutputStream(longest).close();
      Files.delete(longest);
    } catch (InvalidPathException | FileSystemException e) {
      String reason = e instanceof FileSystemException file ? file.getReason() : e.getMessage();
      throw new UserException(
          String.format(
              "Results named '%s' cannot be written to the folder '%s': %s.",
              name, folder, Objects.requireNonNullElse(reason, "check that you may use it")),
          e);
    }
  }

  /**
   * Makes sure that there is room on the disk.
   *
   * @param bytes that are going to be written
   * @throws UserException if there is not
   */
  public void requireRoom(long bytes) throws IOException {
    long free = Files.getFileStore(folder).getUsableSpace();
    if (free < bytes)
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The results of '%s' take %.1f MB and %.1f MB are free on the disk of '%s': free some, or"
                  + " choose another folder or fewer outputs.",
              name,
              bytes / 1e6,
              free / 1e6,
              folder));
  }

  public void labels(ImagePlus labels) throws IOException {
    save("labels.tif", file -> saveTiff(labels, file));
  }

  public void classes(ImagePlus classes) throws IOException {
    save("classes.tif", file -> saveTiff(classes, file));
  }

  public void probabilities(ImagePlus probabilities) throws IOException {
    save("probabilities.tif", file -> saveTiff(probabilities, file));
  }

  public void rois(Collection<? extends Roi> rois) throws IOException {
    List<Roi> marked =
        rois.stream().map(roi -> image.map(of -> ResultName.marked(roi, of)).orElse(roi)).toList();
    save("RoiSet.zip", file -> RoiSets.save(marked, file));
  }

  /**
   * @param rois of the image that this folder was made for
   */
  public void geoJson(Collection<? extends Roi> rois, GeoJson.ObjectType type) throws IOException {
    save("objects.geojson", file -> GeoJson.save(rois, image.orElseThrow(), type, file));
  }

  /** The image itself, with outlines. */
  public void overlay(ImagePlus outlined) throws IOException {
    save("overlay.tif", file -> saveTiff(outlined, file));
  }

  /** With its overlay. */
  public void matches(ImagePlus matches) throws IOException {
    save("matches.tif", file -> saveTiff(matches, file));
  }

  public void evaluation(ResultsTable table) throws IOException {
    save("evaluation.csv", file -> saveCsv(table, file));
  }

  public void measurements(ResultsTable table) throws IOException {
    save("measurements.csv", file -> saveCsv(table, file));
  }

  /** The files that were written. */
  public List<Path> saved() {
    return List.copyOf(saved);
  }

  /** Writes the rows of a table, with tabs between the values, to any file. */
  public static void rows(ResultsTable table, Path file) throws IOException {
    save(table, file, line -> line);
  }

  private static void saveTiff(ImagePlus image, Path file) throws IOException {
    if (image.getStack() instanceof DiskSlices.Stack stack) {
      Files.copy(stack.path(), file, StandardCopyOption.REPLACE_EXISTING);
      return;
    }
    FileSaver saver = new FileSaver(image);
    String path = file.toString();
    if (!(image.getStackSize() > 1 ? saver.saveAsTiffStack(path) : saver.saveAsTiff(path)))
      throw new UserException("The image '" + image.getTitle() + "' could not be saved.");
  }

  private static void saveCsv(ResultsTable table, Path file) throws IOException {
    save(table, file, line -> Csv.line(List.of(line.split("\t", -1))));
  }

  /**
   * As ImageJ does, but in UTF-8 on every computer, with the columns of a table without rows, and
   * with an exception where the disk is full.
   *
   * @param form of a line with tabs
   */
  static void save(ResultsTable table, Path file, UnaryOperator<String> form) throws IOException {
    try (BufferedWriter out = Files.newBufferedWriter(file)) {
      out.write(form.apply(table.getColumnHeadings()) + "\n");
      for (int row = 0; row < table.size(); row++)
        out.write(form.apply(table.getRowAsString(row)) + "\n");
    }
  }

  private void save(String kind, WholeFile.Content content) throws IOException {
    Path file = folder.resolve(name + " " + kind);
    boolean replaced = Files.exists(file);
    if (parts.isPresent()) WholeFile.writeBy(parts.get(), file, content);
    else WholeFile.write(file, content);
    if (replaced && parts.isEmpty())
      IJ.log("U-Net: '" + file + "' was there already and is replaced.");
    saved.add(file);
  }
}
