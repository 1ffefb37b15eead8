package sc.fiji.unet.commands;

import ij.IJ;
import ij.Macro;
import ij.plugin.PlugIn;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.MissingJar;
import sc.fiji.unet.runtime.NativeMemoryException;

/**
 * A menu entry: asks for its settings, in a dialog or in the macro's options, does its work, and
 * tells what went wrong in one sentence.
 *
 * @param <S> the settings
 */
abstract class Command<S> implements PlugIn {

  private static final String WHERE_TO_REPORT = "https://forum.image.sc/tag/unet";

  private static final String FULL =
      "The disk is full: free some room, or choose a folder on another one.";

  private final String title;

  Command(String title) {
    this.title = title;
  }

  /** Asks for each setting once. */
  abstract S settings(Fields fields);

  /**
   * Does the work.
   *
   * @throws UserException if a setting or a file does not suit
   * @throws IOException if a file cannot be read or written
   */
  abstract void run(S settings) throws IOException;

  /** Keys of fields whose values are for once: a dialog does not begin with them again. */
  Set<String> forOnce() {
    return Set.of();
  }

  /** What shows in a dialog what the settings do; nothing by default. */
  Optional<Preview<S>> preview() {
    return Optional.empty();
  }

  @Override
  public final void run(String argument) {
    String options = Macro.getOptions();
    if (options == null && GraphicsEnvironment.isHeadless()) options = ""; // all defaults
    if (options != null) {
      MacroFields fields = new MacroFields(options);
      attempt(
          () -> {
            S read = settings(fields);
            fields.requireNoOther();
            run(read);
          });
      return;
    }
    Optional<Recording> recording = Recording.begin(title);
    DialogFields fields = new DialogFields(title, help(), forOnce());
    boolean done;
    do {
      DialogFields shown = fields;
      done =
          attempt(
              () -> {
                Optional<Preview<S>> preview = preview();
                Optional<S> read =
                    preview.isPresent()
                        ? shown.askLive(this::settings, preview.get())
                        : shown.ask(this::settings);
                if (read.isEmpty()) return;
                run(read.get());
                recording.ifPresent(line -> line.write(shown.values()));
              });
      done |= !shown.isShown(); // with the same values it would fail for ever
      if (!done) fields = shown.again();
    } while (!done);
  }

  /** A page on the fields, or nothing. */
  private Optional<String> help() {
    URL page = getClass().getResource(getClass().getSimpleName() + ".html");
    if (page == null) return Optional.empty();
    try (InputStream in = page.openStream()) {
      return Optional.of(new String(in.readAllBytes(), StandardCharsets.UTF_8));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  private interface Attempt {
    void make() throws IOException;
  }

  /** Returns whether there is nothing that other values would change. */
  private boolean attempt(Attempt attempt) {
    try {
      attempt.make();
    } catch (CancellationException e) {
      IJ.showStatus(title + " canceled");
      Macro.abort();
    } catch (UserException e) {
      IJ.error(title, e.getMessage());
      return false;
    } catch (FileSystemException e) {
      IJ.error(
          title,
          isFull(e)
              ? FULL
              : "'"
                  + e.getFile()
                  + "' cannot be read or written; check that it, or its folder, exists and that you may use it.");
      return false;
    } catch (IOException e) {
      IJ.error(title, isFull(e) ? FULL : e.getMessage());
      return false;
    } catch (OutOfMemoryError e) {
      IJ.error(
          title,
          String.format(
              "ImageJ's memory of %d MB is too small for this: give it more in Edit > Options > Memory"
                  + " & Threads..., close images, or choose fewer outputs.",
              Runtime.getRuntime().maxMemory() >> 20));
      return false;
    } catch (NativeMemoryException e) {
      IJ.error(
          title,
          "There is too little memory for this network beside Java's: close images and other"
              + " programs, or give ImageJ less in Edit > Options > Memory & Threads....");
      return false;
    } catch (RuntimeException | Error e) {
      Optional<String> missing = MissingJar.sentence(e);
      if (missing.isPresent()) {
        IJ.error(title, missing.get());
        return true;
      }
      // Not a value that somebody gave, but a mistake in this plugin, or in what it stands on.
      StringWriter trace = new StringWriter();
      e.printStackTrace(new PrintWriter(trace, true));
      IJ.log(title + ":\n" + trace);
      String reason =
          Stream.ofNullable(e.getMessage())
              .flatMap(String::lines)
              .findFirst()
              .map(line -> ", " + line)
              .orElse("");
      IJ.error(
          title,
          "A defect of U-Net, not of your images: "
              + e.getClass().getSimpleName()
              + reason
              + ". Please report it with the text in the Log at "
              + WHERE_TO_REPORT
              + ".");
    } finally {
      IJ.showProgress(1);
    }
    return true;
  }

  /** As Linux, macOS and Windows say it. */
  private static boolean isFull(IOException e) {
    return String.valueOf(e.getMessage())
        .matches("(?is).*(no space left|not enough space|quota exceeded).*");
  }

  /** Work that may find a value wrong. */
  interface Work<T> {
    T run() throws IOException;
  }

  /**
   * Says, where a value turns out to be wrong, which key it belongs to: below, nobody knows keys.
   *
   * @param key of the field
   * @param value that somebody gave
   */
  static <T> T naming(String key, String value, Work<T> work) throws IOException {
    try {
      return work.run();
    } catch (UserException e) {
      throw new UserException(key + "=[" + value + "]: " + e.getMessage(), e);
    }
  }

  /**
   * The path that somebody gave.
   *
   * @throws UserException if this system has no such paths
   */
  static Path path(String key, String value) {
    try {
      return Path.of(value);
    } catch (InvalidPathException e) {
      throw new UserException(
          key + "=[" + value + "] is no path on this computer: " + e.getReason() + ".", e);
    }
  }

  /**
   * Where a new model goes.
   *
   * @param save its file; if empty, it is installed under its name
   */
  static Path modelFile(String name, String save) {
    if (save.isEmpty()) return ModelLibrary.ofUser().newFile(name);
    if (save.endsWith(".zip")) return path("save", save).toAbsolutePath();
    throw new UserException("save=[" + save + "] is no name for a model; it must end in .zip.");
  }
}
