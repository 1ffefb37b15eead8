package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.jobs.ObjectSize;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.UserException;

/** U-Net Segment...: the active image to labels, ROIs, measurements and probabilities. */
public final class Segment extends Command<Segment.Settings> {

  /**
   * @param image title, or empty for the active one
   * @param model name or file
   * @param save folder that the chosen outputs are written to, or empty
   */
  record Settings(
      String image,
      String model,
      Separating objects,
      Predicting maps,
      Outputs outputs,
      String save) {}

  public Segment() {
    super("U-Net Segment...");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(
        ChosenImage.ask(fields),
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

  /** What is selected in the image that is likely meant, for the dialog. */
  private static String selected() {
    return ChosenImage.likely()
        .flatMap(ChosenImage::selection)
        .map(roi -> String.format("%.0f x %.0f pixels", roi.getFloatWidth(), roi.getFloatHeight()))
        .orElse("nothing is selected");
  }

  @Override
  void run(Settings settings) throws IOException {
    Outputs outputs = settings.outputs();
    ImagePlus image =
        ChosenImage.of(settings.image(), "There is no open image: open one to segment it.");
    Optional<OutputFolder> folder =
        settings.save().isEmpty()
            ? Optional.empty()
            : Optional.of(new OutputFolder(path("save", settings.save()), image));
    if (outputs.rois() && folder.isEmpty() && GraphicsEnvironment.isHeadless())
      throw new UserException(
          "Without a screen there is no ROI Manager: name a folder for the ROIs, save=[FOLDER].");
    if (outputs.geoJson() && folder.isEmpty())
      throw new UserException("GeoJSON for QuPath is a file: name a folder for it, save=[FOLDER].");
    Optional<Roi> selected = selected(image, settings.maps());
    Segmentation found = segment(image, settings, folder, selected);
    ResultImages.segmented(image, settings.model());
    String where = selected.isPresent() ? " in the selection" : "";
    IJ.log(
        String.format(
            "U-Net Segment: '%s': %d objects%s, by the model '%s'.",
            image.getTitle(), found.objects(), where, settings.model()));
    Throughput speed = found.throughput();
    IJ.showStatus(
        String.format(
            Locale.ROOT,
            "%d objects%s in %.1f s, %.2f megapixels a second, network %.0f %%",
            found.objects(),
            where,
            speed.seconds(),
            speed.pixelsPerSecond() / 1e6,
            100 * speed.networkShare()));
  }

  /** What of an image is segmented; empty for all of it. */
  private static Optional<Roi> selected(ImagePlus image, Predicting maps) {
    Optional<Roi> selected = ChosenImage.selection(image).map(roi -> (Roi) roi.clone());
    if (selected.isEmpty() || !maps.wholeImage()) return selected;
    IJ.log("U-Net: all of '" + image.getTitle() + "' is segmented; its selection is ignored.");
    return Optional.empty();
  }

  private static Segmentation segment(
      ImagePlus image, Settings settings, Optional<OutputFolder> folder, Optional<Roi> selected)
      throws IOException {
    Outputs outputs = settings.outputs();
    ModelDescription description;
    SegmentationSettings wanted;
    Segmentation found;
    try (UNetModel model = settings.maps().open(settings.model())) {
      description = model.description();
      outputs.requireOf(description);
      if (folder.isPresent()) folder.get().requireRoom(outputs.bytes(image, description));
      wanted = outputs.over(settings.objects().over(settings.maps().over(model.defaults())));
      wanted = wanted.probabilities(outputs.probabilities() || isKept(image, description));
      found = model.segment(image, wanted, new ImageJProgress());
    }
    Delivery delivery = new Delivery(image, outputs, folder);
    if (wanted.probabilities())
      new Found(
              image,
              found.probabilities(),
              selected,
              description,
              wanted.minimumSize(ObjectSize.pixels(found.minimumSize())),
              delivery)
          .keep();
    else Found.forget(image);
    delivery.give(found);
    return found;
  }

  /** Whether the map of an image is small enough to be kept for {@link Adjust}. */
  private static boolean isKept(ImagePlus image, ModelDescription model) {
    return Outputs.mapBytes(image, model) <= Storage.automatic().limit() / 2;
  }
}
