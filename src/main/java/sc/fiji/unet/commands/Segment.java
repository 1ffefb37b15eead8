package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.Outlines;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.UserException;

/** U-Net Segment...: the active image to labels, ROIs, measurements and probabilities. */
public final class Segment extends Command<Segment.Settings> {

  /**
   * @param model name or file
   * @param save folder that the chosen outputs are written to, or empty
   */
  record Settings(
      String model, Separating objects, Predicting maps, Outputs outputs, String save) {}

  public Segment() {
    super("U-Net Segment...");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(
        fields.model("Model (name or file)", "EM membranes"),
        Separating.ask(fields),
        Predicting.ask(fields, selected()),
        new Outputs(
            fields.check("Labels", true),
            fields.check("ROIs to the ROI Manager", true),
            fields.check("GeoJSON (objects for QuPath, in the folder)", false),
            fields.check("Table of measurements", true),
            fields.check("Probabilities", false),
            fields.check("Classes (a map, of models with several)", false),
            fields.check("Overlay of outlines (replaces the present one)", false)),
        fields.folder("Save to folder (optional)"));
  }

  /** What is selected in the active image, for the dialog. */
  private static String selected() {
    ImagePlus image = WindowManager.getCurrentImage();
    Roi roi = image == null ? null : image.getRoi();
    return roi == null || !roi.isArea()
        ? "nothing is selected"
        : String.format("%.0f x %.0f pixels", roi.getFloatWidth(), roi.getFloatHeight());
  }

  @Override
  void run(Settings settings) throws IOException {
    Outputs outputs = settings.outputs();
    ImagePlus active = WindowManager.getCurrentImage();
    if (active == null) throw new UserException("There is no open image: open one to segment it.");
    ImagePlus image = ResultImages.original(active);
    if (image != active)
      IJ.log(
          String.format(
              "U-Net: '%s' is a result; '%s' is segmented, which it was made of.",
              active.getTitle(), image.getTitle()));
    Optional<OutputFolder> folder =
        settings.save().isEmpty()
            ? Optional.empty()
            : Optional.of(new OutputFolder(path("save", settings.save()), image));
    if (outputs.rois() && folder.isEmpty() && GraphicsEnvironment.isHeadless())
      throw new UserException(
          "Without a screen there is no ROI Manager: name a folder for the ROIs, save=[FOLDER].");
    if (outputs.geoJson() && folder.isEmpty())
      throw new UserException("GeoJSON for QuPath is a file: name a folder for it, save=[FOLDER].");
    Segmentation found = segment(image, settings, folder);
    ResultImages.segmented(image, settings.model());
    try {
      if (folder.isPresent()) { // before a window can be closed
        outputs.save(folder.get(), found);
        if (outputs.table()) folder.get().measurements(found.table());
      }
    } finally {
      show(outputs, image, found);
    }
    IJ.log(
        String.format(
            "U-Net Segment: '%s': %d objects, by the model '%s'.",
            image.getTitle(), found.objects(), settings.model()));
    Throughput speed = found.throughput();
    IJ.showStatus(
        String.format(
            Locale.ROOT,
            "%d objects in %.1f s, %.2f megapixels a second, network %.0f %%",
            found.objects(),
            speed.seconds(),
            speed.pixelsPerSecond() / 1e6,
            100 * speed.networkShare()));
  }

  private static Segmentation segment(
      ImagePlus image, Settings settings, Optional<OutputFolder> folder) throws IOException {
    Outputs outputs = settings.outputs();
    try (UNetModel model = settings.maps().open(settings.model())) {
      outputs.requireOf(model.description());
      if (folder.isPresent()) folder.get().requireRoom(outputs.bytes(image, model.description()));
      SegmentationSettings wanted = settings.objects().over(settings.maps().over(model.defaults()));
      return model.segment(image, outputs.over(wanted), new ImageJProgress());
    }
  }

  private static void show(Outputs outputs, ImagePlus image, Segmentation found) {
    if (outputs.labels()) ResultImages.show(found.labels());
    if (outputs.classes()) ResultImages.show(found.classes());
    if (outputs.probabilities()) ResultImages.show(found.probabilities());
    if (outputs.overlay()) image.setOverlay(Outlines.overlay(found.rois()));
    if (outputs.rois() && !GraphicsEnvironment.isHeadless()) RoiManagers.append(found.rois());
    if (outputs.table()) {
      ResultsTable results = ResultsTable.getResultsTable();
      found.measure(results);
      results.show("Results");
    }
  }
}
