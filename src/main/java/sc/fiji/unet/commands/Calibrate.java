package sc.fiji.unet.commands;

import ij.IJ;
import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.Set;
import sc.fiji.unet.imagej.ImageJProgress;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.jobs.CalibrateModel;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * U-Net Calibrate...: a model, and images without annotation, to a model that expects such images.
 */
public final class Calibrate extends Command<Calibrate.Settings> {

  /**
   * @param images title, file or folder; empty for the active image
   * @param diameter of the objects in pixels
   * @param name of the new model
   * @param save file of the model; if empty, it is installed under its name
   */
  record Settings(String model, String images, OptionalDouble diameter, String name, String save) {

    Path file() {
      Path file = modelFile(name, save);
      if (Files.exists(file))
        throw new UserException("There is a model '" + file + "' already; choose another name.");
      return file;
    }
  }

  public Calibrate() {
    super("U-Net Calibrate...");
  }

  @Override
  Settings settings(Fields fields) {
    List<String> open = ImageSource.openTitles();
    String active = ChosenImage.likely().map(ImagePlus::getTitle).orElse("");
    return new Settings(
        fields.model("Model (name or file)", "EM membranes"),
        fields.source("Images (title, file or folder)", fields.areShown() ? active : "", open),
        fields.numberOrNone("Diameter of objects (pixels, empty = automatic)", 1, 1e5),
        fields.text("Name of the new model", "Calibrated model"),
        fields.text("Save as (.zip, empty = install)", ""));
  }

  @Override
  Set<String> forOnce() {
    return Set.of("name", "save");
  }

  private static Collection<ImageSource.Opener> images(String name) throws IOException {
    if (!name.isEmpty()) return new ImageSource("images", name).images().values();
    ImagePlus active = ChosenImage.of("", "Name some images to calibrate to: images=[...].");
    return List.of(() -> active);
  }

  @Override
  void run(Settings settings) throws IOException {
    Path file = settings.file();
    Progress progress = new ImageJProgress();
    try (CalibrateModel job =
        naming(
            "model",
            settings.model(),
            () ->
                new CalibrateModel(settings.model(), ModelLibrary.ofUser(), settings.diameter()))) {
      Collection<ImageSource.Opener> images = images(settings.images());
      for (ImageSource.Opener image : images)
        job.add(
            ImagePlusSource.forTraining(
                image.open(), job.context(), OptionalInt.of(job.channels())),
            images.size(),
            progress);
      IJ.log("U-Net Calibrate: " + job.run(settings.name(), file, progress).summary());
      IJ.log("U-Net Calibrate: saved as " + file);
    }
  }
}
