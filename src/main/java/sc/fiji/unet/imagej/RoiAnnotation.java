package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.plugin.Colors;
import ij.process.FloatProcessor;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.Annotation;

/**
 * ROIs as an annotation. What they enclose are objects, and the rest of their slice is background.
 * Strokes (lines) mark some pixels, and leave all others unknown; so does an area whose name begins
 * with "annotated", outside of it. Slices without a ROI are unknown.
 */
public final class RoiAnnotation {

  private static final String FRAME = "annotated";

  private final Planes planes;
  private final List<Roi> areas;
  private final List<Roi> strokes;
  private final List<Roi> frames;
  private final int[] numbers;

  /** What strokes of a kind mean: 0 the background, then the classes. */
  private final Map<String, Integer> kinds = new LinkedHashMap<>();

  private RoiAnnotation(ImagePlus image, List<Roi> rois, boolean classes) {
    planes = new Planes(image);
    frames = rois.stream().filter(RoiAnnotation::isFrame).toList();
    areas = rois.stream().filter(roi -> roi.isArea() && !isFrame(roi) && isInFrame(roi)).toList();
    strokes = rois.stream().filter(roi -> roi.isLine()).toList();
    numbers = classes ? areas.stream().mapToInt(Roi::getGroup).toArray() : LabelRois.labels(areas);
    if (classes)
      for (Roi area : areas)
        if (area.getGroup() == 0)
          throw new UserException(
              String.format(
                  "The ROI '%s' of '%s' is in no group; where there are several classes each has a group,"
                      + " 1 the first one.",
                  area.getName(), image.getTitle()));
  }

  private static boolean isFrame(Roi roi) {
    return roi.isArea()
        && roi.getName() != null
        && roi.getName().toLowerCase(Locale.ROOT).startsWith(FRAME);
  }

  /** What lies outside, as what was found there and not corrected, is not known, either. */
  private boolean isInFrame(Roi area) {
    if (frames.isEmpty()) return true;
    double[] centre = area.getContourCentroid();
    return frames.stream().anyMatch(frame -> frame.contains((int) centre[0], (int) centre[1]));
  }

  /**
   * Paints ROIs; where two overlap, the later one lies on top, and strokes on areas.
   *
   * @param image that they were drawn on
   * @param classes whether the areas' groups are their classes; else each area is an object
   * @return "TITLE labels", with -1 where nothing is known
   * @throws UserException if there is none, strokes are of one kind only, or one lies outside of
   *     the image
   */
  public static ImagePlus of(ImagePlus image, List<Roi> rois, boolean classes, Progress progress) {
    RoiAnnotation read = new RoiAnnotation(image, rois, classes);
    int used = read.areas.size() + read.strokes.size() + read.frames.size();
    long marking = rois.stream().filter(roi -> roi.isArea() || roi.isLine()).count();
    if (marking < rois.size())
      progress.note(
          String.format(
              "%d ROIs of '%s' are points, angles or text, which mark no pixels: they are left out.",
              rois.size() - marking, image.getTitle()));
    if (used == 0)
      throw new UserException(
          "'"
              + image.getTitle()
              + "' has no ROIs that annotate it: draw around objects, or draw strokes on them.");
    read.tellKinds(progress);
    if (read.strokes.isEmpty() && read.frames.isEmpty())
      progress.note(
          String.format(
              "'%s': %d ROIs; all around them is taken as background (an area ROI named 'annotated' says"
                  + " where that is so).",
              image.getTitle(), read.areas.size()));
    if (!read.frames.isEmpty())
      progress.note(
          String.format(
              "'%s': %d ROIs, and %d 'annotated': outside of %s nothing is known, and %d ROIs are left out.",
              image.getTitle(),
              read.areas.size() + read.strokes.size(),
              read.frames.size(),
              read.frames.size() == 1 ? "it" : "these",
              marking - used));
    boolean partly = !read.strokes.isEmpty() || !read.frames.isEmpty();
    int empty = partly ? 0 : read.emptyPlanes();
    if (!partly && !classes && empty == 0)
      return LabelConversion.toLabels(image, read.areas, progress);
    if (empty > 0)
      progress.note(
          String.format(
              "%d of %d slices of '%s' have no ROI and so are not annotated.",
              empty, read.planes.count(), image.getTitle()));
    return read.painted();
  }

  /** The first kind is the background; strokes of one kind beside areas are, too. */
  private void tellKinds(Progress progress) {
    boolean grouped = strokes.stream().anyMatch(stroke -> stroke.getGroup() > 0);
    List<String> found =
        grouped
            ? strokes.stream().map(Roi::getGroup).sorted().distinct().map(this::group).toList()
            : strokes.stream().map(RoiAnnotation::colour).distinct().toList();
    String title = planes.image().getTitle();
    if (found.size() == 1 && areas.isEmpty())
      throw new UserException(
          String.format(
              "The strokes on '%s' are all of one kind (%s): draw others in another ROI group or colour;"
                  + " the first kind is the background.",
              title, found.get(0)));
    for (String kind : found) kinds.put(kind, kinds.size());
    if (!kinds.isEmpty())
      progress.note(
          String.format(
              "%d strokes on '%s': %s.",
              strokes.size(),
              title,
              kinds.entrySet().stream()
                  .map(
                      kind ->
                          kind.getKey()
                              + " is "
                              + (kind.getValue() == 0 ? "background" : "class " + kind.getValue()))
                  .collect(Collectors.joining(", "))));
  }

  private String group(int number) {
    return number == 0 ? "no group" : "group " + number;
  }

  private static String colour(Roi stroke) {
    return stroke.getStrokeColor() == null
        ? "no colour"
        : Colors.colorToString2(stroke.getStrokeColor()).toLowerCase(Locale.ROOT);
  }

  private int number(Roi stroke) {
    Integer ofColour = kinds.get(colour(stroke));
    return ofColour == null ? kinds.get(group(stroke.getGroup())) : ofColour;
  }

  private int emptyPlanes() {
    return (int) IntStream.range(0, planes.count()).filter(index -> !hasArea(index)).count();
  }

  private boolean hasArea(int index) {
    return areas.stream().anyMatch(area -> planes.shows(area, index));
  }

  private ImagePlus painted() {
    ImageStack stack = new ImageStack();
    for (int index = 0; index < planes.count(); index++)
      stack.addSlice(planes.labels()[index], plane(index));
    return planes.result(ResultImages.Kind.LABELS, stack, 1);
  }

  private FloatProcessor plane(int index) {
    ImagePlus image = planes.image();
    FloatProcessor plane = new FloatProcessor(image.getWidth(), image.getHeight());
    boolean known = strokes.isEmpty() && frames.isEmpty() && hasArea(index);
    plane.setValue(known ? 0 : Annotation.UNKNOWN);
    plane.fill();
    plane.setValue(0);
    for (Roi frame : frames) if (planes.shows(frame, index)) plane.fill(frame);
    for (int i = 0; i < numbers.length; i++) {
      if (!planes.shows(areas.get(i), index)) continue;
      plane.setValue(numbers[i]);
      plane.fill(areas.get(i));
    }
    for (Roi stroke : strokes) {
      if (!planes.shows(stroke, index)) continue;
      plane.setValue(number(stroke));
      plane.draw(stroke);
    }
    return plane;
  }
}
