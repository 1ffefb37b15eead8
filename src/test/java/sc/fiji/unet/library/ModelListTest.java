package sc.fiji.unet.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;

/** A list of many models takes of each package no more than its description. */
class ModelListTest {

  private static final int PACKAGES = 50;
  private static final int WEIGHTS = 1_000_000; // bytes
  private static final Path COUNTED = Path.of("/proc/self/io"); // of Linux

  @TempDir Path folder;
  private ModelLibrary library;

  @BeforeEach
  void install() throws IOException {
    Architecture architecture = new Architecture(1, 1, 2, 1);
    PackageEntries entries = PackageEntries.own(architecture, folder);
    byte[] noWeights = new byte[WEIGHTS];
    new Random(1).nextBytes(noWeights);
    entries.files.put("weights.pt", noWeights);
    Path home = Files.createDirectory(folder.resolve("models"));
    Path first = entries.write(home.resolve("Model 1.zip"));
    for (int i = 2; i <= PACKAGES; i++) Files.copy(first, home.resolve("Model " + i + ".zip"));
    library = new ModelLibrary(home);
  }

  @Test
  void describesThemAll() throws IOException {
    Path broken = Files.writeString(library.folder().resolve("A broken one.zip"), "no zip");
    List<ListedModel> listed = library.list();
    assertEquals(library.names(), listed.stream().map(ListedModel::name).toList());
    ListedModel first = listed.get(0);
    assertEquals(Optional.of(broken), first.file());
    assertEquals(Optional.empty(), first.description());
    assertTrue(first.problem().contains("is damaged or no zip"), first.problem());
    for (ListedModel each : listed.subList(1, listed.size())) {
      assertEquals("", each.problem());
      assertEquals(each.file().isEmpty(), library.isBundled(each.name()));
      assertEquals(
          each.file().isEmpty() ? each.name() : "Small", each.description().orElseThrow().name());
    }
    assertThrows(Exception.class, () -> library.open("Model 1", Precision.FP32));
    assertEquals(
        SmallModels.description(new Architecture(1, 1, 2, 1)), library.describe("Model 50"));
  }

  @Test
  void readsTheDescriptionsAlone() throws IOException {
    assumeTrue(Files.isReadable(COUNTED), "the system does not count what is read");
    library.list(); // loads classes
    long before = bytesRead();
    library.list();
    long each = (bytesRead() - before) / PACKAGES;
    assertTrue(each < 30_000, each + " bytes of each package");
  }

  private static long bytesRead() throws IOException {
    return Long.parseLong(Files.readAllLines(COUNTED).get(0).replace("rchar: ", ""));
  }
}
