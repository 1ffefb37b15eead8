package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.Outlines;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.ObjectSize;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.labels.ShapeSeeds;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.UserException;

/** U-Net Segment...: the active image to labels, ROIs, measurements and probabilities. */
public final class Segment extends Command<Segment.Settings> {

  /**
   * How to get maps.
   *
   * @param precision auto, fp32 or bf16
   * @param channels numbers from 1 with commas between them, or empty
   * @param selection use or ignore
   */
  record Maps(int tile, boolean average, String precision, String channels, String selection) {

    SegmentationSettings over(SegmentationSettings defaults) {
      return defaults
          .tileSize(tile)
          .testTimeAugmentation(average)
          .channels(channelNumbers())
          .wholeImage(selection.equals("ignore"));
    }

    private List<Integer> channelNumbers() {
      if (channels.isBlank()) return List.of();
      try {
        return Stream.of(channels.split(",")).map(String::trim).map(Integer::valueOf).toList();
      } catch (NumberFormatException e) {
        throw new UserException(
            "channels=["
                + channels
                + "] must be numbers with commas between them, such as 1 or 1,3.");
      }
    }
  }

  /**
   * How maps become objects; where nothing is given, as the model was fitted.
   *
   * @param separation automatic, regions or shape
   * @param minimum see {@link ObjectSize#parse}, or empty
   * @param maximum the same
   * @param slices automatic, together or apart
   * @param link none or t
   */
  record Separating(
      OptionalDouble threshold,
      OptionalDouble seeds,
      String separation,
      String minimum,
      String maximum,
      OptionalDouble diameter,
      boolean fill,
      boolean exclude,
      String slices,
      String link) {

    SegmentationSettings over(SegmentationSettings defaults) throws IOException {
      SegmentationSettings settings =
          defaults.fillHoles(fill).dropAtBorder(exclude).linked(link.equals("t"));
      double foreground = threshold.orElse(defaults.separation().foreground());
      settings =
          switch (separation) {
            case "regions" -> settings.separation(new Regions(foreground));
            case "shape" -> settings.separation(ShapeSeeds.of(foreground));
            default -> settings.threshold(foreground);
          };
      if (seeds.isPresent()) settings = settings.seeds(seeds.getAsDouble());
      if (!minimum.isBlank())
        settings =
            settings.minimumSize(naming("minimum", minimum, () -> ObjectSize.parse(minimum)));
      if (!maximum.isBlank())
        settings =
            settings.maximumSize(naming("maximum", maximum, () -> ObjectSize.parse(maximum)));
      if (diameter.isPresent()) settings = settings.diameter(diameter.getAsDouble());
      return slices.equals("automatic")
          ? settings
          : settings.throughSlices(slices.equals("together"));
    }
  }

  /**
   * What to make of them.
   *
   * @param save folder that the chosen outputs are written to, or empty
   */
  record Outputs(
      boolean labels,
      boolean rois,
      boolean table,
      boolean probabilities,
      boolean classes,
      boolean overlay,
      String save) {

    /** A macro that names no output means the labels. */
    Outputs {
      labels |= !(rois || table || probabilities || classes || overlay);
    }

    boolean needOutlines() {
      return rois || table || overlay;
    }
  }

  /**
   * @param model name or file
   */
  record Settings(String model, Separating objects, Maps maps, Outputs outputs) {}

