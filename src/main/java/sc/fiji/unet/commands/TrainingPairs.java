package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.RoiAnnotation;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * Images and what was annotated of them: in another image, in ROIs, in a folder, or beside the
 * images.
 *
 * @param pairs one and more
 * @param leftOut files that have no partner
 */
record TrainingPairs(List<Pair> pairs, List<String> leftOut) {

  /** In place of a name: what lies on the image, and what the ROI Manager holds. */
  static final String OVERLAY = "overlay";

  static final String ROI_MANAGER = "ROI Manager";

  /** Names of folders that hold the images beside one with their annotations. */
  private static final String IMAGE_FOLDER = "(?i)images?|imgs?|raw|train(ing)?";

  private static final String ANNOTATION_FOLDER =
      "(?i)labels?|masks?|annotations?|truth|gt|rois?|classes|1st_manual";

  private static final int NAMED = 8;

  /** An annotation, for which the image that ROIs were drawn on is needed. */
  interface Annotated {
    ImagePlus of(ImagePlus image, boolean classes, Progress progress) throws IOException;
  }

  record Pair(ImageSource.Opener image, Annotated annotation) {}

  /**
   * Finds what belongs together.
   *
   * @param annotations "overlay", "ROI Manager", a title, file or folder; if empty what is beside
   *     the images: an overlay, a file of a similar name, or else the ROI Manager
   * @throws UserException if there is nothing of that name, no pair, or several annotations of one
   *     image
   */
  static TrainingPairs of(ImageSource images, String annotations) throws IOException {
    Optional<Path> folder = images.folder();
    if (folder.isPresent()) return ofFolder(folder.get(), annotations);
    ImageSource.Opener image = images.images().values().iterator().next();
    return new TrainingPairs(List.of(new Pair(image, annotation(image, annotations))), List.of());
  }

  /** Which files have no partner, for people; empty if all have. */
  Optional<String> remark() {
    if (leftOut.isEmpty()) return Optional.empty();
    return Optional.of(
        leftOut.size()
            + (leftOut.size() == 1
                ? " file has no partner and so is left out: "
                : " files have no partner and so are left out: ")
            + some(leftOut)
            + ".");
  }

  private static String some(Collection<String> names) {
    return names.stream().sorted().limit(NAMED).collect(Collectors.joining(", "))
        + (names.size() > NAMED ? " ..." : "");
  }

  private static Annotated annotation(ImageSource.Opener image, String name) throws IOException {
    switch (name) {
      case OVERLAY:
        return TrainingPairs::overlay;
      case ROI_MANAGER:
        return TrainingPairs::roiManager;
      case "":
        return besides(image.open());
      default:
        ImageSource source = new ImageSource("annotations", name);
        Optional<Path> folder = source.folder();
        if (folder.isPresent()) return among(folder.get(), image.open());
        Optional<Path> file = source.file();
        if (file.isPresent()) return ofFile(file.get());
        ImageSource.Opener open = source.images().values().iterator().next();
        return (of, classes, progress) -> open.open();
    }
  }

  private static Annotated ofFile(Path file) throws IOException {
    return ofFile(file, RoiFiles.classes(List.of(file)));
  }

  private static Annotated ofFile(Path file, SortedSet<String> named) {
    return RoiFiles.isOne(file)
        ? (image, classes, progress) -> {
          List<Roi> rois = RoiFiles.open(file, image, named, progress);
          return annotation(image, rois, "file '" + name(file) + "'", classes, progress);
        }
        : (image, classes, progress) -> ImageSource.open(file);
  }

  private static ImagePlus overlay(ImagePlus image, boolean classes, Progress progress) {
    Overlay overlay = image.getOverlay();
    List<Roi> rois = overlay == null ? List.of() : List.of(overlay.toArray());
    return annotation(image, rois, "overlay", classes, progress);
  }

  private static ImagePlus roiManager(ImagePlus image, boolean classes, Progress progress) {
    return annotation(image, RoiManagers.rois(), ROI_MANAGER, classes, progress);
  }

  private static ImagePlus annotation(
      ImagePlus image, List<Roi> rois, String place, boolean classes, Progress progress) {
    ImagePlus annotation = RoiAnnotation.of(image, rois, classes, progress);
    progress.note("'" + image.getTitle() + "' is annotated by the ROIs of the " + place + ".");
    return annotation;
  }

  /** What an image without a named annotation has: an overlay, a file beside it, or ROIs. */
  private static Annotated besides(ImagePlus image) throws IOException {
    if (image.getOverlay() != null && image.getOverlay().size() > 0) return TrainingPairs::overlay;
    if (image.getOriginalFileInfo() != null && image.getOriginalFileInfo().directory != null) {
      Path folder = Path.of(image.getOriginalFileInfo().directory);
      if (Files.isDirectory(folder)) {
        List<Path> partners =
            ImageSource.files(folder).stream()
                .filter(file -> !name(file).equals(image.getOriginalFileInfo().fileName))
                .filter(file -> isAnnotation(file) && belong(file, image))
                .toList();
        if (!partners.isEmpty()) return ofFile(only(partners, image.getTitle()));
        Path alone = folder.resolve("RoiSet.zip"); // as the ROI Manager calls it
        if (Files.isRegularFile(alone)) return ofFile(alone);
      }
    }
    return TrainingPairs::roiManager;
  }

