package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.inference.TileMemory;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.GpuFacts;
import sc.fiji.unet.runtime.NativeMemoryException;
import sc.fiji.unet.runtime.SystemFacts;

class InstallationTest {

  private static final long GIGABYTE = 1L << 30;
  private static final Path FOLDER = Path.of("folder");
  private static final Installation.Engine ENGINE =
      new Installation.Engine("PyTorch 2.7.1", "", "folder", 4);
  private static final Optional<GpuFacts> NO_CARD =
      Optional.of(new GpuFacts(List.of("cpu"), false, false, Optional.empty()));
  private static final Installation.Trial TRIAL =
      new Installation.Trial("Nuclei", "", 2.4e-6, Precision.FP32, 1.2345, 512, Optional.empty());
  private static final Installation.Memory MEMORY = memory(6 * GIGABYTE, 4 * GIGABYTE);
  private static final Installation.ModelFolder MODELS = new Installation.ModelFolder(FOLDER, true);

  @Test
  void allIsWell() {
    List<Finding> findings = findings(system(2, "2.36"), ENGINE, TRIAL, MEMORY, MODELS);
    assertEquals(
        """
        U-Net: 1.2.3
        System: Linux (amd64) with Java 17.
        Engine: PyTorch 2.7.1 runs the networks.
        Native library: It lies in 'folder'.
        Device: The processor, with 4 cores: what is installed here is PyTorch for processors, so that a \
        graphics card is not used.
        Bundled model: 'Nuclei' gives what it gave when it was made, within 2e-06.
        Precision: fp32, as this processor was found to be slower in bf16: 'Nuclei' predicts 1.23 \
        megapixels a second (512 x 512 pixels).
        Memory of Java: ImageJ may take 6144 MB for images and results.
        Memory of the network: 4096 of 8192 MB are free now; a tile takes no more than 2048 MB.
        Models: New ones go to 'folder'.""",
        findings.stream()
            .map(each -> each.about() + ": " + each.sentence())
            .collect(Collectors.joining("\n")));
    assertTrue(findings.stream().allMatch(Finding::good));
  }

  @Test
  void fasterInBf16() {
    Installation.Trial trial =
        new Installation.Trial("Nuclei", "", 0, Precision.BF16, 7.8, 512, Optional.empty());
    assertTrue(
        findings(system(2, "2.36"), ENGINE, trial, MEMORY, MODELS)
            .contains(
                new Finding(
                    true,
                    "Precision",
                    "bf16, in which this processor was found to be faster: 'Nuclei' predicts 7.80"
                        + " megapixels a second (512 x 512 pixels).")));
  }

  /** The reason is told once, not with the engine's own words, too. */
  @Test
  void anObstacle() {
    SystemFacts old = system(2, "2.17");
    Installation installation =
        new Installation(
            "",
            old,
            new Installation.Engine("", "PyTorch cannot start.", "", 4),
            Optional.empty(),
            Optional.empty(),
            MEMORY,
            MODELS);
    assertEquals(List.of(new Finding(false, "System", old.obstacles().get(0))), toDo(installation));
    assertEquals(
        "Run from its build, without a version.", installation.findings().get(0).sentence());
  }

  @Test
  void anEngineThatFailsForAnotherReason() {
    assertEquals(
        List.of(new Finding(false, "Engine", "PyTorch cannot start.")),
        toDo(
            new Installation(
                "1",
                system(2, "2.36"),
                new Installation.Engine("", "PyTorch cannot start.", "", 4),
                Optional.empty(),
                Optional.empty(),
                MEMORY,
                MODELS)));
  }

  /** A card that computes, one that errs, and one that fails. */
  @Test
  void aCard() {
    String computes = "The graphics card RTX (8192 MB) computes, in bf16.";
    assertEquals(
        new Finding(
            true,
            "Device",
            computes + " Probabilities differ by 0.0123 at most from the processor's."),
        device(USABLE, new Installation.OnCard(true, computes, 0.01234)));
    assertEquals(
        new Finding(
            false,
            "Device",
            computes
                + " Probabilities differ by 0.5000 at most from the processor's, which is too much: use"
                + " device=cpu."),
        device(USABLE, new Installation.OnCard(true, computes, 0.5)));
    assertEquals(
        new Finding(false, "Device", "It failed."),
        device(USABLE, new Installation.OnCard(false, "It failed.", 0)));
  }

  /** Who installed PyTorch for cards is told why none is used. */
  @Test
  void aCardThatCannotBeUsed() {
    GpuFacts facts = new GpuFacts(List.of("cpu", "cu128"), false, false, Optional.empty());
    assertEquals(
        new Finding(false, "Device", "The processor, with 4 cores: " + facts.absence()),
        device(facts, null));
  }

  private static final GpuFacts USABLE =
      new GpuFacts(List.of("cu128"), false, true, Optional.empty());

  private static Finding device(GpuFacts facts, Installation.OnCard card) {
    Installation.Trial trial =
        new Installation.Trial(
            "Nuclei", "", 0, Precision.BF16, 7.8, 512, Optional.ofNullable(card));
    return new Installation(
            "1", system(2, "2.36"), ENGINE, Optional.of(facts), Optional.of(trial), MEMORY, MODELS)
        .findings().stream()
            .filter(each -> each.about().equals("Device"))
            .findFirst()
            .orElseThrow();
  }

