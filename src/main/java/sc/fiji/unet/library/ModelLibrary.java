package sc.fiji.unet.library;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.text.Normalizer;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.bioimageio.Npy;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.bioimageio.PackageWriter;
import sc.fiji.unet.bioimageio.Tolerance;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Device;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.Network;
import sc.fiji.unet.runtime.Torch;

/**
 * The models that a user has by name: those that come with the plugin, and those in a folder, where
 * every file NAME.zip is the model NAME. Names are the same whatever their case, as files are on
 * Windows and macOS.
 *
 * @param folder need not exist yet
 */
public record ModelLibrary(Path folder) {

  private static final String ENDING = ".zip";

  // Of a folder that is imported.
  private static final int DEEPEST = 3;
  private static final int MOST_FILES = 100;
  private static final String PART = ".part";

  /** Even of four bytes each, the characters, the ending and ".part" stay below 255 bytes. */
  private static final int LONGEST_NAME = 60;

  /** So that a test output is the same on all computers. */
  private static final Computing EXACTLY = Computing.AUTOMATIC.on(Device.CPU).in(Precision.FP32);

  private static final Map<String, String> BUNDLED =
      Map.of(
          "EM membranes",
          "em-membranes.zip",
          "Fluorescent nuclei",
          "fluorescent-nuclei.zip",
          "Phase-contrast cells",
          "phase-contrast-cells.zip",
          "Retinal vessels",
          "retinal-vessels.zip");

  public ModelLibrary {
    folder = folder.toAbsolutePath();
  }

  /** The folder "U-Net models" in the user's home: easily found, and never write-protected. */
  public static ModelLibrary ofUser() {
    return new ModelLibrary(Path.of(System.getProperty("user.home"), "U-Net models"));
  }

  /** The names, sorted. The files are not opened, so a damaged one is among them. */
  public List<String> names() {
    return names(installed());
  }

  private static List<String> names(Map<String, Path> installed) {
    SortedSet<String> names = sorted(BUNDLED.keySet());
    names.addAll(installed.keySet());
    return List.copyOf(names);
  }

  /**
   * The models, sorted by name. Of each package the description alone is read, of several at once.
   */
  public List<ListedModel> list() {
    Map<String, Path> installed = installed();
    return names(installed).parallelStream()
        .map(name -> listed(name, Optional.ofNullable(installed.get(name))))
        .toList();
  }

  private static ListedModel listed(String name, Optional<Path> file) {
    try {
      ModelDescription description = file.isPresent() ? describe(file.get(), name) : bundled(name);
      return new ListedModel(name, file, Optional.of(description), "");
    } catch (IOException | RuntimeException e) { // whatever one has, the others are listed
      String problem = Objects.requireNonNullElse(e.getMessage(), e.toString());
      return new ListedModel(name, file, Optional.empty(), problem);
    }
  }

  /** Whether a model comes with the plugin. */
  public boolean isBundled(String name) {
    return sorted(BUNDLED.keySet()).contains(name);
  }

  /**
   * Opens a model to compute where, and in the precision in which, this computer is faster; models
   * of other programs know 32 bit only. Otherwise as {@link #open(String, Computing)}.
   */
  public OpenModel open(String nameOrPath) throws IOException {
    return open(nameOrPath, Computing.AUTOMATIC);
  }

  /** The same in a precision. */
  public OpenModel open(String nameOrPath, Precision precision) throws IOException {
    return open(nameOrPath, Computing.AUTOMATIC.in(precision));
  }

  /**
   * Opens a model.
   *
   * @param nameOrPath one of {@link #names}, or the path of a model package
   * @param wish where and in which precision it computes
   * @throws UntrustedException if it is one of others that nobody trusts yet
   * @throws UserException if there is neither such a name nor such a file, or the package is
   *     damaged or cannot be used
   * @throws IOException if the package cannot be read
   */
  public OpenModel open(String nameOrPath, Computing wish) throws IOException {
    Torch.startMeanwhile();
    try (PackageReader reader = read(nameOrPath)) {
      return open(reader, wish);
    }
  }

  /**
   * What a model says about itself; its network is not read.
   *
   * @throws UserException as {@link #open} does
   */
  public ModelDescription describe(String nameOrPath) throws IOException {
    return isBundled(nameOrPath) ? bundled(nameOrPath) : describe(file(nameOrPath), nameOrPath);
  }

