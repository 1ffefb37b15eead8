package sc.fiji.unet.commands;

import ij.IJ;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import sc.fiji.unet.formats.FileSink;
import sc.fiji.unet.formats.FileSource;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.jobs.SegmentImage;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * U-Net Segment File...: an image that need not fit into memory, from its file to files; ImageJ never
 * opens it.
 */
public final class SegmentFile extends Command<SegmentFile.Settings> {

  /** Width and height of what is written at once. */
  private static final int[] BLOCK = {512, 512, 1, 1, 1};

  /**
   * @param input an OME-Zarr image
   * @param output name of the labels; empty for the model's
   * @param model name or file
   * @param level of the image's resolutions, from 0
   */
  record Settings(
      String input,
      String output,
      String model,
      int level,
      boolean labels,
      boolean probabilities,
      Separating objects,
      Predicting maps) {

    /** A macro that names no output means the labels. */
    Settings {
      labels |= !probabilities;
    }
  }

  public SegmentFile() {
    super("U-Net Segment File...");
  }

  @Override
  Settings settings(Fields fields) {
    String input = fields.folder("Input (OME-Zarr)");
    String output = fields.text("Output (name of the labels, empty = the model's)", "");
    String model = fields.model("Model (name or file)", "EM membranes");
    int level = fields.integer("Level of resolution (0 = the finest)", 0, 0, 100);
    boolean labels = fields.check("Labels", true);
    boolean probabilities = fields.check("Probabilities", false);
    fields.more("More options");
    return new Settings(
        input,
        output,
        model,
        level,
        labels,
        probabilities,
        Separating.ask(fields),
        Predicting.askOfWhole(fields));
  }

  @Override
  void run(Settings settings) throws IOException {
    if (settings.input().isBlank())
      throw new UserException("Name the image: input=[PATH], of an OME-Zarr (.zarr).");
    Path path = path("input", settings.input()).toAbsolutePath().normalize();
    Progress progress = new ImageJProgress();
    try (OmeZarr file = naming("input", settings.input(), () -> OmeZarr.open(path));
        OpenModel model = settings.maps().openForFiles(settings.model())) {
      ModelDescription description = model.description();
      SegmentationSettings wanted =
          settings
              .objects()
              .over(settings.maps().over(SegmentImage.defaults(description)))
              .probabilities(settings.probabilities());
      FileSource source = FileSource.of(file, settings.level(), description, wanted.channels());
      String name = settings.output().isBlank() ? description.name() : settings.output();
      Optional<OmeZarrWriter> labels =
          settings.labels() ? Optional.of(labels(file, settings, name)) : Optional.empty();
      Optional<OmeZarrWriter> maps =
          settings.probabilities()
              ? Optional.of(maps(file, settings, name, description))
              : Optional.empty();
      FileSink sink = new FileSink(source.slices(), labels, maps);
      new SegmentImage(model, wanted).run(source, sink, progress);
      sink.finish(progress);
      IJ.log(
          String.format(
              "U-Net Segment File: '%s': %d objects, by the model '%s', written to %s.",
              file.name(),
              sink.objects(),
              settings.model(),
              Stream.of(labels, maps)
                  .flatMap(Optional::stream)
                  .map(writer -> "'" + writer.folder() + "'")
                  .collect(Collectors.joining(" and "))));
    }
  }

  private static OmeZarrWriter labels(OmeZarr image, Settings settings, String name) {
    return begun(OmeZarrWriter.labels(image, settings.level(), name, BLOCK, true));
  }

  /** Beside the image. */
  private static OmeZarrWriter maps(
      OmeZarr image, Settings settings, String name, ModelDescription model) {
    Path folder = image.folder();
    String stem = folder.getFileName().toString().replaceFirst("(\\.ome)?\\.zarr$", "");
    return begun(
        OmeZarrWriter.maps(
        image,
        settings.level(),
        folder.resolveSibling(stem + " " + name + " probabilities.zarr"),
        model.output().channels().stream().map(Output::name).toList(),
        BLOCK,
        true));
  }

  /** What an interrupted run left is written again. */
  private static OmeZarrWriter begun(OmeZarrWriter writer) {
    if (!writer.isWhole()) return writer;
    throw new UserException(
        "'"
            + writer.folder()
            + "' exists already: choose another name, output=[NAME], or delete that folder.");
  }
}
