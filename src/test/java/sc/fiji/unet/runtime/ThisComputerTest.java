package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;

class ThisComputerTest {

  /** As with a temporary folder that nothing may run from: the second use fails in another way. */
  @Test
  void withoutJnaTheCLibraryIsUnknown() throws Exception {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Djna.nosys=true",
                "-Djna.nounpack=true",
                "-cp",
                System.getProperty("java.class.path"),
                WithoutJna.class.getName())
            .redirectError(ProcessBuilder.Redirect.DISCARD)
            .start();
    assertEquals(
        "Optional.empty []",
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip());
  }

  static final class WithoutJna {
    public static void main(String[] arguments) {
      NativeHeap.trim();
      NativeHeap.reuse();
      SystemFacts facts = SystemFacts.ofThisComputer();
      System.out.println(facts.glibc() + " " + facts.obstacles());
    }
  }

  @Test
  void theCacheIsTheOneOfThisSystem() {
    String own = SystemFacts.ofThisComputer().classifier();
    Path cache = Path.of("cache");
    assertEquals(
        cache.resolve("2.7.1-cpu-" + own),
        ThisComputer.folder(cache, List.of(natives("beos-ppc"), natives(own))));
    assertEquals(cache, ThisComputer.folder(cache, List.of(natives("beos-ppc"))));
  }

  /** No jar decides then. */
  @Test
  void pyTorchMayBeInstalledElsewhere() {
    Map<String, String> said =
        Map.of("PYTORCH_LIBRARY_PATH", "torch/lib", "PYTORCH_FLAVOR", "cu128");
    said.forEach(System::setProperty);
    try {
      SystemFacts facts = SystemFacts.ofThisComputer();
      assertEquals(List.of(facts.classifier()), facts.natives());
      assertEquals(List.of("cu128"), ThisComputer.gpu(false).builds());
    } finally {
      said.keySet().forEach(System::clearProperty);
    }
    assertEquals(List.of("cpu"), ThisComputer.gpu(false).builds());
  }

  private static Properties natives(String classifier) {
    Properties properties = new Properties();
    properties.setProperty("version", "2.7.1");
    properties.setProperty("flavor", "cpu");
    properties.setProperty("classifier", classifier);
    return properties;
  }
}
