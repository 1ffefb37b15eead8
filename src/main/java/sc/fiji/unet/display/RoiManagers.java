package sc.fiji.unet.display;

import ij.gui.Roi;
import ij.plugin.frame.RoiManager;
import java.awt.GraphicsEnvironment;
import java.awt.HeadlessException;
import java.util.Collection;
import java.util.List;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.progress.UserException;

/** Hands rois to the ROI Manager. */
public final class RoiManagers {

  private RoiManagers() {}

  /**
   * Appends to what is in the ROI Manager: the hidden one inside a batch-mode macro, the window,
   * which is opened if need be, everywhere else.
   *
   * @throws UserException without a screen: ImageJ's ROI Manager is a window even when hidden.
   *     {@link RoiSets} writes the same rois to a file
   */
  public static void append(Collection<? extends Roi> rois) {
    if (rois.isEmpty()) {
      return;
    }
    RoiManager manager = manager();
    for (Roi roi : rois) {
      manager.add(roi, -1);
    }
    // add() leaves "Show All" as it was; setRoi() brings it up to date, once for all.
    int last = manager.getCount() - 1;
    manager.setRoi(manager.getRoi(last), last);
  }

  /**
   * Puts ROIs in place of those that are marked so, behind the others.
   *
   * @param mark of {@link Roi#setProperty}, whose value the old ones and the new ones have
   */
  public static void replace(Collection<? extends Roi> rois, String mark, String value) {
    List<Roi> others =
        present().stream().filter(roi -> !value.equals(roi.getProperty(mark))).toList();
    manager().reset();
    append(others);
    append(rois);
  }

  /** What is in the ROI Manager, if there is one; it is not opened. */
  public static List<Roi> present() {
    RoiManager manager = GraphicsEnvironment.isHeadless() ? null : RoiManager.getInstance2();
    return manager == null ? List.of() : List.of(manager.getRoisAsArray());
  }

  /** Puts ROIs in place of all that are in the ROI Manager. */
  public static void replace(Collection<? extends Roi> rois) {
    manager().reset();
    append(rois);
  }

  /**
   * What is in the ROI Manager, in its order.
   *
   * @throws UserException without a screen
   */
  public static List<Roi> rois() {
    return List.of(manager().getRoisAsArray());
  }

  private static RoiManager manager() {
    try {
      RoiManager manager = RoiManager.getInstance2();
      return manager == null ? RoiManager.getRoiManager() : manager;
    } catch (HeadlessException e) {
      throw new UserException(
          "The ROI Manager needs a screen: without one, save the ROIs to a file (RoiSet.zip).", e);
    }
  }
}
