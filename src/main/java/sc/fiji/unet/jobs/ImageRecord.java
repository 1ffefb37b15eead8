package sc.fiji.unet.jobs;

import java.awt.Rectangle;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Properties;

/**
 * What became of an image of a folder. It is written when all results are: an image that has none
 * is not done.
 *
 * @param image its path from the folder
 * @param name what its results begin with
 * @param files its results, by their paths from the folder of the results
 * @param found empty if it failed
 * @param failure the reason, or empty
 * @param remarks of the segmentation, a line each
 * @param seconds to open, to segment and to write it
 * @param ended when, in milliseconds since 1970
 * @param process that did it
 */
public record ImageRecord(
    String image,
    String name,
    FileState input,
    FolderRun run,
    List<String> files,
    Optional<Found> found,
    String failure,
    List<String> remarks,
    double seconds,
    long ended,
    long process) {

  /**
   * What was found in an image.
   *
   * @param areaFraction share of its pixels that belong to an object
   * @param unit of the mean size
   * @param sureness see {@link sc.fiji.unet.images.Doubt}
   * @param plane in which the network is least sure, from 1
   * @param leastSure the place
   */
  public record Found(
      int objects,
      double areaFraction,
      double meanSize,
      String unit,
      double sureness,
      int plane,
      Rectangle leastSure) {}

  /**
   * Reads a record.
   *
   * @return empty if there is none, or the computer went off while it was written
   */
  static Optional<ImageRecord> read(Path file) throws IOException {
    if (!Files.isRegularFile(file)) return Optional.empty();
    Properties values = new Properties();
    try (Reader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      values.load(in);
      return Optional.of(of(values));
    } catch (IllegalArgumentException | NullPointerException | CharacterCodingException e) {
      return Optional.empty();
    }
  }

  private static ImageRecord of(Properties values) {
    String failure = values.getProperty("failure");
    return new ImageRecord(
        text(values, "image"),
        text(values, "name"),
        new FileState(
            Long.parseLong(text(values, "size")),
            Long.parseLong(text(values, "modified")),
            text(values, "sha256")),
        new FolderRun(text(values, "model"), text(values, "modelSha256"), text(values, "settings")),
        lines(text(values, "files")),
        failure.isEmpty() ? Optional.of(found(values)) : Optional.empty(),
        failure,
        lines(text(values, "remarks")),
        Double.parseDouble(text(values, "seconds")),
        Long.parseLong(text(values, "ended")),
        Long.parseLong(text(values, "process")));
  }

  private static Found found(Properties values) {
    return new Found(
        Integer.parseInt(text(values, "objects")),
        Double.parseDouble(text(values, "areaFraction")),
        Double.parseDouble(text(values, "meanSize")),
        text(values, "unit"),
        Double.parseDouble(text(values, "sureness")),
        Integer.parseInt(text(values, "plane")),
        new Rectangle(
            Integer.parseInt(text(values, "x")),
            Integer.parseInt(text(values, "y")),
            Integer.parseInt(text(values, "width")),
            Integer.parseInt(text(values, "height"))));
  }

  private static String text(Properties values, String key) {
    String value = values.getProperty(key);
    if (value == null) throw new IllegalArgumentException(key + " is missing");
    return value;
  }

  private static List<String> lines(String text) {
    return text.lines().toList();
  }

  String text() throws IOException {
    Properties values = new Properties();
    values.setProperty("image", image);
    values.setProperty("name", name);
    values.setProperty("size", "" + input.size());
    values.setProperty("modified", "" + input.modified());
    values.setProperty("sha256", input.sha256());
    values.setProperty("model", run.model());
    values.setProperty("modelSha256", run.modelSha256());
    values.setProperty("settings", run.settings());
    values.setProperty("files", String.join("\n", files));
    values.setProperty("failure", failure);
    values.setProperty("remarks", String.join("\n", remarks));
    values.setProperty("seconds", "" + seconds);
    values.setProperty("ended", "" + ended);
    values.setProperty("process", "" + process);
    found.ifPresent(
        of -> {
          values.setProperty("objects", "" + of.objects());
          values.setProperty("areaFraction", "" + of.areaFraction());
          values.setProperty("meanSize", "" + of.meanSize());
          values.setProperty("unit", of.unit());
          values.setProperty("sureness", "" + of.sureness());
          values.setProperty("plane", "" + of.plane());
          values.setProperty("x", "" + of.leastSure().x);
          values.setProperty("y", "" + of.leastSure().y);
          values.setProperty("width", "" + of.leastSure().width);
          values.setProperty("height", "" + of.leastSure().height);
        });
    StringWriter out = new StringWriter();
    values.store(out, null);
    return out.toString();
  }
}