  private static ModelDescription describe(Path file, String source) throws IOException {
    try (PackageReader reader = PackageReader.open(file, source)) {
      return reader.description();
    }
  }

  private static ModelDescription bundled(String name) throws IOException {
    try (InputStream in = bundledStream(name).orElseThrow()) {
      return PackageReader.describe(in, name);
    }
  }

  /**
   * Lets a model predict the test input of its package again.
   *
   * @return the largest difference to the test output
   * @throws UserException as {@link #open} does, or if the difference is larger than allowed
   */
  public double verify(String nameOrPath) throws IOException {
    try (PackageReader reader = read(nameOrPath)) {
      return check(reader);
    }
  }

  /**
   * The package of a model, which the caller closes.
   *
   * @throws UserException as {@link #open} does
   */
  public PackageReader read(String nameOrPath) throws IOException {
    if (!isBundled(nameOrPath)) return PackageReader.open(file(nameOrPath), nameOrPath);
    try (InputStream in = stream(nameOrPath)) {
      return PackageReader.open(in, nameOrPath);
    }
  }

  /**
   * Opens the model of a package.
   *
   * @throws UntrustedException if it is one of others that nobody trusts yet
   * @throws UserException if it cannot be used, or not as is wished
   */
  public OpenModel open(PackageReader reader, Computing wish) throws IOException {
    byte[] weights = reader.weights();
    requireTrusted(reader, weights);
    return open(reader, weights, wish);
  }

  /** Of models of this plugin only numbers are read. */
  private void requireTrusted(PackageReader reader, byte[] weights) throws IOException {
    ModelDescription description = reader.description();
    if (description.unet().isPresent()) return;
    String sha256 = PackageReader.sha256(weights);
    if (new TrustedModels(folder).contain(sha256)) return;
    try {
      Network.check(description, weights); // so that nobody is asked for nothing
    } catch (IOException e) {
      throw reader.unusable(e.getMessage(), e);
    }
    throw new UntrustedException(reader.source(), sha256, description);
  }

  /** Trusts a model of others from now on. */
  public void trust(UntrustedException model) throws IOException {
    new TrustedModels(folder).add(model.sha256(), model.name());
  }

  /**
   * Trusts a model from now on, if it is one of others.
   *
   * @throws UserException as {@link #open} does
   */
  public void trust(String nameOrPath) throws IOException {
    try (PackageReader reader = read(nameOrPath)) {
      requireTrusted(reader, reader.weights());
    } catch (UntrustedException e) {
      trust(e);
    }
  }

  private static OpenModel open(PackageReader reader, byte[] weights, Computing wish)
      throws IOException {
    ModelDescription description = reader.description();
    try {
      return new OpenModel(description, Network.open(description, weights, wish));
    } catch (IOException e) {
      throw reader.unusable(
          description.unet().isPresent()
              ? "its weights are damaged, or those of another network than its description says."
              : e.getMessage(),
          e);
    }
  }

  /**
   * Writes a trained model with a test of itself: what it makes of the middle of an example.
   *
   * @param file replaced once all is well
   * @param weights as {@link sc.fiji.unet.network.TorchScript#archive} gives them
   * @param example axis order (x, y, channel) as the network sees it, of any size, grey values
   * @throws UserException if the file cannot be written
   */
  public static void save(
      Path file,
      ModelDescription description,
      byte[] weights,
      RandomAccessibleInterval<FloatType> example)
      throws IOException {
    Network network = Network.open(description, weights, EXACTLY);
    try (OpenModel model = new OpenModel(description, network)) {
      TestTensors test = TestTensors.of(model, example);
      PackageWriter.write(
          file,
          description,
          weights,
          TestTensors.npy(test.input()),
          TestTensors.npy(test.output()));
    }
  }

  /**
   * Opens a model, which must be trusted, and lets it predict the test input that it brings along:
   * to be done before a package of other programs is installed.
   *
   * @return the largest difference to the test output
   * @throws UserException as {@link #open} does, or if the difference is larger than the package,
   *     or the format, allows
   */
  static double check(PackageReader reader) throws IOException {
    Npy input = reader.testInput();
    Npy output = reader.testOutput();
    Tolerance tolerance = reader.tolerance();
    try (OpenModel model = open(reader, reader.weights(), EXACTLY)) {
      return check(model, input, output, tolerance, reader);
    }
  }

