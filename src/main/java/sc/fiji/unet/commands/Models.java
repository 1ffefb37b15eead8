package sc.fiji.unet.commands;

import ij.IJ;
import ij.Macro;
import ij.measure.ResultsTable;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CancellationException;
import sc.fiji.unet.library.ListedModel;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.UserException;

/** U-Net Models...: the models that can be opened by name. It tells in the Log and in a window. */
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

  /** A macro may name what it does not need; a person is not asked for it. */
  @Override
  Settings settings(Fields fields) {
    String action = fields.choice("Action", "list", "inspect", "import", "export", "delete");
    fields.page(action);
    boolean all = !fields.areShown();
    return new Settings(
        action,
        all || List.of("inspect", "export", "delete").contains(action)
            ? fields.model("Model (name or file)", "")
            : "",
        all || action.equals("import")
            ? fields.source("File (.zip) of the model, or folder", "", List.of())
            : action.equals("export")
                ? fields.source("File (.zip) to be written", "", List.of())
                : "",
        Trust.ask(fields));
  }

  /** Nobody wants to delete by default. */
  @Override
  Set<String> forOnce() {
    return Set.of("action", "model");
  }

  @Override
  void run(Settings settings) throws IOException {
    switch (settings.action()) {
      case "list" -> list();
      case "inspect" -> inspect(settings.model());
      case "import" -> {
        String name = settings.trust().over(() -> library.install(file(settings)));
        tell("'%s' is installed in %s: U-Net Segment... can use it now.", name, library.folder());
      }
      case "export" -> {
        naming("model", settings.model(), () -> location(settings.model()));
        library.export(settings.model(), file(settings));
        tell("'%s' is exported as %s", settings.model(), file(settings));
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
    ResultsTable table = new ResultsTable();
    for (ListedModel each : library.list()) {
      String where = each.file().map(Path::toString).orElse("comes with the plugin");
      table.addRow();
      table.addValue("Model", each.name());
      table.addValue("Finds", each.problem());
      each.description().ifPresent(model -> add(model, table));
      table.addValue("File", where);
      IJ.log(
          each.name()
              + ": "
              + each.description()
                  .map(ModelWords::new)
                  .map(w -> String.join("; ", w.finds(), w.images(), w.network(), where))
                  .orElse(each.problem()));
    }
    IJ.log(TITLE + ": new models are installed in " + library.folder());
    if (Report.isForAPerson()) table.show(TITLE);
  }

  private static void add(ModelDescription model, ResultsTable table) {
    ModelWords words = new ModelWords(model);
    table.addValue("Finds", words.finds());
    table.addValue("Images", words.images());
    table.addValue("Pixel size", words.shortPixelSize());
    table.addValue("Network", words.network());
    table.addValue("Licence", model.about().license());
  }

  private void inspect(String name) throws IOException {
    ModelDescription model = naming("model", name, () -> library.describe(name));
    Report report = new Report(TITLE + ": " + model.name());
    new ModelWords(model).all().forEach(report::add);
    report.add("File", location(name));
    report.show();
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
    tell("'%s' is deleted", name);
  }

  private static void tell(String format, Object... values) {
    String sentence = String.format(format, values);
    IJ.log(TITLE + ": " + sentence);
    if (Report.isForAPerson()) IJ.showMessage(TITLE, sentence);
  }
}
