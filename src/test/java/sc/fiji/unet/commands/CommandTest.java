package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.Menus;
import java.awt.GraphicsEnvironment;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.CancellationException;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.NativeMemoryException;

/** How a command tells what went wrong. */
@InImageJ
class CommandTest {

  /** Fails in the way that it is asked for; what ImageJ starts has to be public. */
  public static final class Failing extends Command<Failing.Settings> {

    record Settings(String error) {}

    public Failing() {
      super("Failing Command");
    }

    @Override
    Settings settings(Fields fields) {
      return new Settings(
          fields.choice(
              "Error",
              "value",
              "file",
              "disk",
              "memory",
              "native",
              "cancel",
              "exception",
              "linkage",
              "jar"));
    }

    @Override
    void run(Settings settings) throws IOException {
      switch (settings.error()) {
        case "value" -> throw new UserException("The image is too small.");
        case "file" -> throw new NoSuchFileException("nowhere.tif");
        case "disk" -> throw new IOException("The disk is gone.");
        case "memory" -> throw new OutOfMemoryError();
        case "native" -> throw new NativeMemoryException("full", null);
        case "cancel" -> throw new CancellationException();
        case "jar" -> throw new NoClassDefFoundError("org/slf4j/LoggerFactory");
        case "exception" -> throw new NoSuchElementException("thrown\nhere");
        default -> throw new NoClassDefFoundError("thrown");
      }
    }
  }

  @BeforeAll
  static void addToTheMenu() {
    Menus.getCommands().put("Failing Command", Failing.class.getName());
  }

  @Test
  void whatAPersonCanChangeIsToldAsItsSentence() {
    assertTold("The image is too small.", "value");
    assertTold("The disk is gone.", "disk");
    assertTold(
        "ImageJ's folder jars has no slf4j-api-(VERSION).jar, which every Fiji has: copy it from Fiji's"
            + " folder jars and start ImageJ again; 'Install' in the documentation of U-Net names all"
            + " that plain ImageJ needs.",
        "jar");
    assertTold(
        "'nowhere.tif' cannot be read or written; check that it, or its folder, exists and that you may use"
            + " it.",
        "file");
    assertTold(
        "ImageJ's memory of "
            + (Runtime.getRuntime().maxMemory() >> 20)
            + " MB is too small for this: give it more in Edit > Options > Memory & Threads...,"
            + " close images, or choose fewer outputs.",
        "memory");
    assertTold(
        "There is too little memory for this network beside Java's: close images and other programs,"
            + " or give ImageJ less in Edit > Options > Memory & Threads....",
        "native");
  }

  @Test
  void whatNoPathCanBeIsAWrongValue() {
    Exception error = assertThrows(UserException.class, () -> Command.path("save", "a\0b"));
    assertTrue(
        error.getMessage().endsWith("is no path on this computer: Nul character not allowed."));
    assertTrue(error.getMessage().startsWith("save=["));
  }

  private static void assertTold(String sentence, String error) {
    assertEquals("", logOf(() -> assertEquals(sentence, failure(error))));
  }

  @ParameterizedTest
  @ValueSource(strings = {"java.util.NoSuchElementException", "java.lang.NoClassDefFoundError"})
  void anythingElseIsADefectWhoseTraceIsInTheLog(String name) {
    String error = name.endsWith("Exception") ? "exception" : "linkage";
    String sentence =
        "A defect of U-Net, not of your images: "
            + name.substring(name.lastIndexOf('.') + 1)
            + ", thrown. Please report it with the text in the Log at"
            + " https://forum.image.sc/tag/unet.";
    String log = logOf(() -> assertEquals(sentence, failure(error)));
    assertTrue(log.startsWith("Failing Command:\n" + name + ": thrown\n"), log);
    assertTrue(log.contains("at " + Failing.class.getName() + ".run("), log);
  }

  @Test
  void aCancellationIsNoError() {
    assertEquals("", logOf(() -> run("cancel")));
  }

  private static String failure(String error) {
    return assertThrows(MacroException.class, () -> run(error)).getMessage();
  }

  private static void run(String error) {
    Macros.run("run('Failing Command', 'error=" + error + "');");
  }

  /** What is written to the Log meanwhile; without a screen that is standard output. */
  private static String logOf(Runnable work) {
    if (!GraphicsEnvironment.isHeadless()) {
      if (IJ.getLog() != null) IJ.log("\\Clear");
      work.run();
      return Objects.requireNonNullElse(IJ.getLog(), "");
    }
    PrintStream out = System.out;
    ByteArrayOutputStream log = new ByteArrayOutputStream();
    System.setOut(new PrintStream(log, true, StandardCharsets.UTF_8));
    try {
      work.run();
    } finally {
      System.setOut(out);
    }
    return log.toString(StandardCharsets.UTF_8).replace(System.lineSeparator(), "\n");
  }
}
