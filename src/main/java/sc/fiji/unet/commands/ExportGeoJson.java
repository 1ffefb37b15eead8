package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.GeoJson;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.LabelConversion;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/** U-Net Export GeoJSON...: ROIs, or the objects of a label image, for QuPath. */
public final class ExportGeoJson extends Command<ExportGeoJson.Settings> {

  /** In place of a name. */
  private static final String ROI_MANAGER = "ROI Manager";

  private static final String DETECTION = GeoJson.ObjectType.DETECTION.word();
  private static final String ANNOTATION = GeoJson.ObjectType.ANNOTATION.word();

  /**
   * @param objects the ROI Manager, a file of ROIs, or the title or file of a label image
   * @param type a word of {@link GeoJson.ObjectType}
   * @param save folder
   */
  record Settings(String objects, String type, String save) {}

  public ExportGeoJson() {
    super("U-Net Export GeoJSON...");
  }

  @Override
  Settings settings(Fields fields) {
    List<String> names =
        Stream.concat(Stream.of(ROI_MANAGER), ImageSource.openTitles().stream()).toList();
    return new Settings(
        fields.source("Objects (ROI Manager, a label image, RoiSet.zip)", ROI_MANAGER, names),
        fields.choice("Type of the objects in QuPath", DETECTION, ANNOTATION),
        fields.folder("Save to folder"));
  }

  @Override
  void run(Settings settings) throws IOException {
    if (settings.save().isBlank())
      throw new UserException("Name the folder for the file: save=[FOLDER].");
    ImageSource source = new ImageSource("objects", settings.objects());
    Optional<Path> file = source.file();
    boolean areRois =
        settings.objects().equals(ROI_MANAGER) || file.filter(RoiFiles::isOne).isPresent();
    ImagePlus image = areRois ? WindowManager.getCurrentImage() : source.first();
    if (image == null)
      throw new UserException("There is no open image: open the one that the ROIs were drawn on.");
    Progress progress = new ImageJProgress();
    List<Roi> rois;
    if (!areRois) rois = LabelConversion.toRois(image, progress);
    else rois = file.isPresent() ? RoiFiles.open(file.get(), image, progress) : RoiManagers.rois();
    if (rois.isEmpty())
      throw new UserException("There are no objects in objects=[" + settings.objects() + "].");
    OutputFolder folder = new OutputFolder(path("save", settings.save()), image);
    folder.geoJson(rois, GeoJson.ObjectType.valueOf(settings.type().toUpperCase(Locale.ROOT)));
    IJ.log(
        String.format(
            "U-Net Export GeoJSON: %d objects in '%s'.", rois.size(), folder.saved().get(0)));
  }
}