  private static double check(
      OpenModel model, Npy input, Npy output, Tolerance tolerance, PackageReader reader) {
    try {
      return TestTensors.of(model.description(), input, output).check(model, tolerance);
    } catch (IllegalArgumentException | UserException e) { // the test's, or the network's
      throw reader.unusable(e.getMessage(), e);
    }
  }

  /**
   * The file that a new model is to be written to, so that it is installed under its name.
   *
   * @param name characters that file names cannot have everywhere become "_"
   * @throws UserException if a model that comes with the plugin has the name
   */
  public Path newFile(String name) {
    String safe = safe(name);
    if (isBundled(safe))
      throw new UserException(
          "The name '" + name + "' is that of a model that comes with the plugin; choose another.");
    return folder.resolve(safe + ENDING);
  }

  /**
   * Copies a model package into the folder, if it can be opened; after an error the folder is as it
   * was before.
   *
   * @param source a model package, or a folder that holds the files of one
   * @return the name of the installed model
   * @throws UntrustedException if it is a model of others that nobody trusts yet
   * @throws UserException if there is no such file, it is no model package or one that cannot be
   *     used, or there is a model of the same name already
   * @throws IOException if the folder cannot be written to
   */
  public String install(Path source) throws IOException {
    requireImportable(source);
    Files.createDirectories(folder);
    Path part = folder.resolve("import " + UUID.randomUUID() + PART);
    try {
      if (Files.isDirectory(source)) zip(source, part);
      else Files.copy(source, part);
      String name = safe(checkedName(part, source.toString()));
      if (sorted(names()).contains(name))
        throw new UserException(
            String.format(
                "There is a model '%s' already; use the new one by its path, '%s', or delete the other"
                    + " first.",
                name, source));
      Files.move(part, folder.resolve(name + ENDING));
      return name;
    } finally {
      Files.deleteIfExists(part);
    }
  }

  /** Of a model that reproduces its own test output. */
  private String checkedName(Path file, String source) throws IOException {
    try (PackageReader reader = PackageReader.open(file, source)) {
      requireTrusted(reader, reader.weights());
      check(reader);
      return reader.description().name();
    }
  }

  private static void requireImportable(Path source) {
    if (!Files.isReadable(source))
      throw new UserException(
          "There is no file '" + source + "' that you may read; name a model package (.zip).");
    if (source.toString().matches("(?i).*\\.(pt|pth|torchscript)"))
      throw new UserException(
          "The file '"
              + source
              + "' holds weights alone; import a model package (.zip), which says what they are"
              + " for.");
    if (source.toString().matches("(?i).*\\.(onnx|h5|hdf5|keras|pb|tflite|ckpt|safetensors)"))
      throw new UserException(
          "The file '"
              + source
              + "' holds weights of a kind that this plugin cannot run; import a model package (.zip)"
              + " with weights as TorchScript.");
    if (source.toString().matches("(?i).*\\.ya?ml"))
      throw new UserException(
          "The file '" + source + "' is a description alone; import the folder that it is in.");
  }

