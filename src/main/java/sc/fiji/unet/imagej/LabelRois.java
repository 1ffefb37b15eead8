package sc.fiji.unet.imagej;

import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.FloatProcessor;
import java.awt.Polygon;
import java.awt.geom.GeneralPath;
import java.awt.geom.Path2D;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.labels.Contours;
import sc.fiji.unet.progress.UserException;

/** Objects of a label plane as rois, and back. */
final class LabelRois {

  /** Of the rois that are made here; no label has more digits. */
  private static final Pattern NAME = Pattern.compile("(?:.*-)?label-0*([1-9][0-9]{0,7})");

  /** ImageJ has no more. */
  private static final int GROUPS = 255;

  private LabelRois() {}

  /**
   * Traces the objects of one plane. Each roi covers its object's pixels and no others: a polygon,
   * or a composite one where the object has holes or several parts. It has the plane's position,
   * and a name such as {@code z0003-label-0042}: it leads back to the object in the label image,
   * sorts by plane and label, and, starting with a letter, is not taken by the ROI Manager for one
   * of the names it made up itself and may replace.
   *
   * @param labels (x, y), whole numbers, 0 the background; the plane or a part of it, where it is
   *     in the image; read row by row
   * @param planes of the image that the rois go with
   * @param index of the plane
   * @return label to roi, in the order of labels; empty where there is no object
   * @throws CancellationException if the thread is interrupted
   */
  public static <T extends RealType<T>> SortedMap<Integer, Roi> trace(
      RandomAccessibleInterval<T> labels, Planes planes, int index) {
    String prefix = prefix(planes, index) + "label-";
    SortedMap<Integer, Roi> rois = new TreeMap<>();
    NavigableMap<Integer, List<Polygon>> outlines = Contours.trace(labels);
    // A roi takes over what it is made of: both at once would be a lot for a million objects.
    while (!outlines.isEmpty()) {
      Map.Entry<Integer, List<Polygon>> object = outlines.pollFirstEntry();
      Roi roi = roi(object.getValue());
      // String.format would take longer than all the rest.
      String digits = object.getKey().toString();
      roi.setName(prefix + "0".repeat(Math.max(0, 4 - digits.length())) + digits);
      planes.position(roi, index);
      rois.put(object.getKey(), roi);
    }
    return Collections.unmodifiableSortedMap(rois);
  }

  /**
   * Gives each roi its class: the first is group 1, with a name such as {@code
   * z0003-nucleus-label-0042}.
   *
   * @param classes their names
   */
  static void classify(SortedMap<Integer, Roi> rois, FoundObjects found, List<String> classes) {
    rois.forEach(
        (label, roi) -> {
          int number = found.objectClass(label);
          // In a zip file a slash would make a folder.
          String name = classes.get(number - 1).replaceAll("[\\\\/:]", "_");
          int at = roi.getName().lastIndexOf("label-");
          roi.setName(roi.getName().substring(0, at) + name + "-" + roi.getName().substring(at));
          GeoJson.classify(roi, classes.get(number - 1), (number - 1) % GROUPS + 1);
        });
  }

  /** Whether its name is one that {@link #trace} gives. */
  static boolean isNamed(Roi roi) {
    return NAME.matcher(Objects.requireNonNullElse(roi.getName(), "")).matches();
  }

  /** Gives the rois of one object, in all of its planes, one group, and so one colour. */
  static void group(SortedMap<Integer, Roi> rois) {
    rois.forEach((label, roi) -> roi.setGroup((label - 1) % GROUPS + 1));
  }

  private static Roi roi(List<Polygon> outlines) {
    if (outlines.size() == 1) {
      return new PolygonRoi(outlines.get(0), Roi.TRACED_ROI);
    }
    Path2D shape = new GeneralPath(Path2D.WIND_EVEN_ODD);
    outlines.forEach(outline -> shape.append(outline, false));
    return new ShapeRoi(shape);
  }

  /**
   * The labels of rois: what the names say that {@link #trace} gave them, so that labels come back
   * as they were, also where several rois are one object. Others are counted on from the highest of
   * those, in their order; without any that is the number the ROI Manager shows.
   */
  public static int[] labels(List<Roi> rois) {
    int[] labels = new int[rois.size()];
    int highest = 0;
    for (int i = 0; i < labels.length; i++) {
      Matcher name = NAME.matcher(Objects.requireNonNullElse(rois.get(i).getName(), ""));
      if (name.matches()) labels[i] = Integer.parseInt(name.group(1));
      highest = Math.max(highest, labels[i]);
    }
    for (int i = 0; i < labels.length; i++) if (labels[i] == 0) labels[i] = ++highest;
    return labels;
  }

  /**
   * Paints the rois of one plane. Where rois overlap, the later one lies on top.
   *
   * @param rois all rois of the image; those without a position are on every plane
   * @param numbers label of each
   * @param planes of the image that the rois go with
   * @param index of the plane
   * @return label plane (x, y), 0 the background
   * @throws UserException if a roi encloses no area, or a label is above 16,777,216
   */
  public static Img<IntType> paint(List<Roi> rois, int[] numbers, Planes planes, int index) {
    int width = planes.image().getWidth();
    int height = planes.image().getHeight();
    FloatProcessor labels = new FloatProcessor(width, height);
    for (int i = 0; i < rois.size(); i++) {
      Roi roi = rois.get(i);
      if (!roi.isArea()) {
        throw new UserException(
            String.format(
                "ROI \"%s\" is a %s, which encloses no pixels: only area selections become labels.",
                roi.getName(), roi.getTypeAsString().toLowerCase()));
      }
      if (planes.shows(roi, index)) {
        labels.setValue(numbers[i]);
        labels.fill(roi);
      }
    }
    Img<IntType> plane = ArrayImgs.ints(width, height);
    RealTypeConverters.copyFromTo(
        ArrayImgs.floats((float[]) labels.getPixels(), width, height), plane);
    return plane;
  }

  private static String prefix(Planes planes, int index) {
    String slice =
        planes.image().getNSlices() > 1
            ? String.format(Locale.ROOT, "z%04d-", planes.slice(index))
            : "";
    String frame =
        planes.image().getNFrames() > 1
            ? String.format(Locale.ROOT, "t%04d-", planes.frame(index))
            : "";
    return slice + frame;
  }
}
