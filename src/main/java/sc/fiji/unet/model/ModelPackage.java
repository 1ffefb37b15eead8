package sc.fiji.unet.model;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.yaml.snakeyaml.DumperOptions;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.error.YAMLException;
import sc.fiji.unet.network.Architecture;

/** The model package on disk: a zip of a description, {@code model.yaml}, and the weights. */
public final class ModelPackage {

  private static final String DESCRIPTION = "model.yaml";
  private static final String WEIGHTS = "weights.djl";

  /** Larger than any network {@link Architecture} allows users to hold in memory. */
  private static final int LARGEST_ENTRY = 2_000_000_000;

  private static final int LARGEST_DESCRIPTION = 1_000_000;

  private ModelPackage() {}

  /**
   * Writes a package under a temporary name and moves it into place, so that a failure leaves what
   * was there before.
   *
   * @param weights as {@link TrainedModel#weights} gives them
   * @throws IOException if the file cannot be written
   */
  public static void write(Path file, ModelDescription description, byte[] weights)
      throws IOException {
    requireWritable(file);
    Path temporary = temporary(file);
    try {
      try (OutputStream out = Files.newOutputStream(temporary);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        zip.putNextEntry(new ZipEntry(DESCRIPTION));
        zip.write(toYaml(description).getBytes(StandardCharsets.UTF_8));
        zip.putNextEntry(new ZipEntry(WEIGHTS));
        zip.write(weights);
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  /**
   * Makes the folder of a package and tries whether it can be written to: better before a training
   * than after.
   *
   * @throws IOException if not
   */
  public static void requireWritable(Path file) throws IOException {
    try {
      if (Files.isDirectory(file)) throw new FileAlreadyExistsException(file.toString());
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.write(temporary(file), new byte[0]);
      Files.delete(temporary(file));
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  private static Path temporary(Path file) {
    return file.resolveSibling(file.getFileName() + ".part");
  }

  private static IOException unwritable(Path file, IOException cause) {
    return new IOException(
        "The model cannot be written to "
            + file
            + "; choose a file in a folder that you may write to.",
        cause);
  }

  /**
   * Reads a package.
   *
   * @param source named in errors
   * @throws IOException if it cannot be read or is no model package
   */
  public static TrainedModel read(InputStream in, String source) throws IOException {
    byte[] description = null;
    byte[] weights = null;
    try (ZipInputStream zip = new ZipInputStream(in)) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; ) {
        if (entry.getName().equals(DESCRIPTION)) description = zip.readNBytes(LARGEST_DESCRIPTION);
        if (entry.getName().equals(WEIGHTS)) weights = zip.readNBytes(LARGEST_ENTRY);
      }
    } catch (ZipException | EOFException e) {
      throw new IOException(
          "The model file " + source + " is damaged; copy or download it again.", e);
    }
    if (description == null || weights == null)
      throw new IOException(
          String.format(
              "The file %s is no model: it must be a zip that holds %s and %s.",
              source, DESCRIPTION, WEIGHTS));
    ModelDescription read = fromYaml(new String(description, StandardCharsets.UTF_8), source);
    try {
      return new TrainedModel(read, weights);
    } catch (IOException e) {
      throw new IOException(
          "The weights in the model file "
              + source
              + " are damaged or belong to another network than "
              + DESCRIPTION
              + " describes.",
          e);
    }
  }

  private static String toYaml(ModelDescription description) {
    Architecture architecture = description.architecture();
    Map<String, Object> network = new LinkedHashMap<>();
    network.put("input_channels", architecture.inputChannels());
    network.put("context", description.context());
    network.put("classes", description.classNames());
    network.put("filters", architecture.baseFilters());
    network.put("depth", architecture.depth());
    Map<String, Object> root = new LinkedHashMap<>();
    root.put("name", description.name());
    root.put("network", network);
    root.put("training", new TreeMap<>(description.training()));
    DumperOptions options = new DumperOptions();
    options.setDefaultFlowStyle(DumperOptions.FlowStyle.BLOCK);
    return new Yaml(options).dump(root);
  }

  private static ModelDescription fromYaml(String text, String source) throws IOException {
    try {
      Map<?, ?> root = new Yaml(new SafeConstructor(new LoaderOptions())).load(text);
      Map<?, ?> network = (Map<?, ?>) root.get("network");
      List<String> classes =
          ((List<?>) network.get("classes")).stream().map(String::valueOf).toList();
      Map<String, Object> training = new LinkedHashMap<>();
      ((Map<?, ?>) root.get("training"))
          .forEach((key, value) -> training.put(key.toString(), value));
      return new ModelDescription(
          (String) root.get("name"),
          new Architecture(
              (Integer) network.get("input_channels"),
              classes.size(),
              (Integer) network.get("filters"),
              (Integer) network.get("depth")),
          network.containsKey("context") ? (Integer) network.get("context") : 0,
          classes,
          training);
    } catch (YAMLException | ClassCastException | NullPointerException e) {
      throw new IOException(
          String.format(
              "The description %s in the model file %s cannot be read; it must give name, network"
                  + " (input_channels, classes, filters, depth) and training.",
              DESCRIPTION, source),
          e);
    } catch (IllegalArgumentException e) {
      throw new IOException("The model file " + source + " cannot be used: " + e.getMessage(), e);
    }
  }
}
