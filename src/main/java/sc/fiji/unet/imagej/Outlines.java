package sc.fiji.unet.imagej;

import ij.gui.Overlay;
import ij.gui.Roi;
import java.util.Collection;

/** Objects as coloured outlines over their image. */
public final class Outlines {

  private Outlines() {}

  /** Copies of the rois, each with its position kept, in colours that tell neighbours apart. */
  public static Overlay overlay(Collection<? extends Roi> rois) {
    Overlay outlines = new Overlay();
    for (Roi roi : rois) {
      Roi outline = (Roi) roi.clone();
      outline.setStrokeColor(LabelColors.of(outlines.size() + 1));
      outlines.add(outline);
    }
    return outlines;
  }
}