  private static Annotated among(Path folder, ImagePlus image) throws IOException {
    List<Path> partners =
        ImageSource.files(folder).stream().filter(file -> belong(file, image)).toList();
    if (partners.isEmpty())
      throw new UserException(
          String.format("The folder '%s' has no annotation of '%s'.", folder, image.getTitle()));
    return ofFile(only(partners, image.getTitle()));
  }

  private static boolean belong(Path file, ImagePlus image) {
    return PairedNames.key(name(file)).equals(PairedNames.key(image.getTitle()));
  }

  private static boolean isAnnotation(Path file) {
    return RoiFiles.isOne(file) || PairedNames.isAnnotation(name(file));
  }

  private static String name(Path file) {
    return file.getFileName().toString();
  }

  /**
   * @throws UserException if there are several
   */
  private static Path only(List<Path> annotations, String image) {
    if (annotations.size() == 1) return annotations.get(0);
    throw new UserException(
        String.format(
            "'%s' has several annotations: %s; take away all but one.",
            image, some(annotations.stream().map(TrainingPairs::name).toList())));
  }

  private static TrainingPairs ofFolder(Path images, String annotations) throws IOException {
    if (annotations.equals(ROI_MANAGER))
      throw new UserException(
          "The ROI Manager holds the ROIs of one image; name that as images=[...], or save ROIs beside"
              + " each image as 'NAME RoiSet.zip'.");
    if (annotations.equals(OVERLAY))
      return new TrainingPairs(
          ImageSource.files(images).stream()
              .map(file -> new Pair(() -> ImageSource.open(file), TrainingPairs::overlay))
              .toList(),
          List.of());
    Optional<Path> other =
        annotations.isEmpty()
            ? Optional.empty()
            : Optional.of(
                new ImageSource("annotations", annotations)
                    .folder()
                    .orElseThrow(
                        () ->
                            new UserException(
                                "The images are a folder, so the annotations must be one, too: '"
                                    + annotations
                                    + "' is none.")));
    if (ImageSource.files(images).isEmpty()) {
      if (other.isEmpty()) other = subfolder(images, ANNOTATION_FOLDER);
      images = subfolder(images, IMAGE_FOLDER).orElse(images);
    }
    List<Path> all = ImageSource.files(images);
    if (other.isEmpty() || Files.isSameFile(images, other.get()))
      return matched(
          all.stream().filter(file -> !isPartner(file, all)).toList(),
          all.stream().filter(file -> isPartner(file, all)).toList(),
          images);
    return matched(all, ImageSource.files(other.get()), images);
  }

  /** Whether a file is the annotation of another one in its folder. */
  private static boolean isPartner(Path file, List<Path> all) {
    String key = PairedNames.key(name(file));
    return isAnnotation(file)
        && all.stream()
            .anyMatch(
                other ->
                    !other.equals(file)
                        && !isAnnotation(other)
                        && PairedNames.key(name(other)).equals(key));
  }

  private static Optional<Path> subfolder(Path folder, String names) throws IOException {
    try (Stream<Path> inside = Files.list(folder)) {
      List<Path> found =
          inside.filter(Files::isDirectory).filter(path -> name(path).matches(names)).toList();
      return found.size() == 1 ? Optional.of(found.get(0)) : Optional.empty();
    }
  }

  /** Files of one name first, then those whose names have the same key. */
  private static TrainingPairs matched(List<Path> images, List<Path> annotations, Path folder)
      throws IOException {
    SortedMap<String, Pair> pairs = new TreeMap<>();
    List<Path> left = new ArrayList<>(annotations);
    List<String> leftOut = new ArrayList<>();
    Map<Path, List<Path>> partners = new LinkedHashMap<>();
    for (Path image : images) {
      String stem = PairedNames.withoutEnding(name(image));
      List<Path> same =
          left.stream().filter(a -> PairedNames.withoutEnding(name(a)).equals(stem)).toList();
      if (same.isEmpty()) continue;
      partners.put(image, same);
      left.removeAll(same);
    }
    for (Path image : images) {
      if (partners.containsKey(image)) continue;
      String key = PairedNames.key(name(image));
      List<Path> alike = left.stream().filter(a -> PairedNames.key(name(a)).equals(key)).toList();
      if (alike.isEmpty()) leftOut.add(name(image));
      else partners.put(image, alike);
      left.removeAll(alike);
    }
    SortedSet<String> classes =
        RoiFiles.classes(partners.values().stream().flatMap(List::stream).toList());
    partners.forEach(
        (image, found) ->
            pairs.put(
                name(image),
                new Pair(
                    () -> ImageSource.open(image), ofFile(only(found, name(image)), classes))));
    left.forEach(annotation -> leftOut.add(name(annotation)));
    if (pairs.isEmpty())
      throw new UserException(
          String.format(
              "No file of '%s' has an annotation; names that belong together are the same, or such as"
                  + " cells.tif and cells_labels.tif, cells_mask.png or 'cells RoiSet.zip'. There are: %s.",
              folder, leftOut.isEmpty() ? "none" : some(leftOut)));
    return new TrainingPairs(List.copyOf(pairs.values()), leftOut);
  }
}
