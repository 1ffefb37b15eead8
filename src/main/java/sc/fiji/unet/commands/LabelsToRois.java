package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.List;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.LabelConversion;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.progress.UserException;

/** U-Net Labels to ROI Manager: the objects of the active label image, with their positions. */
public final class LabelsToRois extends Command<LabelsToRois.Settings> {

  /**
   * @param image title, or empty for the active one
   * @param save folder for RoiSet.zip, or empty
   */
  record Settings(String image, String save) {}

  public LabelsToRois() {
    super("U-Net Labels to ROI Manager");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(ChosenImage.ask(fields), fields.folder("Save to folder (optional)"));
  }

  @Override
  void run(Settings settings) throws IOException {
    ImagePlus image =
        ChosenImage.ofLabels(settings.image(), "There is no open image: open a label image.");
    boolean headless = GraphicsEnvironment.isHeadless();
    if (headless && settings.save().isEmpty())
      throw new UserException(
          "Without a screen there is no ROI Manager: name a folder for the ROIs, save=[FOLDER].");
    List<Roi> rois = LabelConversion.toRois(image, new ImageJProgress());
    if (!settings.save().isEmpty())
      new OutputFolder(path("save", settings.save()), image).rois(rois);
    if (!headless) RoiManagers.append(rois);
  }
}