  public Segment() {
    super("U-Net Segment...");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(
        fields.model("Model (name or file)", "EM membranes"),
        new Separating(
            fields.numberOrNone("Threshold (0 to 1, empty = the model's)", 0, 1),
            fields.numberOrNone("Seeds (0 to 1, empty = the model's)", 0, 1),
            fields.choice("Separation", "automatic", "regions", "shape"),
            fields.text("Minimum size (pixels or µm, empty = the model's)", ""),
            fields.text("Maximum size (pixels or µm, empty = none)", ""),
            fields.numberOrNone("Diameter of objects (pixels, empty = automatic)", 1, 1e5),
            fields.check("Fill holes", false),
            fields.check("Exclude objects at the border", false),
            fields.choice("Slices", "automatic", "together", "apart"),
            fields.choice("Link objects through", "none", "t")),
        new Maps(
            fields.integer("Tile size (pixels, 0 = automatic)", 0, 0, 1 << 14),
            fields.check("Average over flips and rotations (8 x slower)", false),
            PrecisionChoice.ask(fields),
            fields.text("Channels (such as 1,3; empty = all)", ""),
            fields.choice("Selection (" + selected() + ")", "use", "ignore")),
        new Outputs(
            fields.check("Labels", true),
            fields.check("ROIs to the ROI Manager", true),
            fields.check("Table of measurements", true),
            fields.check("Probabilities", false),
            fields.check("Classes (a map, of models with several)", false),
            fields.check("Overlay of outlines (replaces the present one)", false),
            fields.folder("Save to folder (optional)")));
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
        outputs.save().isEmpty()
            ? Optional.empty()
            : Optional.of(new OutputFolder(path("save", outputs.save()), image));
    if (outputs.rois() && folder.isEmpty() && GraphicsEnvironment.isHeadless())
      throw new UserException(
          "Without a screen there is no ROI Manager: name a folder for the ROIs, save=[FOLDER].");
    Segmentation found = segment(image, settings, folder);
    ResultImages.segmented(image, settings.model());
    try {
      if (folder.isPresent()) save(outputs, folder.get(), found); // before a window can be closed
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
    try (UNetModel model = open(settings)) {
      if (outputs.classes() && model.description().objectClasses().isEmpty())
        throw new UserException(
            "The model '"
                + model.description().name()
                + "' does not tell classes of objects apart: leave the classes out.");
      if (folder.isPresent()) folder.get().requireRoom(bytes(image, outputs, model.description()));
      SegmentationSettings wanted =
          settings
              .objects()
              .over(settings.maps().over(model.defaults()))
              .outlines(outputs.needOutlines())
              .probabilities(outputs.probabilities())
              .classMap(outputs.classes());
      return model.segment(image, wanted, new ImageJProgress());
    }
  }

  /** Of the images among the outputs; the others are small beside them. */
  private static long bytes(ImagePlus image, Outputs outputs, ModelDescription model) {
    long pixels =
        (long) image.getWidth() * image.getHeight() * image.getNSlices() * image.getNFrames();
    int bytes = 0;
    if (outputs.labels()) bytes += Short.BYTES;
    if (outputs.classes()) bytes += Short.BYTES;
    if (outputs.probabilities()) bytes += Float.BYTES * model.channelNames().size();
    return pixels * bytes;
  }

  private static UNetModel open(Settings settings) throws IOException {
    String model = settings.model();
    naming("model", model, () -> ModelLibrary.ofUser().describe(model));
    Optional<Precision> precision = PrecisionChoice.of(settings.maps().precision());
    return precision.isPresent() ? UNetModel.open(model, precision.get()) : UNetModel.open(model);
  }

  private static void show(Outputs outputs, ImagePlus image, Segmentation found) {
    if (outputs.labels()) found.labels().show();
    if (outputs.classes()) found.classes().show();
    if (outputs.probabilities()) found.probabilities().show();
    if (outputs.overlay()) image.setOverlay(Outlines.overlay(found.rois()));
    if (outputs.rois() && !GraphicsEnvironment.isHeadless()) RoiManagers.append(found.rois());
    if (outputs.table()) {
      ResultsTable results = ResultsTable.getResultsTable();
      found.measure(results);
      results.show("Results");
    }
  }

  private static void save(Outputs outputs, OutputFolder folder, Segmentation found)
      throws IOException {
    if (outputs.labels()) folder.labels(found.labels());
    if (outputs.classes()) folder.classes(found.classes());
    if (outputs.probabilities()) folder.probabilities(found.probabilities());
    if (outputs.rois()) folder.rois(found.rois());
    if (outputs.table()) {
      folder.measurements(found.table());
    }
  }
}
