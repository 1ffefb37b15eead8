package sc.fiji.unet.library;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.UserException;

class ModelLibraryTest {

  private static final Architecture ARCHITECTURE = new Architecture(1, 1, 2, 1);

  @TempDir Path home;
  private ModelLibrary library;

  @BeforeEach
  void choose() {
    library = new ModelLibrary(home.resolve("U-Net models"));
  }

  @Test
  void bundledModelsReproduceTheirTests() throws IOException {
    for (String name : library.names())
      try (PackageReader reader = library.read(name)) {
        assertTrue(ModelLibrary.check(reader) < 1e-4);
      }
  }

  /** All names, sorted. */
  private static List<String> bundledAnd(String... installed) {
    return Stream.concat(
            Stream.of(
                "EM membranes", "Fluorescent nuclei", "Phase-contrast cells", "Retinal vessels"),
            Stream.of(installed))
        .sorted(String.CASE_INSENSITIVE_ORDER)
        .toList();
  }

  @Test
  void bundledModelsNeedNoFolder() throws IOException {
    assertEquals(bundledAnd(), library.names());
    assertTrue(library.isBundled("em Membranes"));
    for (String name : List.of("EM membranes", "em membranes"))
      try (OpenModel model = library.open(name, Precision.FP32)) {
        assertEquals("EM membranes", model.description().name());
      }
    assertFalse(Files.exists(library.folder()));
  }

  @Test
  void installsUnderTheModelsName() throws IOException {
    Path file = write("whatever.zip", "Nuclei: DAPI/Hoechst");
    assertEquals("Nuclei_ DAPI_Hoechst", library.install(file));
    assertEquals(bundledAnd("Nuclei_ DAPI_Hoechst"), library.names());
    assertEquals(List.of("Nuclei_ DAPI_Hoechst.zip"), files(library.folder()));
    for (String name : List.of("Nuclei_ DAPI_Hoechst", "nuclei_ dapi_hoechst"))
      try (OpenModel model = library.open(name, Precision.FP32)) {
        assertEquals("Nuclei: DAPI/Hoechst", model.description().name());
        assertEquals(
            library.folder().resolve("Nuclei_ DAPI_Hoechst.zip"), library.installedFile(name));
      }
    assertTrue(Files.exists(file));
  }

  @Test
  void opensAPathThatIsNotInstalled() throws IOException {
    String path = write("a model.zip", "Mine").toString();
    try (OpenModel model = library.open(path, Precision.FP32)) {
      assertEquals("Mine", model.description().name());
    }
    assertEquals(Path.of(path), library.file(path));
  }

  /** Neither are its weights read, nor does a network run. */
  @Test
  void describesWithoutTheNetwork() throws IOException {
    for (String name : List.of("EM membranes", "em membranes"))
      assertEquals("EM membranes", library.describe(name).name());
    library.install(write("a.zip", "Cells"));
    assertEquals(description("Cells"), library.describe("cells"));
    PackageEntries entries = PackageEntries.own(ARCHITECTURE, home);
    entries.files.remove("weights.pt");
    String path = entries.write(home.resolve("no weights.zip")).toString();
    assertEquals(SmallModels.description(ARCHITECTURE), library.describe(path));
    refused(
        "The model " + path + " cannot be used: it does not hold the file 'weights.pt'.",
        () -> library.open(path, Precision.FP32));
  }

  @Test
  void describesVolumesButOpensNone() throws IOException {
    Map<String, PackageEntries> packages =
        Map.of(
            "own", PackageEntries.own(ARCHITECTURE, home),
            "foreign", PackageEntries.foreign(ARCHITECTURE, home));
    for (String kind : packages.keySet()) {
      Path file = packages.get(kind).inVolumes().write(home.resolve(kind + ".zip"));
      ModelDescription description = library.describe(file.toString());
      assertEquals(new Axes("bczyx"), description.input().axes());
      assertEquals(kind.equals("own"), description.unet().isPresent());
      String sentence =
          "The model '"
              + description.name()
              + "' has the axis 'z'; only 2D models are supported: batch, channel, y and x.";
      refused(sentence, () -> library.open(file.toString(), Precision.FP32));
      refused(sentence, () -> library.install(file));
    }
    assertEquals(List.of(), files(library.folder()));
  }

