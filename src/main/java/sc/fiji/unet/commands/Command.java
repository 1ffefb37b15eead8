package sc.fiji.unet.commands;

import ai.djl.engine.EngineException;
import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystemException;
import java.util.concurrent.CancellationException;
import java.util.function.Function;

/**
 * A menu entry: asks for its settings, in a dialog or in the macro's options, does its work, and
 * tells what went wrong in one sentence.
 *
 * @param <S> the settings
 */
abstract class Command<S> implements PlugIn {

  private final String title;

  Command(String title) {
    this.title = title;
  }

  /** Asks for each setting once. */
  abstract S settings(Fields fields);

  /**
   * Does the work.
   *
   * @throws IllegalArgumentException if a setting does not suit
   * @throws IOException if a file cannot be read or written
   */
  abstract void run(S settings) throws IOException;

  @Override
  public final void run(String argument) {
    try {
      S settings = ask(this::settings);
      if (settings != null) run(settings);
    } catch (CancellationException e) {
      IJ.showStatus(title + " canceled");
      Macro.abort();
    } catch (FileSystemException e) {
      IJ.error(
          title,
          "'"
              + e.getFile()
              + "' cannot be read or written; check that its folder exists and that you may use it.");
    } catch (IllegalArgumentException | IllegalStateException | IOException e) {
      IJ.error(title, e.getMessage());
    } catch (UncheckedIOException e) {
      IJ.error(title, e.getMessage());
    } catch (EngineException | LinkageError e) {
      String reason = String.valueOf(e.getMessage()).lines().findFirst().orElse("");
      IJ.error(title, "PyTorch, which runs the network, failed on this computer: " + reason);
    } catch (OutOfMemoryError e) {
      IJ.error(
          title,
          String.format(
              "ImageJ's memory of %d MB is too small for this: give it more in Edit > Options > Memory"
                  + " & Threads..., close images, or choose fewer outputs.",
              Runtime.getRuntime().maxMemory() >> 20));
    } finally {
      IJ.showProgress(1);
    }
  }

  /** The settings, or null if the user canceled the dialog. */
  private S ask(Function<Fields, S> settings) {
    String options = Macro.getOptions();
    if (options == null && GraphicsEnvironment.isHeadless()) options = ""; // all defaults
    if (options != null) {
      MacroFields fields = new MacroFields(options);
      S read = settings.apply(fields);
      fields.requireNoOther();
      return read;
    }
    DialogFields fields = new DialogFields(title);
    settings.apply(fields);
    return fields.show() ? settings.apply(fields) : null;
  }
}
