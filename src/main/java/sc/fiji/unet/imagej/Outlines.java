package sc.fiji.unet.imagej;

import ij.gui.Overlay;
import ij.gui.Roi;
import java.awt.Color;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.IntFunction;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;

/** Objects as coloured outlines over their image. */
public final class Outlines {

  private Outlines() {}

  /**
   * Copies of the rois, each with its position kept, in the colours of their groups (classes, or
   * objects in several planes), or else in colours that tell neighbours apart.
   */
  public static Overlay overlay(Collection<? extends Roi> rois) {
    Overlay outlines = new Overlay();
    for (Roi roi : rois) {
      Roi outline = (Roi) roi.clone();
      outline.setStrokeColor(
          LabelColors.of(roi.getGroup() > 0 ? roi.getGroup() : outlines.size() + 1));
      outlines.add(outline);
    }
    return outlines;
  }

  /**
   * The objects of a plane, each in a colour and with a name.
   *
   * @param labels (x, y), 0 is background
   * @param planes of the image that they go with
   * @param look of an object by its label; null if it is not shown
   */
  public static List<Roi> of(
      RandomAccessibleInterval<IntType> labels, Planes planes, int index, IntFunction<Look> look) {
    List<Roi> outlines = new ArrayList<>();
    LabelRois.trace(labels, planes, index)
        .forEach(
            (label, roi) -> {
              Look wanted = look.apply(label);
              if (wanted == null) return;
              roi.setName(wanted.name() + " " + label);
              roi.setStrokeColor(wanted.color());
              outlines.add(roi);
            });
    return outlines;
  }

  /** How an object is shown. */
  public record Look(String name, Color color) {}
}
