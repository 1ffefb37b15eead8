package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.io.IOException;
import java.util.List;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.LabelConversion;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.progress.UserException;

/** U-Net ROI Manager to Labels: a label image as large as the active image. */
public final class RoisToLabels extends Command<RoisToLabels.Settings> {

  /**
   * @param rois a file (RoiSet.zip), or empty for what is in the ROI Manager
   */
  record Settings(String rois) {}

  public RoisToLabels() {
    super("U-Net ROI Manager to Labels");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(fields.text("ROIs (RoiSet.zip, empty = the ROI Manager's)", ""));
  }

  @Override
  void run(Settings settings) throws IOException {
    ImagePlus image = WindowManager.getCurrentImage();
    if (image == null)
      throw new UserException("There is no open image: open the one that the ROIs were drawn on.");
    List<Roi> rois =
        settings.rois().isEmpty()
            ? RoiManagers.rois()
            : RoiSets.open(path("rois", settings.rois()));
    if (rois.isEmpty() && !settings.rois().isEmpty())
      throw new UserException("rois=[" + settings.rois() + "] holds no ROIs; name a RoiSet.zip.");
    LabelConversion.toLabels(image, rois, new ImageJProgress()).show();
  }
}