  @Test
  void anOldProcessor() {
    SystemFacts old = system(1, "2.36");
    assertToDo("Processor", old.slowness().orElseThrow(), old, TRIAL, MEMORY, MODELS);
  }

  @Test
  void aModelThatFails() {
    Map<Exception, String> sentences =
        Map.of(
            new UserException("It differs."), "It differs. Install U-Net again.",
            new IOException(), "java.io.IOException. Install U-Net again.",
            new NativeMemoryException("could not create a primitive", null),
                "Too little memory is free for it outside of Java's: close images and other"
                    + " programs, and check again.");
    sentences.forEach(
        (reason, sentence) ->
            assertToDo(
                "Bundled model",
                sentence,
                system(2, "2.36"),
                Installation.Trial.failed("Nuclei", reason),
                MEMORY,
                MODELS));
  }

  @Test
  void memoryThatDoesNotSuffice() {
    SystemFacts system = system(2, "2.36");
    assertToDo(
        "Memory of Java",
        "ImageJ may take 256 MB, which is little for images and results: give it more in Edit >"
            + " Options > Memory & Threads....",
        system,
        TRIAL,
        memory(GIGABYTE / 4, 4 * GIGABYTE),
        MODELS);
    assertToDo(
        "Memory of Java",
        "ImageJ may take 7680 of this computer's 8192 MB, which leaves too little for the network,"
            + " whose memory is outside of Java's: give ImageJ at most 6144 MB in Edit > Options >"
            + " Memory & Threads....",
        system,
        TRIAL,
        memory(15 * GIGABYTE / 2, 4 * GIGABYTE),
        MODELS);
    assertToDo(
        "Memory of the network",
        "512 of 8192 MB are free now, which is little: close images and other programs.",
        system,
        TRIAL,
        memory(6 * GIGABYTE, GIGABYTE / 2),
        MODELS);
  }

  /** Of 8 GB tiles take half a gigabyte at least, and PyTorch the rest. */
  @Test
  void whatIsLittleFollowsWhatTilesTake() {
    Installation.Memory[] memories = {
      memory(GIGABYTE, 811L << 20), memory(GIGABYTE, 813L << 20), memory(GIGABYTE, GIGABYTE)
    };
    assertEquals(
        List.of(1, 0, 0),
        Stream.of(memories)
            .map(
                each ->
                    new Installation(
                        "1", system(2, "2.36"), ENGINE, NO_CARD, Optional.of(TRIAL), each, MODELS))
            .map(each -> toDo(each).size())
            .toList());
  }

  @Test
  void aSystemThatDoesNotTellWhatIsFree() {
    Installation.Memory memory =
        new Installation.Memory(GIGABYTE, new TileMemory(8 * GIGABYTE, OptionalLong.empty()));
    assertTrue(
        findings(system(2, "2.36"), ENGINE, TRIAL, memory, MODELS)
            .contains(
                new Finding(
                    true,
                    "Memory of the network",
                    "Of 8192 MB, a tile takes no more than 512 MB.")));
  }

  /** Free memory of a computer with 8 GB. */
  private static Installation.Memory memory(long heap, long free) {
    return new Installation.Memory(heap, new TileMemory(8 * GIGABYTE, OptionalLong.of(free)));
  }

  @Test
  void modelsThatCannotBeWritten() {
    assertToDo(
        "Models",
        "You may not write to 'folder', where new models go: change that, or save each in a file"
            + " elsewhere.",
        system(2, "2.36"),
        TRIAL,
        MEMORY,
        new Installation.ModelFolder(FOLDER, false));
  }

  /** Starts PyTorch, and a bundled model reproduces its test output. */
  @Test
  void thisComputer() {
    List<Finding> findings = InstallationCheck.run("", ModelLibrary.ofUser(), Progress.NONE);
    for (String about : List.of("System", "Engine", "Bundled model", "Precision"))
      assertTrue(
          findings.stream().anyMatch(each -> each.good() && each.about().equals(about)),
          about + findings);
  }

  private static void assertToDo(
      String about,
      String sentence,
      SystemFacts system,
      Installation.Trial trial,
      Installation.Memory memory,
      Installation.ModelFolder models) {
    assertEquals(
        List.of(new Finding(false, about, sentence)),
        toDo(
            new Installation(
                "1.2.3", system, ENGINE, NO_CARD, Optional.of(trial), memory, models)));
  }

  private static List<Finding> toDo(Installation installation) {
    return installation.findings().stream().filter(each -> !each.good()).toList();
  }

  private static List<Finding> findings(
      SystemFacts system,
      Installation.Engine engine,
      Installation.Trial trial,
      Installation.Memory memory,
      Installation.ModelFolder models) {
    return new Installation("1.2.3", system, engine, NO_CARD, Optional.of(trial), memory, models)
        .findings();
  }

  private static SystemFacts system(int avx, String glibc) {
    return new SystemFacts(
        "Linux",
        "amd64",
        17,
        Optional.of(glibc),
        OptionalInt.of(avx),
        List.of("linux-x86_64"),
        Map.of(),
        new SystemFacts.Cache(FOLDER, true, true, 0));
  }
}
