package sc.fiji.unet.imagej;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileSaver;
import ij.measure.ResultsTable;
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
import sc.fiji.unet.progress.UserException;

/**
 * Saves what was found in an image: "NAME labels.tif", "NAME RoiSet.zip", "NAME measurements.csv"
 * and others. Each file is written under a temporary name and moved into place.
 */
public final class OutputFolder {

  private interface Writer {
    void write(Path file) throws IOException;
  }

  private final Path folder;
  private String name;

  /** Whose results they are, if they are one image's. */
  private final Optional<ImagePlus> image;

  private final boolean silent;
  private final List<Path> saved = new ArrayList<>();

  /**
   * @param folder made if it does not exist
   * @param image gives the name: its title without the ending, if no other image has it there
   * @throws IOException if the folder cannot be made
   * @throws UserException if files of this name cannot be written there
   */
  public OutputFolder(Path folder, ImagePlus image) throws IOException {
    this(folder, ResultName.withoutEnding(image), Optional.of(image), false);
    name = ResultName.of(folder, image); // whatever it is, it can be written
    requireWritable();
  }

  /**
   * For a name that whoever gives it answers for: what is replaced is not told.
   *
   * @param folder made if it does not exist
   * @param name that files begin with
   * @param image whose results they are
   * @throws IOException if the folder cannot be made
   * @throws UserException if files of this name cannot be written there
   */
  public OutputFolder(Path folder, String name, ImagePlus image) throws IOException {
    this(folder, name, Optional.of(image), true);
  }

  /**
   * @param folder made if it does not exist
   * @param name that files begin with
   * @throws IOException if the folder cannot be made
   * @throws UserException if files of this name cannot be written there
   */
  public OutputFolder(Path folder, String name) throws IOException {
    this(folder, name, Optional.empty(), false);
  }

  private OutputFolder(Path folder, String name, Optional<ImagePlus> image, boolean silent)
      throws IOException {
    this.folder = Files.createDirectories(folder);
    this.name = name;
    this.image = image;
    this.silent = silent;
    requireWritable(); // before hours of work
  }

  private void requireWritable() throws IOException {
    try {
      Path longest = temporary("probabilities.tif");
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

  /** The image itself, with outlines. */
  public void overlay(ImagePlus outlined) throws IOException {
    save("overlay.tif", file -> saveTiff(outlined, file));
  }

  /** With its overlay. */
  public void matches(ImagePlus matches) throws IOException {
    save("matches.tif", file -> saveTiff(matches, file));
  }

  public void evaluation(ResultsTable table) throws IOException {
    save("evaluation.csv", file -> table.saveAs(file.toString()));
  }

  public void measurements(ResultsTable table) throws IOException {
    save("measurements.csv", file -> saveTable(table, file));
  }

  /** The files that were written. */
  public List<Path> saved() {
    return List.copyOf(saved);
  }

  /** Saves a table of measurements to any file, which it replaces. */
  public static void measurements(ResultsTable table, Path file) throws IOException {
    move(
        file.resolveSibling("part of " + file.getFileName()), file, part -> saveTable(table, part));
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

  /** ResultsTable chooses its format by the ending, so it keeps it. */
  private Path temporary(String kind) {
    return folder.resolve("part of " + name + " " + kind);
  }

  /** Without rows ImageJ writes nothing, not even the columns. */
  private static void saveTable(ResultsTable table, Path file) throws IOException {
    if (table.size() > 0) table.saveAs(file.toString());
    else Files.writeString(file, String.join(",", table.getHeadings()) + "\n");
  }

  private void save(String kind, Writer writer) throws IOException {
    Path file = folder.resolve(name + " " + kind);
    boolean replaced = Files.exists(file);
    move(temporary(kind), file, writer);
    if (replaced && !silent) IJ.log("U-Net: '" + file + "' was there already and is replaced.");
    saved.add(file);
  }

  private static void move(Path temporary, Path file, Writer writer) throws IOException {
    try {
      writer.write(temporary);
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }
}
