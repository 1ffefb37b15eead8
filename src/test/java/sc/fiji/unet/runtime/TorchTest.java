package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.File;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TorchTest {

  /** As in plain ImageJ, where nobody prints what SLF4J is given. */
  @Test
  void startsWithoutAWordOfSlf4j() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(place -> !place.contains("slf4j-nop"))
                    .collect(Collectors.joining(File.pathSeparator)),
                Start.class.getName())
            .redirectErrorStream(true)
            .start();
    String told =
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    assertEquals(0, process.waitFor(), told);
    assertFalse(told.contains("SLF4J"), told);
  }

  static final class Start {
    public static void main(String[] arguments) {
      Torch.start();
    }
  }
}
