package sc.fiji.unet.imagej;

import com.google.gson.stream.JsonReader;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.io.FileInfo;
import ij.io.TiffDecoder;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import sc.fiji.unet.images.Csv;
import sc.fiji.unet.images.FileNames;

/**
 * What the files of an image's results begin with: its title without the ending; with it, or with a
 * number, where the folder has results of another image of that name. Results remember their image.
 */
final class ResultName {

  static final String ORIGIN = "UNetImage";

  private ResultName() {}

  /**
   * @param folder need not exist
   */
  static String of(Path folder, ImagePlus image) {
    String whole = safe(image.getTitle());
    String name = withoutEnding(image);
    for (int number = 1; isTaken(folder, name, image); number++)
      name = number == 1 ? whole : whole + " " + number;
    return name;
  }

  /** So is what cannot be read. */
  private static boolean isTaken(Path folder, String name, ImagePlus image) {
    try {
      return isOfAnother(folder, name, image);
    } catch (IOException | RuntimeException e) {
      return true;
    }
  }

  /** The title as a file name, without the ending. */
  static String withoutEnding(ImagePlus image) {
    return safe(FileNames.withoutEnding(image.getTitle()));
  }

  private static String safe(String title) {
    return title.replaceAll("[\\\\/:*?\"<>|\\p{Cntrl}]", "_").strip();
  }

  /** Marks a result as one of an image. */
  static void mark(ImagePlus result, ImagePlus image) {
    result.setProp(ORIGIN, origin(image));
  }

  /** Whether an image is a result. */
  static boolean isOfAnImage(ImagePlus result) {
    return result.getProp(ORIGIN) != null;
  }

  /** Whether a result was made of an image. */
  static boolean isOf(ImagePlus result, ImagePlus image) {
    return origin(image).equals(result.getProp(ORIGIN));
  }

  /** The same, of a ROI that is saved. */
  static Roi marked(Roi roi, ImagePlus image) {
    Roi marked = (Roi) roi.clone();
    marked.setProperty(ORIGIN, origin(image));
    return marked;
  }

  /** A number for the image's folder and title: whoever gets a result need not know the folder. */
  static String origin(ImagePlus image) {
    FileInfo file = image.getOriginalFileInfo();
    String folder = file == null ? "" : Objects.requireNonNullElse(file.directory, "");
    return Integer.toHexString(Objects.hash(folder, image.getTitle()));
  }

  private static boolean isOfAnother(Path folder, String name, ImagePlus image) throws IOException {
    for (String kind : List.of("labels", "classes", "probabilities", "matches")) {
      Optional<String> origin = ofTiff(folder.resolve(name + " " + kind + ".tif").toFile());
      if (origin.isPresent()) return !origin.get().equals(origin(image));
    }
    Optional<String> origin = ofRois(folder.resolve(name + " RoiSet.zip"));
    if (origin.isPresent()) return !origin.get().equals(origin(image));
    origin = ofGeoJson(folder.resolve(name + " objects.geojson"));
    if (origin.isPresent()) return !origin.get().equals(origin(image));
    return isTableOfAnother(folder.resolve(name + " measurements.csv"), image);
  }

  private static Optional<String> ofTiff(File file) throws IOException {
    if (!file.isFile()) return Optional.empty();
    FileInfo[] info =
        new TiffDecoder(file.getParent() + File.separator, file.getName()).getTiffInfo();
    String[] properties = info == null || info.length == 0 ? null : info[0].properties;
    if (properties == null) return Optional.empty();
    for (int i = 0; i + 1 < properties.length; i += 2)
      if (properties[i].equals(ORIGIN)) return Optional.of(properties[i + 1]);
    return Optional.empty();
  }

  private static Optional<String> ofRois(Path file) throws IOException {
    if (!Files.isRegularFile(file)) return Optional.empty();
    return RoiSets.open(file).stream()
        .flatMap(roi -> Stream.ofNullable(roi.getProperty(ORIGIN)))
        .findFirst();
  }

  private static Optional<String> ofGeoJson(Path file) throws IOException {
    if (!Files.isRegularFile(file)) return Optional.empty();
    try (JsonReader json = new JsonReader(Files.newBufferedReader(file))) {
      json.beginObject();
      while (json.hasNext()) {
        String key = json.nextName();
        if (key.equals(ORIGIN)) return Optional.of(json.nextString());
        if (key.equals("features")) return Optional.empty(); // it would be before them
        json.skipValue();
      }
      return Optional.empty();
    }
  }

  /** Tables tell the title alone, and those without rows nothing. */
  private static boolean isTableOfAnother(Path file, ImagePlus image) throws IOException {
    if (!Files.isRegularFile(file)) return false;
    List<String> lines = Files.readAllLines(file);
    if (lines.size() < 2 || !lines.get(0).matches("(.*,)?Label(,.*)?")) return false;
    String row = "," + lines.get(1) + ",";
    // Tables that ImageJ saved have ";" in place of ",".
    return Stream.of(Csv.quoted(image.getTitle()), image.getTitle().replace(',', ';'))
        .noneMatch(title -> row.contains("," + title + ","));
  }
}
