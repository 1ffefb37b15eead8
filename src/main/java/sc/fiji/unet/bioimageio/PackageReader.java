package sc.fiji.unet.bioimageio;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;
import java.util.zip.ZipEntry;
import java.util.zip.ZipException;
import java.util.zip.ZipInputStream;
import sc.fiji.unet.files.TemporaryFiles;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.UserException;

/**
 * Reads a model package of the format 0.5 of bioimage.io whose weights are TorchScript, see {@link
 * PackageWriter}; those of other programs, too.
 *
 * <p>A package is not trusted: it is never unpacked, no link in it is followed, sizes are limited,
 * and checksums are compared. TorchScript of other programs is a program that PyTorch runs: who
 * opens it checks it first, and asks whether it is trusted.
 *
 * <p>All methods throw a {@link UserException} if the package is none, is damaged, or cannot be
 * used, and an IOException if it cannot be read.
 */
public final class PackageReader implements Closeable {

  /** Names that the description may have, also behind another one and a dot. */
  private static final List<String> DESCRIPTIONS =
      List.of(PackageWriter.DESCRIPTION, "rdf.yaml", "model.yaml");

  /** Larger than any network {@link sc.fiji.unet.model.Architecture} allows. */
  private static final int LARGEST_WEIGHTS = 2_001_000_000;

  private static final int LARGEST_TEST = 500_000_000;
  private static final int LARGEST_DESCRIPTION = 1_000_000;

  private final String source;
  private final Optional<Path> copy;
  private final PackageFiles files;
  private final DescriptionReader description;

  private PackageReader(Path file, String source, Optional<Path> copy) throws IOException {
    this.source = source;
    this.copy = copy;
    files = get(() -> new PackageFiles(file));
    try {
      description = get(this::read);
    } catch (IOException | RuntimeException e) {
      files.close();
      throw e;
    }
  }

  /**
   * Opens a package.
   *
   * @param file a zip, or the folder that one was unpacked to
   * @param source named in errors
   */
  public static PackageReader open(Path file, String source) throws IOException {
    return new PackageReader(file, source, Optional.empty());
  }

  /**
   * Opens a package.
   *
   * @param in a zip
   * @param source named in errors
   */
  public static PackageReader open(InputStream in, String source) throws IOException {
    Path copy =
        TemporaryFiles.create(Path.of(System.getProperty("java.io.tmpdir")), "model", ".zip");
    try {
      Files.copy(in, copy, StandardCopyOption.REPLACE_EXISTING);
      return new PackageReader(copy, source, Optional.of(copy));
    } catch (IOException | RuntimeException | Error e) {
      Files.delete(copy);
      throw e;
    }
  }

  /**
   * What the model of a package that this plugin wrote says about itself. Its description comes
   * first, and nothing behind it is read.
   *
   * @param in a zip
   * @param source named in errors
   */
  public static ModelDescription describe(InputStream in, String source) throws IOException {
    ZipInputStream zip = new ZipInputStream(in);
    ZipEntry first = zip.getNextEntry();
    if (first == null || !first.getName().equals(PackageWriter.DESCRIPTION))
      throw new IOException("The model " + source + " does not begin with its description.");
    byte[] yaml = zip.readNBytes(LARGEST_DESCRIPTION);
    return new DescriptionReader(new String(yaml, StandardCharsets.UTF_8)).description();
  }

  private DescriptionReader read() throws IOException {
    String name = descriptionName();
    files.enterFolderOf(name);
    byte[] yaml = files.read(name.substring(name.lastIndexOf('/') + 1), LARGEST_DESCRIPTION);
    return new DescriptionReader(new String(yaml, StandardCharsets.UTF_8));
  }

  private String descriptionName() throws IOException {
    List<String> names = files.names();
    for (String prefix : List.of("/", "."))
      for (String wanted : DESCRIPTIONS)
        for (String name : names) if (("/" + name).endsWith(prefix + wanted)) return name;
    throw new UnusableException(
        "it holds no bioimageio.yaml, rdf.yaml or model.yaml, the description of a model.");
  }

  /** Where it is from, for people. */
  public String source() {
    return source;
  }

  /** Tells weights from others. */
  public static String sha256(byte[] weights) {
    return PackageFiles.sha256(weights);
  }

  /** What the model says about itself. */
  public ModelDescription description() throws IOException {
    return get(description::description);
  }

  /** The TorchScript archive. */
  public byte[] weights() throws IOException {
    return get(() -> files.read(description.weights(), LARGEST_WEIGHTS));
  }

  /** The input that the model was tested with, in the order of its axes. */
  public Npy testInput() throws IOException {
    return get(() -> npy(description.testInput()));
  }

  /** What it gave, in the order of its axes. */
  public Npy testOutput() throws IOException {
    return get(() -> npy(description.testOutput()));
  }

  /** How near to the test output the model must come. */
  public Tolerance tolerance() throws IOException {
    return get(description::tolerance);
  }

  private Npy npy(FileReference file) throws IOException {
    byte[] bytes = files.read(file, LARGEST_TEST);
    try {
      return Npy.read(bytes);
    } catch (UnusableException e) {
      throw new UnusableException("its file '" + file.name() + "' " + e.getMessage(), e);
    }
  }

  /**
   * Says why the package cannot be used.
   *
   * @param reason a sentence whose subject, "it", is the package
   */
  public UserException unusable(String reason, Exception cause) {
    return new UserException("The model " + source + " cannot be used: " + reason, cause);
  }

  private interface Work<T> {
    T get() throws IOException;
  }

  private <T> T get(Work<T> work) throws IOException {
    try {
      return work.get();
    } catch (IllegalArgumentException e) { // UnusableException, and what no model can be
      throw unusable(e.getMessage(), e);
    } catch (ZipException | NoSuchFileException e) {
      throw new UserException(
          "The model file " + source + " is damaged or no zip; copy or download it again.", e);
    }
  }

  @Override
  public void close() throws IOException {
    try {
      files.close();
    } finally {
      if (copy.isPresent()) Files.delete(copy.get());
    }
  }
}
