package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.GeoJson;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.progress.UserException;

/** U-Net Import GeoJSON...: the objects of QuPath as ROIs of the active image. */
public final class ImportGeoJson extends Command<ImportGeoJson.Settings> {

  /**
   * @param save folder for RoiSet.zip, or empty
   */
  record Settings(String file, String save) {}

  public ImportGeoJson() {
    super("U-Net Import GeoJSON...");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(
        fields.source("File (.geojson, of QuPath or others)", "", List.of()),
        fields.folder("Save as RoiSet.zip to folder (optional)"));
  }

  @Override
  void run(Settings settings) throws IOException {
    ImagePlus image = WindowManager.getCurrentImage();
    if (image == null)
      throw new UserException(
          "There is no open image: open the one that the objects were drawn on.");
    if (settings.file().isBlank())
      throw new UserException("Name the file of the objects: file=[FILE.geojson].");
    boolean headless = GraphicsEnvironment.isHeadless();
    if (headless && settings.save().isEmpty())
      throw new UserException(
          "Without a screen there is no ROI Manager: name a folder for the ROIs, save=[FOLDER].");
    Path file = path("file", settings.file());
    List<Roi> rois = GeoJson.open(file, image, GeoJson.classes(file), new ImageJProgress());
    if (!settings.save().isEmpty())
      new OutputFolder(path("save", settings.save()), image).rois(rois);
    if (!headless) RoiManagers.append(rois);
    IJ.log(
        String.format("U-Net Import GeoJSON: %d ROIs of '%s'.", rois.size(), file.getFileName()));
  }
}
