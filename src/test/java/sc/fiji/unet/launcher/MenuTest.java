package sc.fiji.unet.launcher;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.Menus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

@InImageJ
class MenuTest {
  @Test
  void everyEntryOfPluginsConfigIsAnImageJCommand() throws IOException {
    List<String> entries =
        Files.readAllLines(Path.of("plugins.config")).stream()
            .filter(line -> !line.isBlank() && !line.startsWith("#"))
            .toList();
    for (String entry : entries) {
      String label = entry.substring(entry.indexOf('"') + 1, entry.lastIndexOf('"'));
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
}
