package sc.fiji.unet.imagej;

import ij.gui.Roi;
import ij.io.RoiDecoder;
import ij.io.RoiEncoder;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/** The ROI Manager's files (RoiSet.zip), for when there is no screen and so no ROI Manager. */
public final class RoiSets {

  private RoiSets() {}

  /** Writes what the ROI Manager's Save... writes; an existing file is replaced. */
  public static void save(Collection<? extends Roi> rois, Path file) throws IOException {
    Set<String> names = new HashSet<>();
    // On a full disk closing the zip fails before it closes the file, which would keep its room.
    try (OutputStream out = Files.newOutputStream(file);
        ZipOutputStream zip = new ZipOutputStream(out)) {
      int number = 0;
      for (Roi roi : rois) {
        number++;
        String name = roi.getName() == null ? "roi" : roi.getName().replaceAll("[/\\\\:]", "_");
        zip.putNextEntry(new ZipEntry((names.add(name) ? name : name + "-" + number) + ".roi"));
        zip.write(RoiEncoder.saveAsByteArray(roi));
      }
    }
  }

  /**
   * Reads a RoiSet.zip.
   *
   * @return the rois in the file's order; empty where it holds none
   */
  public static List<Roi> open(Path file) throws IOException {
    List<Roi> rois = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (entry.getName().endsWith(".roi")) {
          String name = entry.getName().substring(0, entry.getName().length() - ".roi".length());
          rois.add(new RoiDecoder(zip.readAllBytes(), name).getRoi());
        }
      }
    }
    return rois;
  }
}
