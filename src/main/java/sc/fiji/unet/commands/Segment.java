package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.display.RoiManagers;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.Outlines;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.progress.Throughput;

/** U-Net Segment...: the active image to labels, ROIs, measurements and probabilities. */
public final class Segment extends Command<Segment.Settings> {

  /**
   * @param precision auto, fp32 or bf16
   * @param channels numbers from 1 with commas between them, or empty
   * @param save folder that the chosen outputs are written to, or empty
   */
  record Settings(
      String model,
      double threshold,
      int minimum,
      int tile,
      boolean average,
      String precision,
      String channels,
      boolean labels,
      boolean rois,
      boolean table,
      boolean probabilities,
      boolean overlay,
      String save) {

    /** A macro that names no output means the labels. */
    Settings {
      labels |= !(rois || table || probabilities || overlay);
    }

    SegmentationSettings segmentation() {
      return new SegmentationSettings(
          threshold,
          minimum,
          tile,
          average,
          rois || table || overlay,
          probabilities,
          channelNumbers());
    }

    private List<Integer> channelNumbers() {
      if (channels.isBlank()) return List.of();
      try {
        return Stream.of(channels.split(",")).map(String::trim).map(Integer::valueOf).toList();
      } catch (NumberFormatException e) {
        throw new IllegalArgumentException(
            "channels=["
                + channels
                + "] must be numbers with commas between them, such as 1 or 1,3.");
      }
    }
  }

  public Segment() {
    super("U-Net Segment...");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(
        fields.source("Model (name or file)", "EM membranes", ModelLibrary.ofUser().names()),
        fields.number("Threshold", 0.5, 0, 1),
        fields.integer("Minimum object size (pixels)", 20, 0, Integer.MAX_VALUE),
        fields.integer("Tile size (pixels, 0 = automatic)", 0, 0, 1 << 14),
        fields.check("Average over flips and rotations (8 x slower)", false),
        PrecisionChoice.ask(fields),
        fields.text("Channels (such as 1,3; empty = all)", ""),
        fields.check("Labels", true),
        fields.check("ROIs to the ROI Manager", true),
        fields.check("Table of measurements", true),
        fields.check("Probabilities", false),
        fields.check("Overlay of outlines (replaces the present one)", false),
        fields.folder("Save to folder (optional)"));
  }

  @Override
  void run(Settings settings) throws IOException {
    ImagePlus image = WindowManager.getCurrentImage();
    if (image == null)
      throw new IllegalArgumentException("There is no open image: open one to segment it.");
    OutputFolder folder =
        settings.save().isEmpty() ? null : new OutputFolder(Path.of(settings.save()), image);
    if (settings.rois() && folder == null && GraphicsEnvironment.isHeadless())
      throw new IllegalArgumentException(
          "Without a screen there is no ROI Manager: name a folder for the ROIs, save=[FOLDER].");
    // A locked image cannot be closed while it is read.
    if (!image.lock())
      throw new IllegalArgumentException(
          "The image '" + image.getTitle() + "' is in use by another command; wait for its end.");
    Segmentation found;
    try (UNetModel model = PrecisionChoice.open(settings.model(), settings.precision())) {
      found = model.segment(image, settings.segmentation(), new ImageJProgress());
    } finally {
      image.unlock();
    }
    try {
      if (folder != null) save(settings, folder, found); // before anybody can close a window
    } finally {
      show(settings, image, found);
    }
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

  private static void show(Settings settings, ImagePlus image, Segmentation found) {
    if (settings.labels()) found.labels().show();
    if (settings.probabilities()) found.probabilities().show();
    if (settings.overlay()) image.setOverlay(Outlines.overlay(found.rois()));
    if (settings.rois() && !GraphicsEnvironment.isHeadless()) RoiManagers.append(found.rois());
    if (settings.table()) {
      ResultsTable results = ResultsTable.getResultsTable();
      found.measure(results);
      results.show("Results");
    }
  }

  private static void save(Settings settings, OutputFolder folder, Segmentation found)
      throws IOException {
    if (settings.labels()) folder.labels(found.labels());
    if (settings.probabilities()) folder.probabilities(found.probabilities());
    if (settings.rois()) folder.rois(found.rois());
    if (settings.table()) {
      ResultsTable measurements = new ResultsTable();
      measurements.setPrecision(6);
      found.measure(measurements);
      folder.measurements(measurements);
    }
  }
}
