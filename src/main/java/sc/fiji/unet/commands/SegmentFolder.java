package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileInfo;
import java.awt.Rectangle;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import sc.fiji.unet.UNetModel;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.Outlines;
import sc.fiji.unet.imagej.OutputFolder;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.jobs.FolderImage;
import sc.fiji.unet.jobs.FolderJob;
import sc.fiji.unet.jobs.FolderRun;
import sc.fiji.unet.jobs.ImageRecord;
import sc.fiji.unet.jobs.JudgedImage;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/** U-Net Segment Folder...: the images of a folder to files, tables, and what to annotate next. */
public final class SegmentFolder extends Command<SegmentFolder.Settings> {

  /** Of a file that is larger, planes are read when they are needed. */
  private static final int LARGE = 8; // times as many fit into the memory

  /**
   * @param input folder of the images
   * @param output folder of the results
   * @param model name or file
   * @param pattern see {@link FolderJob#run}
   * @param words what is not by default, for people and to tell whether it was the same before
   */
  record Settings(
      String input,
      String output,
      String model,
      String pattern,
      Outputs outputs,
      Separating objects,
      Predicting maps,
      String words) {}

  public SegmentFolder() {
    super("U-Net Segment Folder...");
  }

  @Override
  Settings settings(Fields fields) {
    NotedFields noted = new NotedFields(fields);
    String input = fields.folder("Input folder");
    String output = fields.folder("Output folder");
    String model = fields.model("Model (name or file)", "EM membranes");
    String pattern = fields.text("Pattern (such as *.tif; empty = all images)", "");
    Outputs outputs =
        new Outputs(
            fields.check("Labels", true),
            fields.check("ROIs", true),
            fields.check("GeoJSON (objects for QuPath)", false),
            fields.check("Table of measurements", true),
            fields.check("Probabilities", false),
            fields.check("Classes (a map, of models with several)", false),
            fields.check("Overlay of outlines (on a copy of the image)", false));
    fields.more("More options");
    return new Settings(
        input,
        output,
        model,
        pattern,
        outputs,
        Separating.ask(noted),
        Predicting.ask(noted, "of the files"),
        (outputs.words() + " " + noted.words()).strip());
  }

  @Override
  void run(Settings settings) throws IOException {
    Path input = folder("input", settings.input(), "of the images");
    Path output = folder("output", settings.output(), "for the results");
    naming("input", settings.input(), () -> FolderJob.folder(input));
    String pattern =
        naming("pattern", settings.pattern(), () -> FolderJob.pattern(settings.pattern()));
    Progress progress = new ImageJProgress();
    try (UNetModel model = settings.maps().open(settings.model())) {
      Outputs outputs = settings.outputs();
      outputs.requireOf(model.description());
      SegmentationSettings wanted = settings.objects().over(settings.maps().over(model.defaults()));
      Steps steps = new Steps(outputs, outputs.over(wanted), model, output);
      FolderRun run = FolderRun.of(settings.model(), settings.words());
      FolderJob<ImagePlus, Segmentation> job =
          naming(
              "output",
              settings.output(),
              () -> new FolderJob<>(input, output, run, steps, progress));
      tell(job.run(pattern), input, output);
    }
  }

  private static Path folder(String key, String value, String what) {
    if (value.isBlank())
      throw new UserException("Name the folder " + what + ": " + key + "=[FOLDER].");
    return path(key, value).toAbsolutePath().normalize();
  }

