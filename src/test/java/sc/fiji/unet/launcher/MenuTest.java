package sc.fiji.unet.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.Macro;
import ij.Menus;
import ij.plugin.PlugIn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;

@InImageJ
class MenuTest {
  @Test
  void everyEntryOfPluginsConfigIsAnImageJCommand() throws IOException {
    List<String> entries =
        Files.readAllLines(Path.of("plugins.config")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    assertFalse(entries.isEmpty());
    for (String entry : entries) {
      String label = entry.split("\"")[1];
      String command = entry.substring(entry.lastIndexOf(',') + 1).trim();
      assertEquals(command, Menus.getCommands().get(label), label);
    }
  }

  @Test
  void macroReadsItsArgumentAndReturns() {
    assertEquals("in=a b!", Macros.run("return getArgument() + '!';", "in=a b"));
  }

  @Test
  void failureOfTheMacroIsReported() {
    MacroException failure = assertThrows(MacroException.class, () -> Macros.run("x = undefined;"));
    assertEquals("Undefined variable", failure.getMessage());
  }

  @Test
  void unknownCommandIsReported() {
    MacroException failure =
        assertThrows(MacroException.class, () -> Macros.run("run('No such command');"));
    assertEquals("Unrecognized command: \"No such command\"", failure.getMessage());
  }

  @Test
  void errorOfACommandIsReported() {
    assertEquals("The image is too small.", failureOf("error").getMessage());
  }

  @Test
  void exceptionInACommandIsReported() {
    String message = failureOf("exception").getMessage();
    assertTrue(message.contains("NoSuchElementException: thrown"), message);
  }

  private static MacroException failureOf(String options) {
    Menus.getCommands().put("Failing Command", Failing.class.getName());
    return assertThrows(
        MacroException.class, () -> Macros.run("run('Failing Command', getArgument());", options));
  }

  public static final class Failing implements PlugIn {
    @Override
    public void run(String arg) {
      if (Macro.getOptions().startsWith("error")) {
        IJ.error("The image is too small.");
      }
      throw new NoSuchElementException("thrown");
    }
  }
}
