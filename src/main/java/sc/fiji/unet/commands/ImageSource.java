package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.WindowManager;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import sc.fiji.unet.imagej.LoggedErrors;
import sc.fiji.unet.images.FileNames;
import sc.fiji.unet.progress.UserException;

/**
 * Images that a user names: the title of an open image, an image file, or a folder of image files.
 *
 * @param key the macro key that names them, for errors
 * @param name what the user gave
 */
record ImageSource(String key, String name) {

  /** A supplier of an image, since a folder's images need not be open all at once. */
  interface Opener {
    ImagePlus open();
  }

  /** Two images of one name. */
  record Pair(Opener first, Opener second) {}

  /**
   * The images of two sources: two images, or those of two folders whose names are the same, or
   * differ as {@link PairedNames} allows.
   *
   * @throws UserException if there is nothing of a name, or one is in one folder only
   */
  static List<Pair> pairs(ImageSource one, ImageSource other) throws IOException {
    SortedMap<String, Opener> first = keyed(one.images());
    SortedMap<String, Opener> second = keyed(other.images());
    Set<String> unpaired = new TreeSet<>(first.keySet());
    unpaired.addAll(second.keySet());
    unpaired.removeIf(name -> first.containsKey(name) && second.containsKey(name));
    if (!unpaired.isEmpty())
      throw new UserException(
          String.format(
              "The files of both folders must have the same names, or similar ones; without a partner"
                  + " are: %s.",
              unpaired.stream()
                      .limit(5)
                      .map(
                          name ->
                              name + " (" + (first.containsKey(name) ? one.key : other.key) + ")")
                      .collect(Collectors.joining(", "))
                  + (unpaired.size() > 5 ? " ..." : "")));
    return first.keySet().stream()
        .map(name -> new Pair(first.get(name), second.get(name)))
        .toList();
  }

  private static SortedMap<String, Opener> keyed(SortedMap<String, Opener> images) {
    SortedMap<String, Opener> keyed = new TreeMap<>();
    images.forEach((name, opener) -> keyed.put(PairedNames.key(name + "."), opener));
    return keyed.size() == images.size() ? keyed : images;
  }

  /**
   * The images by name: for a folder the files' names without ending, so that pairs find each
   * other; for a single image always the same one.
   *
   * @throws UserException if there is nothing of that name
   */
  SortedMap<String, Opener> images() throws IOException {
    SortedMap<String, Opener> images = new TreeMap<>();
    Optional<ImagePlus> open = open();
    if (open.isPresent()) {
      images.put("", open::get);
      return images;
    }
    Path path = path().orElseThrow(this::unknown);
    if (Files.isRegularFile(path)) {
      images.put("", () -> open(path));
    } else if (Files.isDirectory(path)) {
      for (Path file : comparable(files(path)))
        if (images.put(nameWithoutEnding(file), () -> open(file)) != null)
          throw new UserException(
              key
                  + "=["
                  + name
                  + "] holds two files named '"
                  + nameWithoutEnding(file)
                  + "'; take one away.");
      if (images.isEmpty())
        throw new UserException(key + "=[" + name + "] is a folder without files.");
    } else {
      throw unknown();
    }
    return images;
  }

  /** The first of the images. */
  ImagePlus first() throws IOException {
    SortedMap<String, Opener> images = images();
    return images.get(images.firstKey()).open();
  }

  /** Titles of the open images, the active one first. */
  static List<String> openTitles() {
    return openImages().stream().map(ImagePlus::getTitle).distinct().toList();
  }

  /** The open images, the active one first; in a batch-mode macro those of the macro. */
  static List<ImagePlus> openImages() {
    Stream<ImagePlus> active = Stream.ofNullable(WindowManager.getCurrentImage());
    Stream<ImagePlus> all =
        IntStream.of(Objects.requireNonNullElse(WindowManager.getIDList(), new int[0]))
            .mapToObj(WindowManager::getImage)
            .filter(Objects::nonNull);
    return Stream.concat(active, all).distinct().toList();
  }