  @Test
  void othersAreTrustedOnceForTheirWeights() throws IOException {
    PackageEntries entries = PackageEntries.foreign(ARCHITECTURE, home);
    entries.yaml().put("license", "MIT");
    String file = entries.write(home.resolve("foreign.zip")).toString();
    String sentence =
        "The model 'Small' was not trained with this plugin: its network is a program (authors: "
            + System.getProperty("user.name")
            + "; licence: MIT), which runs once you say that you trust it.";
    refused(sentence, () -> library.open(file));
    refused(sentence, () -> library.install(Path.of(file)));
    assertEquals(List.of(), files(library.folder()));
    library.trust(file);
    library.open(file).close();
    assertEquals("Small", library.install(Path.of(file)));
    Path list = library.folder().resolve("trusted.txt");
    assertEquals(List.of("Small.zip", "trusted.txt"), files(library.folder()));
    assertEquals(
        List.of(PackageReader.sha256(entries.files.get("weights.pt")) + " Small"),
        Files.readAllLines(list));
    PackageEntries others = PackageEntries.foreign(new Architecture(1, 1, 2, 2), home);
    String second = others.write(home.resolve("another.zip")).toString();
    assertThrows(UntrustedException.class, () -> library.open(second));
    library.trust(second);
    assertEquals(2, Files.readAllLines(list).size());
    Files.delete(list);
    assertThrows(UntrustedException.class, () -> library.open("Small"), "no more");
  }

  /** Nobody is asked whether a program is trusted that cannot be run anyway. */
  @Test
  void whatCannotBeUsedIsNotAskedFor() throws IOException {
    PackageEntries entries = PackageEntries.foreign(ARCHITECTURE, home);
    entries.files.put("weights.pt", new byte[100]);
    entries.at("weights", "torchscript").remove("sha256");
    String file = entries.write(home.resolve("damaged.zip")).toString();
    refused(
        "The model " + file + " cannot be used: its weights are no whole TorchScript archive.",
        () -> library.open(file));
  }

  @Test
  void aNewFileIsListedUnderItsName() throws IOException {
    Path file = library.newFile("B/c");
    ModelLibrary.save(
        file,
        description("B/c"),
        SmallModels.weights(ARCHITECTURE, 1),
        SmallModels.image(1, 9, 9, 1));
    assertEquals(bundledAnd("B_c"), library.names());
    refused(
        "The name 'em membranes' is that of a model that comes with the plugin; choose another.",
        () -> library.newFile("em membranes"));
  }

  @Test
  void listsADamagedFileAndNothingElse() throws IOException {
    Files.createDirectories(library.folder().resolve("folder.zip"));
    for (String name : List.of("damaged.zip", "Apart.zip.part", ".hidden.zip", "notes.txt"))
      Files.writeString(library.folder().resolve(name), "no zip");
    Files.writeString(library.folder().resolve("em membranes.zip"), "never seen");
    library.install(write("x.zip", "Zebra"));
    library.install(write("y.zip", "ant"));
    assertEquals(bundledAnd("ant", "damaged", "Zebra"), library.names());
    assertThrows(UserException.class, () -> library.open("damaged", Precision.FP32));
    library.open("EM membranes", Precision.FP32).close();
    library.delete("damaged");
    assertEquals(bundledAnd("ant", "Zebra"), library.names());
  }

  @Test
  void neverReplacesAModel() throws IOException {
    Path first = write("first.zip", "Cells");
    library.install(first);
    for (String name : List.of("Cells", "CELLS", "EM Membranes")) {
      Path second = write("second.zip", name);
      refused(
          "There is a model '"
              + name
              + "' already; use the new one by its path, '"
              + second
              + "', or delete the other first.",
          () -> library.install(second));
    }
    assertEquals(List.of("Cells.zip"), files(library.folder()));
    assertArrayEquals(
        Files.readAllBytes(first), Files.readAllBytes(library.installedFile("Cells")));
  }

