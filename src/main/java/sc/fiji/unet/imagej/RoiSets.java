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
import java.util.Locale;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import sc.fiji.unet.progress.UserException;

/**
 * The ROI Manager's files, for when there is no screen and so no ROI Manager: RoiSet.zip, and of a
 * single ROI NAME.roi.
 */
public final class RoiSets {

  private RoiSets() {}

  private static final String ENDING = ".roi";

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
        zip.putNextEntry(new ZipEntry((names.add(name) ? name : name + "-" + number) + ENDING));
        zip.write(RoiEncoder.saveAsByteArray(roi));
      }
    }
  }

  /**
   * Reads a RoiSet.zip, or a single ROI from a file that {@link #isSingle}.
   *
   * @return the rois in the file's order; empty where it holds none
   * @throws UserException if a file of a single ROI is damaged
   */
  public static List<Roi> open(Path file) throws IOException {
    if (isSingle(file)) return List.of(single(file));
    List<Roi> rois = new ArrayList<>();
    try (ZipInputStream zip = new ZipInputStream(Files.newInputStream(file))) {
      for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
        if (isSingle(entry.getName())) {
          rois.add(roi(zip.readAllBytes(), entry.getName()));
        }
      }
    }
    return rois;
  }

  /** Whether a file's name says that it holds a single ROI. */
  public static boolean isSingle(Path file) {
    return isSingle(file.toString());
  }

  private static boolean isSingle(String name) {
    return name.toLowerCase(Locale.ROOT).endsWith(ENDING);
  }

  private static Roi single(Path file) throws IOException {
    byte[] bytes = Files.readAllBytes(file);
    try {
      return roi(bytes, file.getFileName().toString());
    } catch (IOException | RuntimeException e) { // RoiDecoder's, whatever it stumbles over
      throw new UserException(
          String.format("'%s' is damaged or no ROI of ImageJ: save it again.", file), e);
    }
  }

  private static Roi roi(byte[] bytes, String file) throws IOException {
    return new RoiDecoder(bytes, file.substring(0, file.length() - ENDING.length())).getRoi();
  }
}
