package sc.fiji.unet.commands;

import ij.IJ;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.imglib2.util.Intervals;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.commands.FileResults.Begun;
import sc.fiji.unet.formats.FileSink;
import sc.fiji.unet.formats.FileSource;
import sc.fiji.unet.formats.ImageFile;
import sc.fiji.unet.formats.ImageFiles;
import sc.fiji.unet.formats.ImageWriter;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.inference.KeptTiles;
import sc.fiji.unet.jobs.SegmentImage;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * U-Net Segment File...: an image that need not fit into memory, from its file to files; ImageJ
 * never opens it.
 */
public final class SegmentFile extends Command<SegmentFile.Settings> {

  /**
   * @param input an OME-Zarr image, or a TIFF file
   * @param output see {@link FileResults}
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
    String input = fields.source("Input (OME-Zarr or TIFF)", "", List.of());
    String output = fields.text("Output (name of labels, or .tif; empty = automatic)", "");
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
      throw new UserException("Name the image: input=[PATH], an OME-Zarr (.zarr) or a TIFF.");
    Path path = path("input", settings.input()).toAbsolutePath().normalize();
    Progress progress = new ImageJProgress();
    try (ImageFile file = naming("input", settings.input(), () -> ImageFiles.open(path));
        OpenModel model = settings.maps().openForFiles(settings.model())) {
      ModelDescription description = model.description();
      SegmentationSettings wanted =
          settings
              .objects()
              .over(settings.maps().over(SegmentImage.defaults(description)))
              .probabilities(settings.probabilities());
      FileSource source = FileSource.of(file, settings.level(), description, wanted.channels());
      FileResults results =
          new FileResults(file, path, settings.level(), settings.output(), description.name());
      List<String> maps = description.output().channels().stream().map(Output::name).toList();
      try (Begun labels = settings.labels() ? results.labels() : null;
          Begun probabilities = settings.probabilities() ? results.maps(maps) : null) {
        FileSink sink = new FileSink(source.slices(), writer(labels), writer(probabilities));
        Path work = results.work(words(settings, model));
        noteOthers(results, work, progress);
        segment(model, wanted, source, sink, work, progress);
        deleteWork(results, progress);
        String files =
            Stream.of(labels, probabilities)
                .filter(Objects::nonNull)
                .map(each -> "'" + each.path() + "'")
                .collect(Collectors.joining(" and "));
        IJ.log(
            String.format(
                "U-Net Segment File: '%s': %d objects, by the model '%s', written to %s.",
                file.name(), sink.objects(), settings.model(), files));
      }
    }
  }

  /** Goes on with what an interrupted run has predicted. */
  private static void segment(
      OpenModel model,
      SegmentationSettings wanted,
      FileSource source,
      FileSink sink,
      Path work,
      Progress progress) {
    KeptTiles kept = KeptTiles.in(work, room(model, wanted, source));
    boolean done = false;
    try {
      new SegmentImage(model, wanted, kept).run(source, sink, progress);
      sink.finish(progress);
      done = true;
    } finally {
      if (!done && Files.exists(work))
        IJ.log(
            "What is predicted so far is kept: the same command goes on. To give up, delete '"
                + work
                + "'.");
    }
  }

  private static void noteOthers(FileResults results, Path work, Progress progress) {
    try {
      for (Path other : results.works())
        if (!other.equals(work))
          progress.note(
              "What is kept in '"
                  + other
                  + "' does not count: it is of other settings, or of the image as it was before.");
    } catch (IOException e) {
      // It is a remark, no more.
    }
  }

  /** The result is there, whether they can be deleted or not. */
  private static void deleteWork(FileResults results, Progress progress) {
    try {
      for (Path work : results.works()) WholeFile.deleteFolder(work);
    } catch (IOException e) {
      progress.note("What was kept meanwhile cannot be deleted: " + e);
    }
  }

  /** Bytes of the results at most: 32 bit for each pixel, and a third more for coarser levels. */
  private static long room(OpenModel model, SegmentationSettings wanted, FileSource source) {
    long images = 1;
    if (wanted.probabilities()) images += model.description().output().channels().size();
    return Intervals.numElements(source.interval()) * source.items() * images * Float.BYTES * 4 / 3;
  }

  /** All that the maps depend on, but for the image and how large it is shown. */
  private static String words(Settings settings, OpenModel model) throws IOException {
    String version = SegmentFile.class.getPackage().getImplementationVersion();
    try (InputStream weights = ModelLibrary.ofUser().stream(settings.model())) {
      return Stream.of(
              version,
              settings.level(),
              PackageReader.sha256(weights.readAllBytes()),
              model.network().compute(),
              settings.maps().average(),
              settings.maps().channels(),
              settings.maps().tile())
          .map(String::valueOf)
          .collect(Collectors.joining("\n"));
    }
  }

  private static Optional<ImageWriter> writer(Begun begun) {
    return Optional.ofNullable(begun).map(Begun::writer);
  }
}
