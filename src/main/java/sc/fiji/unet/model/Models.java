package sc.fiji.unet.model;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** Finds models: those bundled with the plugin by name, all others by path. */
public final class Models {

  private static final Map<String, String> BUNDLED =
      new TreeMap<>(Map.of("EM membranes", "em-membranes.zip"));

  private Models() {}

  /** Names of the models that come with the plugin. */
  public static Set<String> bundled() {
    return BUNDLED.keySet();
  }

  /**
   * Opens a model.
   *
   * @param nameOrPath a bundled model's name or the path of a model package
   * @throws IllegalArgumentException if there is neither such a name nor such a file
   * @throws IOException if the package cannot be read
   */
  public static TrainedModel open(String nameOrPath) throws IOException {
    String bundled = BUNDLED.get(nameOrPath);
    try (InputStream in =
        bundled == null ? openFile(nameOrPath) : Models.class.getResourceAsStream(bundled)) {
      return ModelPackage.read(in, nameOrPath);
    }
  }

  private static InputStream openFile(String path) throws IOException {
    try {
      if (Files.isRegularFile(Path.of(path))) return Files.newInputStream(Path.of(path));
    } catch (InvalidPathException e) {
      // not a path on this system: answered below
    }
    throw new IllegalArgumentException(
        "model=["
            + path
            + "] is not known; allowed are "
            + String.join(", ", bundled())
            + ", or the path of a model file.");
  }
}
