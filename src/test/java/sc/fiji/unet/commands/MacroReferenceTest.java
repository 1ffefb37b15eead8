package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.WindowManager;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.imagej.ResultImages;
import sc.fiji.unet.progress.UserException;

/** docs/macros.md is what the commands ask for. */
class MacroReferenceTest {

  private static final String WHAT_TO_DO =
      "docs/macros.md is not what the commands ask for. Run\n  mvn -q test-compile exec:java"
          + " -Dexec.classpathScope=test -Dexec.mainClass=sc.fiji.unet.commands.MacroReference\n"
          + "and write in the last column what it names.\n";

  @Test
  void thePageIsUpToDate() throws Exception {
    MacroReference reference = new MacroReference(Path.of("plugins.config"));
    String page = Files.readString(MacroReference.PAGE);
    assertEquals(reference.update(page), page, WHAT_TO_DO);
    assertEquals(Set.of(), reference.unexplained(), WHAT_TO_DO);
  }

  private record Text(String text) {}

  /** Asks for a folder. */
  public static class One extends Command<Text> {

    public One() {
      super("One");
    }

    @Override
    Text settings(Fields fields) {
      return new Text(fields.folder("Save to folder (optional)"));
    }

    @Override
    void run(Text settings) {}
  }

  /** Asks for a text, too. */
  public static final class Two extends One {

    @Override
    Text settings(Fields fields) {
      fields.text("ROIs (a file, empty = none)", "");
      return super.settings(fields);
    }
  }

  /** What people wrote stays, what commands say is new, and what is missing is named. */
  @Test
  void writtenTextStays(@TempDir Path folder) throws Exception {
    Path config = folder.resolve("plugins.config");
    String menu = "Plugins>U-Net, \"%s\", sc.fiji.unet.commands.%s\n";
    String here = "MacroReferenceTest$";
    Files.writeString(
        config,
        "# name, class\n"
            + String.format(menu, "One", here + "One")
            + String.format(menu, "Two", here + "Two")
            + String.format(menu, "Sample", "OpenSample(\"nuclei\")"));
    MacroReference reference = new MacroReference(config);
    String head = "| key | values | default | means |\n|---|---|---|---|\n";
    assertEquals(
        "# Intro\n\n## One\nText.\n\n"
            + head
            + "| `save` | folder | none | where it goes |\nMore.\n"
            + "## Two\n\n"
            + head
            + "| `rois` | a file, empty = none | none |  |\n"
            + "| `save` | folder | none | as in [One](#one) |\n\n"
            + "## Commands without keys\n\n| command | does |\n|---|---|\n| `Sample` |  |\n\n",
        reference.update(
            "# Intro\n\n## One\nText.\n\n"
                + head
                + "| `gone` | text | none | nothing |\n"
                + "| `save` | file | none | where it goes |\nMore.\n## Gone\nText.\n"));
    assertEquals(Set.of("`rois` of Two", "Sample"), reference.unexplained());
  }

  /** One that looks at its image first finds one that was segmented. */
  @Test
  void aCommandMayNeedAnImage() {
    Command<Text> command =
        new Command<>("Adjust") {
          @Override
          Text settings(Fields fields) {
            if (WindowManager.getCurrentImage() == null) throw new UserException("no image");
            assertTrue(ResultImages.isResult(WindowManager.getCurrentImage()));
            return new Text(fields.text("Key", "value"));
          }

          @Override
          void run(Text settings) {}
        };
    assertEquals(
        List.of(new RecordedFields.Key("key", "text", "`value`")), MacroReference.keys(command));
    assertNull(WindowManager.getCurrentImage());
  }
}
