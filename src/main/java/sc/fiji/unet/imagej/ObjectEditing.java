package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ByteProcessor;
import ij.process.ImageProcessor;
import java.awt.Rectangle;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeSet;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import sc.fiji.unet.labels.LineCut;

/** Corrects objects along a line that somebody drew: in ROIs, and in label images. */
public final class ObjectEditing {

  private ObjectEditing() {}

  /**
   * Cuts a ROI.
   *
   * @param line any kind of line
   * @param image that both were drawn on
   * @return its parts, of which the first keeps the name; the ROI alone, if the line does not cut
   *     it
   */
  public static List<Roi> split(Roi object, Roi line, ImagePlus image) {
    Rectangle bounds = object.getBounds();
    int[] parts = LineCut.parts(mask(object, bounds), pixels(line, bounds), bounds.width);
    if (LineCut.count(parts) < 2) return List.of(object);
    List<Roi> rois = new ArrayList<>();
    Planes planes = new Planes(image);
    for (Roi part :
        LabelRois.<IntType>trace(
                Views.translate(
                    ArrayImgs.ints(parts, bounds.width, bounds.height), bounds.x, bounds.y),
                planes,
                0)
            .values()) {
      String name = rois.isEmpty() ? object.getName() : null;
      rois.add(like(object, part, name));
    }
    return rois;
  }

  /** Whether a line touches an area. */
  public static boolean crosses(Roi object, Roi line) {
    Rectangle bounds = object.getBounds();
    if (!object.isArea() || !line.getBounds().intersects(wider(bounds))) return false;
    boolean[] mask = mask(object, bounds);
    boolean[] crossed = pixels(line, bounds);
    for (int i = 0; i < mask.length; i++) if (mask[i] && crossed[i]) return true;
    return false;
  }

  /** A line without width or height intersects nothing. */
  private static Rectangle wider(Rectangle bounds) {
    return new Rectangle(bounds.x - 1, bounds.y - 1, bounds.width + 2, bounds.height + 2);
  }

  /** Several ROIs as one, with name, position and look of the first. */
  public static Roi merge(List<Roi> objects) {
    ShapeRoi sum = new ShapeRoi(objects.get(0));
    for (Roi object : objects.subList(1, objects.size())) sum.or(new ShapeRoi(object));
    return like(objects.get(0), sum.trySimplify(), objects.get(0).getName());
  }

  /** Gives a ROI look and position of another one. */
  private static Roi like(Roi other, Roi roi, String name) {
    roi.copyAttributes(other);
    roi.setName(name);
    if (other.hasHyperStackPosition())
      roi.setPosition(other.getCPosition(), other.getZPosition(), other.getTPosition());
    else roi.setPosition(other.getPosition());
    return roi;
  }

  /**
   * Cuts the objects of the plane that is shown; new parts get labels above all others.
   *
   * @return how many objects there are more
   */
  public static int split(ImagePlus labels, Roi line) {
    ImageProcessor plane = labels.getProcessor();
    Rectangle whole = new Rectangle(plane.getWidth(), plane.getHeight());
    boolean[] drawn = pixels(line, whole);
    int highest = highest(labels);
    int before = highest;
    for (int label : labels(plane, drawn)) {
      boolean[] object = new boolean[drawn.length];
      for (int i = 0; i < object.length; i++) object[i] = plane.getf(i) == label;
      int[] parts = LineCut.parts(object, drawn, plane.getWidth());
      for (int i = 0; i < parts.length; i++)
        if (parts[i] > 1) plane.setf(i, highest + parts[i] - 1);
      highest += Math.max(0, LineCut.count(parts) - 1);
    }
    return highest - before;
  }

  /**
   * Gives the objects that a line touches in the plane that is shown the lowest of their labels, in
   * all planes.
   *
   * @return how many objects there are less
   */
  public static int merge(ImagePlus labels, Roi line) {
    ImageProcessor plane = labels.getProcessor();
    boolean[] drawn = pixels(line, new Rectangle(plane.getWidth(), plane.getHeight()));
    SortedSet<Integer> touched = labels(plane, drawn);
    if (touched.size() < 2) return 0;
    for (int n = 1; n <= labels.getStackSize(); n++) {
      ImageProcessor each = labels.getStack().getProcessor(n);
      for (int i = 0; i < each.getPixelCount(); i++)
        if (touched.contains((int) each.getf(i))) each.setf(i, touched.first());
    }
    return touched.size() - 1;
  }

  private static SortedSet<Integer> labels(ImageProcessor plane, boolean[] line) {
    SortedSet<Integer> labels = new TreeSet<>();
    for (int i = 0; i < line.length; i++)
      if (line[i] && plane.getf(i) > 0) labels.add((int) plane.getf(i));
    return labels;
  }

  private static int highest(ImagePlus labels) {
    int highest = 0;
    for (int n = 1; n <= labels.getStackSize(); n++)
      highest = Math.max(highest, (int) labels.getStack().getProcessor(n).getStats().max);
    return highest;
  }

  private static boolean[] mask(Roi roi, Rectangle bounds) {
    ByteProcessor plane = new ByteProcessor(bounds.width, bounds.height);
    plane.setValue(1);
    plane.fill(moved(roi, bounds));
    return marked(plane);
  }

  private static boolean[] pixels(Roi line, Rectangle bounds) {
    ByteProcessor plane = new ByteProcessor(bounds.width, bounds.height);
    plane.setValue(1);
    Roi moved = moved(line, bounds);
    moved.setStrokeWidth(1);
    plane.draw(moved);
    return marked(plane);
  }

  private static Roi moved(Roi roi, Rectangle bounds) {
    Roi moved = (Roi) roi.clone();
    moved.translate(-bounds.x, -bounds.y);
    return moved;
  }

  private static boolean[] marked(ByteProcessor plane) {
    boolean[] marked = new boolean[plane.getPixelCount()];
    for (int i = 0; i < marked.length; i++) marked[i] = plane.get(i) > 0;
    return marked;
  }
}
