package sc.fiji.unet.commands;

import ij.IJ;
import ij.Macro;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

/** U-Net Models...: the models that can be opened by name. What it tells goes to the Log. */
public final class Models extends Command<Models.Settings> {

  private static final String TITLE = "U-Net Models";

  private final ModelLibrary library = ModelLibrary.ofUser();

  /**
   * @param action list, inspect, import, export or delete
   * @param model to inspect, export or delete
   * @param file to import from or export to
   */
  record Settings(String action, String model, String file, Trust trust) {}

  public Models() {
    super("U-Net Models...");
  }

  @Override
  Settings settings(Fields fields) {
    return new Settings(
        fields.choice("Action", "list", "inspect", "import", "export", "delete"),
        fields.model("Model (name or file)", ""),
        fields.source("File (.zip) to import or export", "", List.of()),
        Trust.ask(fields));
  }

  /** Nobody wants to delete by default. */
  @Override
  Set<String> forOnce() {
    return Set.of("action");
  }

  @Override
  void run(Settings settings) throws IOException {
    switch (settings.action()) {
      case "list" -> list();
      case "inspect" -> inspect(settings.model());
      case "import" ->
          log(
              "'%s' is installed in %s",
              settings.trust().over(() -> library.install(file(settings))), library.folder());
      case "export" -> {
        naming("model", settings.model(), () -> location(settings.model()));
        library.export(settings.model(), file(settings));
        log("'%s' is exported as %s", settings.model(), file(settings));
      }
      default -> delete(settings.model());
    }
  }

  private static Path file(Settings settings) {
    if (settings.file().isEmpty())
      throw new UserException(
          "file=[] is no file to " + settings.action() + "; name one, file=[PATH].zip.");
    return path("file", settings.file()).toAbsolutePath();
  }

  /** A model that cannot be opened is named with the reason. */
  private void list() {
    for (String name : library.names()) {
      try {
        ModelDescription model = library.describe(name);
        IJ.log(
            String.join(
                "; ",
                name + ": " + String.join(", ", model.classNames()),
                channels(model),
                network(model),
                location(name)));
      } catch (UserException | IOException e) {
        IJ.log(name + ": " + e.getMessage());
      }
    }
    log("new models are installed in %s", library.folder());
  }

  private void inspect(String name) throws IOException {
    ModelDescription model = naming("model", name, () -> library.describe(name));
    IJ.log("Model: " + model.name());
    IJ.log("About: " + model.about().text());
    IJ.log("Authors: " + String.join(", ", model.about().authors()));
    IJ.log("Licence: " + model.about().license());
    IJ.log("Classes: " + String.join(", ", model.classNames()));
    IJ.log("Input: " + channels(model));
    IJ.log("Pixel size: " + model.input().pixelSize().map(PixelSize::toString).orElse("not known"));
    IJ.log("Network: " + network(model));
    Map<String, Object> facts = new TreeMap<>(model.training());
    facts.forEach((fact, value) -> IJ.log("Training: " + fact + " " + value));
    IJ.log("Location: " + location(name));
  }

  private static String channels(ModelDescription model) {
    String context =
        switch (model.context()) {
          case 0 -> "";
          case 1 -> ", one slice above and below each";
          default -> ", " + model.context() + " slices above and below each";
        };
    return model.inputChannels()
        + (model.inputChannels() == 1 ? " channel" : " channels")
        + context;
  }

  private static String network(ModelDescription model) {
    if (model.unet().isEmpty()) return "TorchScript of others";
    return String.format(
        Locale.ROOT,
        "U-Net of %d filters, depth %d",
        model.architecture().baseFilters(),
        model.architecture().depth());
  }

  private String location(String name) {
    return library.isBundled(name) ? "comes with the plugin" : library.file(name).toString();
  }

  /** Asks before, but not in a macro. */
  private void delete(String name) throws IOException {
    Path file = library.installedFile(name);
    if (Macro.getOptions() == null && !IJ.showMessageWithCancel(TITLE, "Delete " + file + "?"))
      throw new CancellationException();
    library.delete(name);
    log("'%s' is deleted", name);
  }

  private static void log(String format, Object... values) {
    IJ.log(TITLE + ": " + String.format(format, values));
  }
}
