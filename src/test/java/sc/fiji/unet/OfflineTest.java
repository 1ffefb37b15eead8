package sc.fiji.unet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Nothing is ever downloaded. Linux takes the network from the process altogether. */
class OfflineTest {

  private static final String NATIVES = "pytorch-native";

  @TempDir Path folder;

  @Test
  void segmentsWithoutNetwork() throws Exception {
    assertEquals(
        List.of("5", "[]"),
        run(System.getProperty("java.class.path"), System.getProperty("DJL_CACHE_DIR")));
  }

  /** DJL by itself would fetch what is missing. */
  @Test
  void missingLibraryIsNotFetched() throws Exception {
    String without =
        Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
            .filter(place -> !place.contains(NATIVES))
            .collect(Collectors.joining(File.pathSeparator));
    List<String> lines = run(without, folder.toString());
    assertTrue(
        lines
            .get(0)
            .startsWith(
                "PyTorch, which runs the network, cannot start on this computer. PyTorch is not"
                    + " there: quit ImageJ, unzip all of UNet_-VERSION-fiji-"),
        lines.toString());
    assertEquals("[]", lines.get(1));
    try (var files = Files.list(folder)) {
      assertEquals(List.of(), files.filter(Files::isRegularFile).toList());
    }
  }

  private List<String> run(String classPath, String cache) throws Exception {
    List<String> command = new ArrayList<>();
    List<String> alone = List.of("unshare", "--map-root-user", "--net");
    if (works(alone)) command.addAll(alone);
    command.addAll(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-Xmx1g",
            "-Djava.awt.headless=true",
            "-Duser.home=" + System.getProperty("user.home"),
            "-cp",
            classPath));
    if (cache != null) command.add("-DDJL_CACHE_DIR=" + cache);
    command.add(Offline.class.getName());
    Path output = folder.resolve("output");
    Process process =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.waitFor();
    List<String> lines = Files.readAllLines(output);
    Files.delete(output);
    return lines;
  }

  /** Not every system has it, or lets everyone use it. */
  private static boolean works(List<String> command) throws InterruptedException {
    List<String> tried = new ArrayList<>(command);
    tried.add("true");
    try {
      return new ProcessBuilder(tried).start().waitFor() == 0;
    } catch (IOException e) {
      return false;
    }
  }
}