  private static void tell(FolderJob.Outcome outcome, Path input, Path output) {
    IJ.log(
        String.format(
            "U-Net Segment Folder: %d images segmented%s, %d done before or by others; results are in"
                + " '%s'.",
            outcome.segmented() - outcome.failed(),
            outcome.failed() == 0 ? "" : ", " + outcome.failed() + " failed (summary.csv says why)",
            outcome.done(),
            output));
    List<JudgedImage> images = outcome.worstFirst();
    if (images.isEmpty()) return;
    Rectangle place = images.get(0).leastSure();
    IJ.log(
        String.format(
            "U-Net: the model is least sure of '%s', plane %d, %d x %d pixels from x %d, y %d: to"
                + " train it further, annotate there first.",
            images.get(0).image(),
            images.get(0).plane(),
            place.width,
            place.height,
            place.x,
            place.y));
    WorstFirst.show(
        images,
        "Sure",
        "Segmented in " + input.getFileName() + ", worst first",
        name -> shown(input.resolve(name)));
  }

  /** Null if it cannot be opened any more. */
  private static ImagePlus shown(Path file) {
    for (ImagePlus image : ImageSource.openImages()) {
      FileInfo info = image.getOriginalFileInfo();
      if (info != null
          && Path.of(Objects.requireNonNullElse(info.directory, ""), "" + info.fileName)
              .equals(file)) return image;
    }
    try {
      return ImageSource.open(file);
    } catch (UserException e) {
      return null;
    }
  }

  /** Bio-Formats gives the first series of a file, with its name in the title if there are more. */
  static boolean isOneOfSeveral(ImagePlus image) {
    FileInfo file = image.getOriginalFileInfo();
    return file != null
        && file.fileName != null
        && image.getTitle().startsWith(file.fileName + " - ");
  }

  /** What is done with an image. */
  private record Steps(Outputs outputs, SegmentationSettings wanted, UNetModel model, Path output)
      implements FolderJob.Steps<ImagePlus, Segmentation> {

    @Override
    public ImagePlus open(Path file) throws IOException {
      return WholeImage.open(file, Runtime.getRuntime().maxMemory() / LARGE);
    }

    @Override
    public Segmentation segment(ImagePlus image, Progress progress) {
      if (isOneOfSeveral(image))
        progress.note(
            "The file holds several series, and this is the first: save the others as files of their"
                + " own.");
      return model.segment(image, wanted, progress);
    }

    @Override
    public FolderJob.Written write(FolderImage image, ImagePlus open, Segmentation found)
        throws IOException {
      try {
        return saved(image, open, found);
      } finally {
        found.delete();
      }
    }

    private FolderJob.Written saved(FolderImage image, ImagePlus open, Segmentation found)
        throws IOException {
      Path name = output.resolve(image.name());
      OutputFolder folder =
          new OutputFolder(
              name.getParent(), name.getFileName().toString(), FolderJob.parts(output), open);
      List<Path> files = new ArrayList<>();
      try {
        folder.requireRoom(outputs.bytes(open, model.description()));
        outputs.save(folder, found);
        if (outputs.overlay()) {
          open.setOverlay(Outlines.overlay(found.rois()));
          folder.overlay(open);
        }
        files.addAll(folder.saved());
        if (outputs.table()) {
          Path rows = output.resolve(FolderJob.rows(image));
          Files.createDirectories(rows.getParent());
          WholeFile.writeBy(
              FolderJob.parts(output), rows, part -> OutputFolder.rows(found.table(), part));
          files.add(rows);
        }
      } catch (UserException e) { // the disk is full: so it is for the next one
        throw new IOException(e.getMessage(), e);
      }
      Segmentation.Summary summary = found.summary();
      return new FolderJob.Written(
          files.stream()
              .map(file -> output.relativize(file).toString().replace('\\', '/'))
              .toList(),
          new ImageRecord.Found(
              summary.objects(),
              summary.areaFraction(),
              summary.meanSize(),
              summary.unit(),
              found.doubt().sureness(),
              found.doubt().leastSureItem() + 1,
              found.doubt().leastSure()));
    }

    @Override
    public void defect(FolderImage image, Throwable reason) {
      StringWriter trace = new StringWriter();
      reason.printStackTrace(new PrintWriter(trace, true));
      IJ.log("U-Net Segment Folder: '" + image.path() + "':\n" + trace);
    }
  }
}
