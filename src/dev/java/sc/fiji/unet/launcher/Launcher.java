package sc.fiji.unet.launcher;

import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import net.imagej.patcher.LegacyInjector;

/**
 * Starts ImageJ with this plugin from the build: plain ImageJ on a screen; with {@code --headless}
 * what imagej-legacy does in Fiji, with Fiji's arguments. No class of ImageJ may load before it is
 * patched, so none is named here.
 */
public final class Launcher {
  private Launcher() {}

  /**
   * Runs ImageJ.
   *
   * @param args ImageJ's own; with {@code --headless} among them {@code -macro FILE [ARGUMENT]},
   *     {@code -batch FILE [ARGUMENT]} or {@code -eval CODE}, and the JVM ends with the macro: 0 if
   *     it ran through, 1 if not, 2 if the arguments cannot be understood
   */
  public static void main(String... args) throws Exception {
    List<String> arguments = new ArrayList<>(List.of(args));
    boolean headless = arguments.remove("--headless");
    prepare(headless);
    if (headless) {
      System.exit(HeadlessMacro.run(arguments));
    }
    Screen.main(arguments);
  }

  /**
   * Makes this JVM ready for its first ImageJ class: it will find the plugin in the {@code
   * plugins.dir} of the system properties, or if there is none, on the class path, and it will do
   * without a screen if it has to.
   */
  static void prepare(boolean headless) throws IOException, URISyntaxException {
    if (System.getProperty("plugins.dir") == null) {
      System.setProperty("plugins.dir", menuOfBuild().toString());
    }
    if (headless) {
      System.setProperty("java.awt.headless", "true");
      LegacyInjector.preinit();
    }
  }

  /**
   * ImageJ reads plugins.config from jars only. This one holds nothing else; the classes are found
   * in the class loader of ImageJ.
   */
  private static Path menuOfBuild() throws IOException, URISyntaxException {
    Path testClasses =
        Path.of(Launcher.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    Path home = testClasses.resolveSibling("imagej");
    Path jar = Files.createDirectories(home.resolve("plugins")).resolve("UNet_.jar");
    Path config = testClasses.resolveSibling("classes").resolve("plugins.config");
    // Written aside and moved: another ImageJ may be starting.
    Path written = Files.createTempFile(home, "menu", null);
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(written))) {
      out.putNextEntry(new JarEntry("plugins.config"));
      Files.copy(config, out);
    }
    Files.move(written, jar, StandardCopyOption.REPLACE_EXISTING);
    return home;
  }

  /** Loaded only when ImageJ may be. */
  private static final class Screen {
    static void main(List<String> arguments) {
      ij.ImageJ.main(arguments.toArray(String[]::new));
    }
  }
}
