package sc.fiji.unet;

import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.jobs.InstallationCheck;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.progress.Progress;

/**
 * ImageJ's start is not slowed, and neither is a look at the models: both do where there is no
 * engine at all on the class path.
 */
class StartTest {

  @Test
  void commandsDoNotLoadTheEngine() throws Exception {
    try (URLClassLoader loader = withoutEngine()) {
      assertThrows(ClassNotFoundException.class, () -> loader.loadClass("ai.djl.engine.Engine"));
      int commands = 0;
      for (String line : Files.readAllLines(Path.of("plugins.config"))) {
        if (!line.startsWith("Plugins>")) continue;
        String name = line.substring(line.lastIndexOf(',') + 1).replaceFirst("\\(.*", "").strip();
        Class.forName(name, true, loader).getDeclaredConstructor().newInstance();
        commands++;
      }
      assertTrue(commands > 10);
    }
  }

  @Test
  void listingModelsDoesNotLoadTheEngine() throws Exception {
    try (URLClassLoader loader = withoutEngine()) {
      Class<?> library = Class.forName(ModelLibrary.class.getName(), true, loader);
      Object ofUser = library.getMethod("ofUser").invoke(null);
      List<?> listed = (List<?>) library.getMethod("list").invoke(ofUser);
      String wanted =
          "name=EM membranes, file=Optional.empty, description=Optional[ModelDescription";
      assertTrue(listed.toString().contains(wanted), listed.toString());
    }
  }

  /** As in a plain ImageJ that it was not copied to. */
  @Test
  void theCheckTellsThatJnaIsMissing() throws Exception {
    try (URLClassLoader loader = without("net[/\\\\]java[/\\\\]dev[/\\\\]jna")) {
      Class<?> library = Class.forName(ModelLibrary.class.getName(), true, loader);
      Class<?> progress = Class.forName(Progress.class.getName(), true, loader);
      Object findings =
          Class.forName(InstallationCheck.class.getName(), true, loader)
              .getMethod("run", String.class, library, progress)
              .invoke(
                  null,
                  "1",
                  library.getMethod("ofUser").invoke(null),
                  progress.getField("NONE").get(null));
      String wanted =
          "PyTorch, which runs the network, cannot start on this computer. ImageJ's folder jars has no"
              + " jna-(VERSION).jar, which every Fiji has: copy it from Fiji's folder jars";
      assertTrue(findings.toString().contains(wanted), findings.toString());
    }
  }

  /** The class path, without DJL, PyTorch, and JNA, which loads native code. */
  private static URLClassLoader withoutEngine() throws MalformedURLException {
    return without("(ai[/\\\\]djl|net[/\\\\]java[/\\\\]dev[/\\\\]jna)");
  }

  private static URLClassLoader without(String folder) throws MalformedURLException {
    List<URL> places = new ArrayList<>();
    for (String place : System.getProperty("java.class.path").split(File.pathSeparator))
      if (!place.matches(".*[/\\\\]" + folder + "[/\\\\].*"))
        places.add(Path.of(place).toUri().toURL());
    return new URLClassLoader(places.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }
}