  /** The files of a folder, and of its folders. */
  private static void zip(Path folder, Path file) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder, DEEPEST)) {
      // What a link leads to is not the package's.
      files =
          all.filter(f -> Files.isRegularFile(f, LinkOption.NOFOLLOW_LINKS))
              .limit(MOST_FILES + 1L)
              .toList();
    }
    if (files.size() > MOST_FILES)
      throw new UserException(
          "The folder '" + folder + "' holds more than " + MOST_FILES + " files; a model has few.");
    if (files.stream().noneMatch(each -> each.toString().endsWith(".yaml")))
      throw new UserException("The folder '" + folder + "' is no model: it holds no .yaml file.");
    try (OutputStream out = Files.newOutputStream(file); // closed though closing the zip fails
        ZipOutputStream zip = new ZipOutputStream(out)) {
      for (Path each : files) {
        zip.putNextEntry(new ZipEntry(folder.relativize(each).toString().replace('\\', '/')));
        Files.copy(each, zip);
      }
    }
  }

  /**
   * Copies a model package to a file.
   *
   * @param file must not exist and must end in .zip
   * @throws UserException if there is no such model, or the file will not do
   * @throws IOException if the file cannot be written
   */
  public void export(String name, Path file) throws IOException {
    if (Files.exists(file) || !file.toString().endsWith(ENDING))
      throw new UserException(
          "The model cannot be exported as '"
              + file
              + "'; name a file that does not exist yet and ends in .zip.");
    try (InputStream in = stream(name)) {
      PackageWriter.requireWritable(file);
      Path part = file.resolveSibling("export " + UUID.randomUUID() + PART);
      try {
        Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
        Files.move(part, file);
      } finally {
        Files.deleteIfExists(part);
      }
    }
  }

  /**
   * Deletes an installed model.
   *
   * @throws UserException if there is none of that name, or it comes with the plugin
   */
  public void delete(String name) throws IOException {
    Files.delete(installedFile(name));
  }

  /**
   * The file of an installed model.
   *
   * @throws UserException if there is none of that name, or it comes with the plugin
   */
  public Path installedFile(String name) {
    Map<String, Path> installed = installed();
    if (installed.containsKey(name)) return installed.get(name);
    throw new UserException(
        isBundled(name)
            ? "The model '" + name + "' comes with the plugin; it cannot be deleted."
            : "There is no model '"
                + name
                + "' in "
                + folder
                + "; there are: "
                + (installed.isEmpty() ? "none" : String.join(", ", installed.keySet()))
                + ".");
  }

  /** The models in the folder; none if there is no folder. */
  private SortedMap<String, Path> installed() {
    SortedMap<String, Path> models = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    File[] files = folder.toFile().listFiles(ModelLibrary::isPackage);
    for (File file : files == null ? new File[0] : files) {
      String name = file.getName().substring(0, file.getName().length() - ENDING.length());
      if (!isBundled(name)) models.put(name, file.toPath());
    }
    return models;
  }

  private static boolean isPackage(File file) {
    return file.isFile() && !file.isHidden() && file.getName().endsWith(ENDING);
  }

  /**
   * The package of a model as it lies on the disk, which the caller closes.
   *
   * @throws UserException if there is neither such a name nor such a file
   */
  public InputStream stream(String nameOrPath) throws IOException {
    Optional<InputStream> bundled = bundledStream(nameOrPath);
    return bundled.isPresent() ? bundled.get() : Files.newInputStream(file(nameOrPath));
  }

  private static Optional<InputStream> bundledStream(String wanted) {
    return BUNDLED.keySet().stream()
        .filter(wanted::equalsIgnoreCase)
        .findFirst()
        .map(name -> ModelLibrary.class.getResourceAsStream(BUNDLED.get(name)));
  }

  /**
   * The file of a model that does not come with the plugin.
   *
   * @throws UserException if there is neither such a name nor such a file
   */
  public Path file(String nameOrPath) {
    Path installed = installed().get(nameOrPath);
    if (installed != null) return installed;
    try {
      if (Files.isRegularFile(Path.of(nameOrPath))) return Path.of(nameOrPath).toAbsolutePath();
    } catch (InvalidPathException e) {
      // not a path on this system: answered below
    }
    throw new UserException(
        "'"
            + nameOrPath
            + "' is neither a model nor a file; allowed are "
            + String.join(", ", names())
            + ", or the path of a model file.");
  }

  /**
   * A name that files can have on every system, and that macros can quote: no separators,
   * wildcards, control characters or brackets, no dot or space at either end, none of Windows'
   * devices.
   */
  static String safe(String name) {
    String safe =
        Normalizer.normalize(name, Normalizer.Form.NFC)
            .replaceAll("[\\\\/:*?\"<>|\\[\\]\\p{C}]", "_");
    if (safe.codePointCount(0, safe.length()) > LONGEST_NAME)
      safe = safe.substring(0, safe.offsetByCodePoints(0, LONGEST_NAME));
    safe = safe.replaceAll("^[.\\s]+|[.\\s]+$", "");
    if (safe.isEmpty()) return "model";
    boolean device = safe.matches("(?i)(con|prn|aux|nul|(com|lpt)[0-9¹²³])\\s*(\\..*)?");
    return device ? "_" + safe : safe;
  }

  private static SortedSet<String> sorted(Collection<String> names) {
    SortedSet<String> sorted = new TreeSet<>(String.CASE_INSENSITIVE_ORDER);
    sorted.addAll(names);
    return sorted;
  }
}
