package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import sc.fiji.unet.imagej.GeoJson;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/** Files of ROIs: ImageJ's (RoiSet.zip, .roi) and QuPath's (.geojson). */
final class RoiFiles {

  private RoiFiles() {}

  static boolean isOne(Path file) {
    if (GeoJson.isNamed(file) || RoiSets.isSingle(file)) return true;
    if (!file.toString().matches("(?i).*\\.zip")) return false;
    try {
      return !RoiSets.open(file).isEmpty();
    } catch (IOException e) {
      return false; // whatever it is: ImageJ tries next
    }
  }

  /**
   * The classes that files name, in the order of their names: a class has the same number in all
   * files that are read together. ImageJ's have numbers already.
   */
  static SortedSet<String> classes(Collection<Path> files) throws IOException {
    SortedSet<String> classes = new TreeSet<>();
    for (Path file : files) if (GeoJson.isNamed(file)) classes.addAll(GeoJson.classes(file));
    return classes;
  }

  /** The ROIs of one file. */
  static List<Roi> open(Path file, ImagePlus image, Progress progress) throws IOException {
    return open(file, image, classes(List.of(file)), progress);
  }

  /**
   * @param image that they were drawn on
   * @param classes of this file and those that are read with it
   * @throws UserException if the file is none of ROIs, or not of this image
   */
  static List<Roi> open(Path file, ImagePlus image, SortedSet<String> classes, Progress progress)
      throws IOException {
    return GeoJson.isNamed(file)
        ? GeoJson.open(file, image, classes, progress)
        : RoiSets.open(file);
  }
}
