package sc.fiji.unet.bioimageio;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipOutputStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.library.TestTensors;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.runtime.TrainedModel;

/**
 * The model package on disk, of the format 0.5 of bioimage.io: a zip of a description, weights as
 * TorchScript, an input that it was tested with and what came out, a README and a picture. Packages
 * of others are read, too, if their weights are TorchScript.
 *
 * <p>A package is not trusted: it is never unpacked, no link in it is followed, sizes are limited,
 * and checksums are compared. TorchScript of others is a program that PyTorch runs: take it from
 * where you would take a program.
 */
public final class ModelPackage {

  static final String WEIGHTS = "weights.pt";
  static final String TEST_INPUT = "test_input.npy";
  static final String TEST_OUTPUT = "test_output.npy";
  static final String README = "README.md";
  static final String COVER = "cover.png";

  private static final String DESCRIPTION = "bioimageio.yaml";

  /** Names that the description may have; the last is the older one. */
  private static final List<String> DESCRIPTIONS = List.of(DESCRIPTION, "rdf.yaml");

  /** Larger than any network {@link sc.fiji.unet.model.Architecture} allows. */
  private static final int LARGEST_WEIGHTS = 2_001_000_000;

  private static final int LARGEST_TEST = 500_000_000;
  private static final int LARGEST_DESCRIPTION = 1_000_000;

  private ModelPackage() {}

  /**
   * Writes a package under a temporary name and moves it into place, so that a failure leaves what
   * was there before.
   *
   * @param description of a model of this plugin
   * @param weights as {@link TrainedModel#weights} gives them
   * @param example the channels of the network's input, each (x, y), all of one interval of any
   *     size, grey values: its middle is put into the package, with what the model makes of it
   * @throws IOException if the file cannot be written
   */
  public static void write(
      Path file,
      ModelDescription description,
      byte[] weights,
      List<? extends RandomAccessibleInterval<FloatType>> example)
      throws IOException {
    requireWritable(file);
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (TrainedModel model = new TrainedModel(description, weights)) {
      TestTensors test = TestTensors.of(model, example);
      files.put(WEIGHTS, weights);
      files.put(TEST_INPUT, TestTensors.npy(test.input()).write());
      files.put(TEST_OUTPUT, TestTensors.npy(test.output()).write());
      files.put(README, readme(description).getBytes(StandardCharsets.UTF_8));
      files.put(COVER, Cover.png(test, description.hasBackground()));
    }
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
      Files.deleteIfExists(temporary);
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
   * Opens a model.
   *
   * @param file a zip, or the folder that one was unpacked to
   * @param source named in errors
   * @throws IOException if it cannot be read, is no model package, or one that cannot be used
   */
  public static TrainedModel read(Path file, String source) throws IOException {
    return with(file, source, ModelPackage::open);
  }

  /**
   * Opens a model.
   *
   * @param in a zip
   * @param source named in errors
   * @throws IOException as above
   */
  public static TrainedModel read(InputStream in, String source) throws IOException {
    Path copy = Files.createTempFile("model", ".zip");
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return with(copy, source, ModelPackage::open);
    } finally {
      Files.delete(copy);
    }
  }

  /**
   * What a model says about itself; its weights are not read.
   *
   * @param source named in errors
   * @throws IOException as above
   */
  public static ModelDescription describe(Path file, String source) throws IOException {
    return with(file, source, files -> reader(files).description());
  }

  /**
   * Opens a model and lets it predict the test input that it brings along: to be done before a
   * package of others is installed.
   *
   * @param source named in errors
   * @return the largest difference to the test output
   * @throws IOException as above, or if the difference is larger than the package, or the format,
   *     allows
   */
  public static double check(Path file, String source) throws IOException {
    return with(file, source, ModelPackage::check);
  }

  private interface Work<T> {
    T on(PackageFiles files) throws IOException;
  }

  private static <T> T with(Path file, String source, Work<T> work) throws IOException {
    try (PackageFiles files = new PackageFiles(file)) {
      return work.on(files);
    } catch (UnusableException | IllegalArgumentException e) {
      throw new IOException("The model " + source + " cannot be used: " + e.getMessage(), e);
    } catch (ZipException | NoSuchFileException e) {
      throw new IOException(
          "The model file " + source + " is damaged or no zip; copy or download it again.", e);
    }
  }

  private static String descriptionName(PackageFiles files) throws IOException {
    for (String name : DESCRIPTIONS) if (files.has(name)) return name;
    throw new UnusableException(
        "it holds no " + String.join(" or ", DESCRIPTIONS) + ", the description of a model.");
  }

  private static DescriptionReader reader(PackageFiles files) throws IOException {
    byte[] yaml = files.read(descriptionName(files), LARGEST_DESCRIPTION);
    return new DescriptionReader(new String(yaml, StandardCharsets.UTF_8));
  }

  private static TrainedModel open(PackageFiles files) throws IOException {
    DescriptionReader reader = reader(files);
    ModelDescription description = reader.description();
    byte[] weights = files.read(reader.weights(), LARGEST_WEIGHTS);
    try {
      return new TrainedModel(description, weights);
    } catch (IOException e) {
      throw new UnusableException(
          "its weights are damaged, or those of another network than its description says.", e);
    }
  }

  private static double check(PackageFiles files) throws IOException {
    DescriptionReader reader = reader(files);
    Npy input = npy(files, reader.testInput());
    Npy output = npy(files, reader.testOutput());
    TestTensors test = TestTensors.read(reader.description(), input, output);
    try (TrainedModel model = open(files)) {
      return test.check(model, reader.tolerance());
    }
  }

  private static Npy npy(PackageFiles files, FileReference file) throws IOException {
    byte[] bytes = files.read(file, LARGEST_TEST);
    try {
      return Npy.read(bytes);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("its file '" + file.name() + "' " + e.getMessage(), e);
    }
  }
}
