package sc.fiji.unet.bioimageio;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Output.Meaning;
import sc.fiji.unet.progress.UserException;

/**
 * Writes a model package of the format 0.5 of bioimage.io: a zip of a description, weights as
 * TorchScript, an input that the model was tested with and what came out, a README and a picture.
 */
public final class PackageWriter {

  static final String DESCRIPTION = "bioimageio.yaml";
  static final String WEIGHTS = "weights.pt";
  static final String TEST_INPUT = "test_input.npy";
  static final String TEST_OUTPUT = "test_output.npy";
  static final String README = "README.md";
  static final String COVER = "cover.png";

  private PackageWriter() {}

  /**
   * Writes a package under a temporary name and moves it into place, so that a failure leaves what
   * was there before.
   *
   * @param description of a model of this plugin
   * @param weights TorchScript archive
   * @param input what the model is tested with, axis order (1, channel, y, x)
   * @param output what it predicts, axis order (1, class, y, x)
   * @throws UserException if the file cannot be written
   */
  public static void write(
      Path file, ModelDescription description, byte[] weights, Npy input, Npy output) {
    requireWritable(file);
    Map<String, byte[]> files = new LinkedHashMap<>();
    files.put(WEIGHTS, weights);
    files.put(TEST_INPUT, input.write());
    files.put(TEST_OUTPUT, output.write());
    files.put(README, readme(description).getBytes(StandardCharsets.UTF_8));
    Meaning shown = description.output().channels().get(0).meaning();
    files.put(COVER, Cover.png(input, output, shown == Meaning.BACKGROUND));
    byte[] yaml = DescriptionWriter.write(description, files).getBytes(StandardCharsets.UTF_8);
    Path temporary = temporary(file);
    try {
      try (OutputStream out = Files.newOutputStream(temporary);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        add(zip, DESCRIPTION, yaml);
        for (Map.Entry<String, byte[]> entry : files.entrySet())
          add(zip, entry.getKey(), entry.getValue());
      }
      Files.move(temporary, file, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw unwritable(file, e);
    } finally {
      deleteIfExists(temporary);
    }
  }

  private static void add(ZipOutputStream zip, String name, byte[] bytes) throws IOException {
    zip.putNextEntry(new ZipEntry(name));
    zip.write(bytes);
  }

  private static String readme(ModelDescription description) {
    StringBuilder text = new StringBuilder();
    text.append("# ").append(description.name()).append("\n\n");
    text.append(description.about().text()).append("\n\n## Validation\n\n");
    text.append(
        description.training().isEmpty()
            ? "This model was not validated.\n"
            : "Measured while training, on images that were held back from it:\n\n");
    new TreeMap<>(description.training())
        .forEach((fact, value) -> text.append("- " + fact + ": " + value + "\n"));
    text.append("\nMeasure it on images of your own with *U-Net Evaluate...*.\n");
    return text.toString();
  }

  /**
   * Makes the folder of a package and tries whether it can be written to, and has room: better
   * before a training than after.
   *
   * @param bytes that the package is going to have, about
   * @throws UserException if not
   */
  public static void requireWritable(Path file, long bytes) {
    requireWritable(file);
    long free;
    try {
      free = Files.getFileStore(file.toAbsolutePath().getParent()).getUsableSpace();
    } catch (IOException e) {
      return; // not every system tells
    }
    if (free < bytes)
      throw new UserException(
          String.format(
              Locale.ROOT,
              "The disk of '%s' has %.1f MB left, and the model needs %.1f MB: free some, or choose"
                  + " another folder.",
              file,
              free / 1e6,
              bytes / 1e6));
  }

  /**
   * The same of a package whose size is not known.
   *
   * @throws UserException if not
   */
  public static void requireWritable(Path file) {
    try {
      if (Files.isDirectory(file)) throw new FileAlreadyExistsException(file.toString());
      Files.createDirectories(file.toAbsolutePath().getParent());
      requirePossible(file);
      Path tried = temporary(file);
      Files.write(tried, new byte[0]);
      Files.delete(tried);
    } catch (IOException e) {
      throw unwritable(file, e);
    }
  }

  /** Names may be too long, or have characters that this system does not know. */
  private static void requirePossible(Path file) throws IOException {
    try {
      Files.getLastModifiedTime(file);
    } catch (NoSuchFileException e) {
      // It is going to be there.
    }
  }

  /** A new name each time: several processes may write one model. */
  private static Path temporary(Path file) {
    return file.resolveSibling("model " + UUID.randomUUID() + ".part");
  }

  private static void deleteIfExists(Path temporary) {
    try {
      Files.deleteIfExists(temporary);
    } catch (IOException e) {
      throw unwritable(temporary, e);
    }
  }

  private static UserException unwritable(Path file, IOException cause) {
    return new UserException(
        "The model cannot be written to "
            + file
            + "; choose a file in a folder that you may write to.",
        cause);
  }
}
