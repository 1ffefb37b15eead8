package sc.fiji.unet.commands;

import ij.ImagePlus;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import sc.fiji.unet.imagej.GeoJson;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.UserException;

/** What to make of the objects that are found. */
record Outputs(
    boolean labels,
    boolean rois,
    boolean geoJson,
    boolean table,
    boolean probabilities,
    boolean classes,
    boolean overlay) {

  /** A macro that names no output means the labels. */
  Outputs {
    labels |= !(rois || geoJson || table || probabilities || classes || overlay);
  }

  /** "labels rois", as a macro has them. */
  String words() {
    Map<String, Boolean> all = new LinkedHashMap<>();
    all.put("labels", labels);
    all.put("rois", rois);
    all.put("geojson", geoJson);
    all.put("table", table);
    all.put("probabilities", probabilities);
    all.put("classes", classes);
    all.put("overlay", overlay);
    all.values().removeIf(wanted -> !wanted);
    return String.join(" ", all.keySet());
  }

  SegmentationSettings over(SegmentationSettings settings) {
    return settings
        .outlines(rois || geoJson || table || overlay)
        .probabilities(probabilities)
        .classMap(classes);
  }

  /**
   * @throws UserException if a model does not give what is wanted
   */
  void requireOf(ModelDescription model) {
    if (classes && model.objectClasses().isEmpty())
      throw new UserException(
          "The model '"
              + model.name()
              + "' does not tell classes of objects apart: leave the classes out.");
  }

  /** Of the images among them; the others are small beside them. */
  long bytes(ImagePlus image, ModelDescription model) {
    int bytes = 0;
    if (labels) bytes += Short.BYTES;
    if (classes) bytes += Short.BYTES;
    return pixels(image) * bytes + (probabilities ? mapBytes(image, model) : 0);
  }

  /** Of the probability map of an image. */
  static long mapBytes(ImagePlus image, ModelDescription model) {
    return pixels(image) * Float.BYTES * model.channelNames().size();
  }

  private static long pixels(ImagePlus image) {
    return (long) image.getWidth() * image.getHeight() * image.getNSlices() * image.getNFrames();
  }

  Outputs withoutProbabilities() {
    return new Outputs(labels, rois, geoJson, table, false, classes, overlay);
  }

  /** Saves them, but for the table and the overlay. */
  void save(OutputFolder folder, Segmentation found) throws IOException {
    if (labels) folder.labels(found.labels());
    if (classes) folder.classes(found.classes());
    if (probabilities) folder.probabilities(found.probabilities());
    if (rois) folder.rois(found.rois());
    if (geoJson) folder.geoJson(found.rois(), GeoJson.ObjectType.DETECTION);
  }
}
