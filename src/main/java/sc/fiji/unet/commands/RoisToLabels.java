package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.gui.Roi;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.LabelConversion;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/** U-Net ROI Manager to Labels: a label image as large as the active image. */
public final class RoisToLabels extends Command<RoisToLabels.Settings> {

  /**
   * @param image title, or empty for the active one
   * @param rois a file (RoiSet.zip, .geojson), or empty for what is in the ROI Manager
   */
  record Settings(String image, String rois) {}

  public RoisToLabels() {
    super("U-Net ROI Manager to Labels");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(
        ChosenImage.ask(fields),
        fields.text("ROIs (RoiSet.zip, .geojson; empty = the ROI Manager's)", ""));
  }

  @Override
  Set<String> forOnce() {
    return Set.of("rois");
  }

  @Override
  void run(Settings settings) throws IOException {
    ImagePlus image =
        ChosenImage.of(
            settings.image(), "There is no open image: open the one that the ROIs were drawn on.");
    Progress progress = new ImageJProgress();
    List<Roi> rois =
        settings.rois().isEmpty()
            ? RoiManagers.rois()
            : RoiFiles.open(path("rois", settings.rois()), image, progress);
    if (rois.isEmpty() && !settings.rois().isEmpty())
      throw new UserException("rois=[" + settings.rois() + "] holds no ROIs; name a RoiSet.zip.");
    ResultImages.show(LabelConversion.toLabels(image, rois, progress));
  }
}
