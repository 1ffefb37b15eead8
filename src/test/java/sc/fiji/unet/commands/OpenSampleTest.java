package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import ij.ImagePlus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class OpenSampleTest {

  private static final Pattern ENTRY =
      Pattern.compile(
          "Plugins>Segmentation>U-Net>U-Net Samples, \"[^\"]+\", "
              + Pattern.quote(OpenSample.class.getName())
              + "\\(\"([^\"]+)\"\\)");

  @Test
  void menuNamesEachSampleFileOnce() throws IOException {
    try (Stream<Path> files = Files.list(Path.of("sample-data"))) {
      List<String> tiffs =
          files.map(f -> f.getFileName().toString()).filter(f -> f.endsWith(".tif")).toList();
      assertEquals(
          tiffs.stream().sorted().toList(), menuEntries().map(n -> n + ".tif").sorted().toList());
    }
  }

  @Test
  void eachEntryOpensACalibratedImage() throws IOException {
    menuEntries()
        .forEach(
            name -> {
              ImagePlus sample = OpenSample.open(name);
              assertEquals(name + ".tif", sample.getTitle());
              assertEquals("micron", sample.getCalibration().getUnit());
            });
  }

  @Test
  void unknownSampleIsNull() {
    assertNull(OpenSample.open("no-such-sample"));
  }

  private static Stream<String> menuEntries() throws IOException {
    return Files.readAllLines(Path.of("plugins.config")).stream()
        .map(ENTRY::matcher)
        .filter(Matcher::matches)
        .map(entry -> entry.group(1));
  }
}