  @Test
  void importsAFolder() throws IOException {
    Path unpacked = Files.createDirectories(home.resolve("unpacked/more")).getParent();
    try (ZipInputStream zip =
        new ZipInputStream(Files.newInputStream(write("m.zip", "From folder")))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; )
        Files.copy(zip, unpacked.resolve(entry.getName()));
    }
    assumeTrue(FileSystems.getDefault().supportedFileAttributeViews().contains("posix"));
    Path secret = Files.writeString(home.resolve("secret"), "x");
    Files.createSymbolicLink(unpacked.resolve("link"), secret);
    Files.writeString(unpacked.resolve("more/notes.txt"), "x");
    assertEquals("From folder", library.install(unpacked));
    library.open("From folder", Precision.FP32).close();
    try (ZipFile zip = new ZipFile(library.installedFile("From folder").toFile())) {
      assertNull(zip.getEntry("link"));
      assertNotNull(zip.getEntry("more/notes.txt"));
    }
  }

  @Test
  void whatIsNoModelLeavesNothingBehind() throws IOException {
    byte[] good = Files.readAllBytes(write("good.zip", "Good"));
    Path cut = home.resolve("cut.zip");
    Files.write(cut, Arrays.copyOf(good, good.length / 2));
    refused(
        "The model file " + cut + " is damaged or no zip; copy or download it again.",
        () -> library.install(cut));
    Path folder = Files.createDirectory(home.resolve("images"));
    Files.writeString(folder.resolve("a.tif"), "");
    refused(
        "The folder '" + folder + "' is no model: it holds no .yaml file.",
        () -> library.install(folder));
    Path weights = Files.write(home.resolve("weights.PT"), good);
    refused(
        "The file '"
            + weights
            + "' holds weights alone; import a model package (.zip), which says what they are for.",
        () -> library.install(weights));
    Path yaml = Files.writeString(home.resolve("rdf.yaml"), "type: model");
    refused(
        "The file '" + yaml + "' is a description alone; import the folder that it is in.",
        () -> library.install(yaml));
    Path missing = home.resolve("missing.zip");
    refused(
        "There is no file '" + missing + "' that you may read; name a model package (.zip).",
        () -> library.install(missing));
    assertEquals(List.of(), files(library.folder()));
  }

  @Test
  void exportsWhatItImported() throws IOException {
    Path file = write("a.zip", "Cells");
    library.install(file);
    Path exported = home.resolve("new folder/b.zip");
    library.export("Cells", exported);
    assertArrayEquals(Files.readAllBytes(file), Files.readAllBytes(exported));
    Path bundled = home.resolve("bundled.zip");
    library.export("EM membranes", bundled);
    try (OpenModel model = library.open(bundled.toString(), Precision.FP32)) {
      assertEquals("EM membranes", model.description().name());
    }
    for (Path wrong : List.of(file, home.resolve("c.tif")))
      refused(
          "The model cannot be exported as '"
              + wrong
              + "'; name a file that does not exist yet and ends in .zip.",
          () -> library.export("Cells", wrong));
    assertEquals(List.of("b.zip"), files(exported.getParent()));
    refused(
        "'Dogs' is neither a model nor a file; allowed are Cells, EM membranes, Fluorescent nuclei, Phase-contrast cells, Retinal vessels, or the path of a"
            + " model file.",
        () -> library.export("Dogs", home.resolve("d.zip")));
    assertFalse(Files.exists(home.resolve("d.zip")));
  }

  @Test
  void deletesInstalledModelsOnly() throws IOException {
    Path outside = write("outside.zip", "Cells");
    library.install(outside);
    for (String name : List.of("../outside", outside.toString(), "", "Dogs"))
      refused(
          "There is no model '" + name + "' in " + library.folder() + "; there are: Cells.",
          () -> library.delete(name));
    refused(
        "The model 'EM membranes' comes with the plugin; it cannot be deleted.",
        () -> library.delete("EM membranes"));
    library.delete("cells");
    assertEquals(bundledAnd(), library.names());
    assertTrue(Files.exists(outside));
  }

  @ParameterizedTest
  @ValueSource(strings = {"no such model", "", "no/such/file.zip", "..", "\0"})
  void unknownModel(String name) {
    String sentence =
        "'"
            + name
            + "' is neither a model nor a file; allowed are EM membranes, Fluorescent nuclei, Phase-contrast cells, Retinal vessels, or the path of a model"
            + " file.";
    refused(sentence, () -> library.open(name, Precision.FP32));
    refused(sentence, () -> library.describe(name));
  }

  @ParameterizedTest
  @CsvSource({
    "EM membranes, EM membranes",
    "../../etc/passwd, _.._etc_passwd",
    "C:\\x*?, C__x__",
    "a [b], a _b_",
    "..., model",
    "' ', model",
    "Nul, _Nul",
    "com1.x, _com1.x",
    "console, console",
    "v1.0. , v1.0"
  })
  void namesAreMadeSafe(String name, String safe) {
    assertEquals(safe, ModelLibrary.safe(name));
  }

  @Test
  void composedAndDecomposedLettersAreOneName() {
    assertEquals(ModelLibrary.safe("Z\u00e4hlen"), ModelLibrary.safe("Za\u0308hlen"));
  }

  @Test
  void everySafeNameIsAFileName() {
    Random random = new Random(1);
    for (int run = 0; run < 2000; run++) {
      int[] points = random.ints(random.nextInt(200), 0, 0x20000).toArray();
      if (random.nextBoolean())
        points = random.ints(points.length, 0, 128).toArray(); // what file systems care for
      String name = ModelLibrary.safe(new String(points, 0, points.length));
      assertTrue((name + ".zip.part").getBytes(StandardCharsets.UTF_8).length <= 255, name);
      assertTrue(name.matches("[^\\\\/:*?\"<>|\\[\\]\\x00-\\x1f]+"), name);
      assertFalse(name.matches("(?s)[. ].*|.*[. ]"), name);
    }
  }

  private Path write(String file, String name) throws IOException {
    Path path = home.resolve(file);
    ModelLibrary.save(
        path,
        description(name),
        SmallModels.weights(ARCHITECTURE, 1),
        SmallModels.image(1, 9, 9, 1));
    return path;
  }

  private static ModelDescription description(String name) {
    return new ModelDescription(name, ARCHITECTURE, 0, List.of("objects"), Map.of());
  }

  private static void refused(String message, Executable what) {
    assertEquals(message, assertThrows(UserException.class, what).getMessage());
  }

  private static List<String> files(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }
}