  /**
   * The open image of this title, or of this ID (a number below 0, as getImageID() gives it).
   *
   * @throws UserException if there are several
   */
  private Optional<ImagePlus> open() {
    if (name.matches("-[0-9]{1,9}")) {
      ImagePlus ofId = WindowManager.getImage(Integer.parseInt(name));
      if (ofId != null) return Optional.of(ofId);
    }
    List<ImagePlus> open =
        openImages().stream().filter(image -> image.getTitle().equals(name)).toList();
    if (open.size() > 1)
      throw new UserException(
          String.format(
              "%s=[%s] is the title of %d open images; name one by its ID (%s), or rename it (Image >"
                  + " Rename...).",
              key,
              name,
              open.size(),
              open.stream().map(each -> "" + each.getID()).collect(Collectors.joining(", "))));
    return open.isEmpty()
        ? Optional.ofNullable(WindowManager.getImage(name))
        : Optional.of(open.get(0));
  }

  /**
   * The open image of this name, or that of the file, which is opened in a window.
   *
   * @throws UserException if there is none, or several
   */
  ImagePlus opened() {
    Optional<ImagePlus> open = open();
    if (open.isPresent()) return open.get();
    ImagePlus opened = open(file().orElseThrow(this::noImage));
    opened.show();
    return opened;
  }

  private UserException noImage() {
    return new UserException(
        String.format(
            "%s=[%s] is neither an open image nor a file; open are: %s.",
            key, name, listOfTitles()));
  }

  private static String listOfTitles() {
    return openTitles().isEmpty() ? "none" : String.join(", ", openTitles());
  }

  private Optional<Path> path() {
    try {
      return name.isEmpty() ? Optional.empty() : Optional.of(Path.of(name));
    } catch (InvalidPathException e) {
      return Optional.empty();
    }
  }

  private UserException unknown() {
    return new UserException(
        key
            + "=["
            + name
            + "] is neither an open image nor a file or folder; open are: "
            + listOfTitles()
            + ".");
  }

  /** The folder of this name, unless an open image has it. */
  Optional<Path> folder() {
    return open().isPresent() ? Optional.empty() : path().filter(Files::isDirectory);
  }

  /** The file of this name, unless an open image has it. */
  Optional<Path> file() {
    return open().isPresent() ? Optional.empty() : path().filter(Files::isRegularFile);
  }

  /** Those of a folder, by name; without hidden ones. */
  static List<Path> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.filter(ImageSource::isVisible).sorted().toList();
    }
  }

  /** Without tables, ROIs, and other results beside the label images of a segmentation. */
  private static List<Path> comparable(List<Path> files) {
    Set<String> names = new TreeSet<>();
    files.forEach(file -> names.add(file.getFileName().toString()));
    return files.stream()
        .filter(
            file -> {
              String name = file.getFileName().toString();
              String labels =
                  name.replaceFirst(" (probabilities|classes|matches)\\.tif$", " labels.tif");
              boolean beside = !labels.equals(name) && names.contains(labels);
              return !beside && !FileNames.isOfNoImage(name) && !RoiFiles.isOne(file);
            })
        .toList();
  }

  /** Not what file managers leave behind. */
  private static boolean isVisible(Path file) {
    String name = file.getFileName().toString();
    return Files.isRegularFile(file)
        && !name.startsWith(".")
        && !name.equals("Thumbs.db")
        && !name.equals("desktop.ini");
  }

  private static String nameWithoutEnding(Path file) {
    return PairedNames.withoutEnding(file.getFileName().toString());
  }

  /**
   * @throws UserException if ImageJ cannot open it as an image
   */
  static ImagePlus open(Path file) {
    if (RoiFiles.isOne(file))
      throw new UserException(
          String.format(
              "'%s' holds ROIs, not an image: open it (its ROIs come into the ROI Manager), make a label"
                  + " image of them with U-Net > U-Net ROI Manager to Labels, and name that.",
              file));
    ImagePlus image;
    try (LoggedErrors logged = new LoggedErrors()) {
      ij.io.Opener opener = new ij.io.Opener(); // its name here is another's
      opener.setSilentMode(true);
      image = opener.openImage(file.toString());
    } catch (RuntimeException e) {
      image = null;
    }
    if (image == null) throw new UserException("ImageJ cannot open '" + file + "' as an image.");
    return image;
  }
}
