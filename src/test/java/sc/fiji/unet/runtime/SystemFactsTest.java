package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SystemFactsTest {

  private static final Path FOLDER = Path.of("cache", "pytorch");
  private static final SystemFacts.Cache FULL = new SystemFacts.Cache(FOLDER, true, false, 0);
  private static final String LINUX = "linux-x86_64";

  @ParameterizedTest
  @CsvSource({
    "Linux, amd64, linux-x86_64, 2.29",
    "Linux, amd64, linux-x86_64, 3.0",
    "Linux, aarch64, linux-aarch64, 2.36",
    "Linux, amd64, linux-x86_64,", // unknown
    "Windows 11, amd64, win-x86_64,",
    "Mac OS X, aarch64, osx-aarch64,"
  })
  void nothingIsInTheWay(String system, String processor, String natives, String glibc) {
    assertEquals(List.of(), obstacles(system, processor, 17, glibc, natives));
  }

  @Test
  void thisComputerRunsTheTests() {
    SystemFacts facts = SystemFacts.ofThisComputer();
    assertEquals(List.of(), facts.obstacles());
    assertTrue(facts.natives().contains(facts.classifier()), facts.toString());
    facts.copies().forEach((name, places) -> assertEquals(1, places.size(), name + places));
  }

  @Test
  void oldJava() {
    assertEquals(
        List.of(
            "This is Java 11, and U-Net needs 17 or newer: install the present Fiji (fiji.sc), which"
                + " brings it."),
        obstacles("Linux", "amd64", 11, "2.36", LINUX));
  }

  @Test
  void macWithIntelProcessor() {
    assertEquals(
        List.of(
            "This Java is made for Macs with Intel processors, for which there is no PyTorch any"
                + " more: if this Mac has Apple silicon (M1 or newer), install the Fiji for it"
                + " (fiji.sc); if not, use Windows, Linux or another Mac."),
        obstacles("Mac OS X", "x86_64", 21, null, "osx-aarch64"));
  }

  @ParameterizedTest
  @CsvSource({"Windows 10, x86", "Linux, i386", "Linux, arm"})
  void java32(String system, String processor) {
    assertEquals(
        List.of("This Java has 32 bit, and PyTorch needs 64: install a Fiji of 64 bit (fiji.sc)."),
        obstacles(system, processor, 17, "2.36", "win-x86_64"));
  }

  @Test
  void systemWithoutPyTorch() {
    assertEquals(
        List.of(
            "There is no PyTorch for FreeBSD with the processor 'amd64': use 64-bit Windows or Linux,"
                + " or a Mac with Apple silicon."),
        obstacles("FreeBSD", "amd64", 17, null, LINUX));
    assertTrue(
        obstacles("Windows 11", "aarch64", 17, null, "win-x86_64")
            .get(0)
            .startsWith("There is no"));
  }

  @Test
  void packageOfAnotherSystem() {
    assertEquals(
        List.of(
            "This U-Net is the one for Linux: install that for Windows,"
                + " UNet_-VERSION-fiji-win-x86_64.zip."),
        obstacles("Windows 11", "amd64", 17, null, LINUX));
  }

  @Test
  void pluginAlone() {
    assertEquals(
        List.of(
            "PyTorch is not there: quit ImageJ, unzip all of UNet_-VERSION-fiji-osx-aarch64.zip into"
                + " the Fiji folder, not the plugin alone, and start it again."),
        obstacles("Mac OS X", "aarch64", 17, null));
  }

  @Test
  void oldLinux() {
    assertEquals(
        List.of(
            "The C library of this Linux, glibc 2.17, is too old for PyTorch, which needs 2.29: update"
                + " the system, as to Ubuntu 20.04, Debian 11 or Red Hat 9, or newer."),
        obstacles("Linux", "amd64", 17, "2.17", LINUX));
  }

  @Test
  void linuxWithAnotherLibrary() {
    assertEquals(
        List.of(
            "This Linux has another C library than glibc, which PyTorch needs: use Ubuntu, Debian,"
                + " Fedora or another Linux that has it."),
        obstacles("Linux", "amd64", 17, SystemFacts.NO_GLIBC, LINUX));
  }

  @Test
  void foldersThatCannotBeWrittenTo() {
    assertEquals(
        List.of(
            "PyTorch cannot be unpacked to '"
                + FOLDER
                + "', which you may not write to: change that, or set DJL_CACHE_DIR in the"
                + " environment to a folder of yours."),
        with(new SystemFacts.Cache(FOLDER, false, false, Long.MAX_VALUE)).obstacles());
    assertEquals(
        List.of(
            "PyTorch cannot be unpacked to '"
                + FOLDER
                + "', where 120 MB are free and 500 are needed: delete something there, or set"
                + " DJL_CACHE_DIR in the environment to a folder on another disk."),
        with(new SystemFacts.Cache(FOLDER, false, true, 120_000_000)).obstacles());
    assertEquals(
        List.of(), with(new SystemFacts.Cache(FOLDER, false, true, 1_000_000_000)).obstacles());
  }

  @Test
  void thingsThatAreThereTwice() {
    assertEquals(
        List.of(
            "DJL is there twice, in jars/api-0.30.0.jar and jars/api-0.35.1.jar: quit ImageJ, delete"
                + " all but the newest, and start it again."),
        with(Map.of("DJL", List.of("jars/api-0.30.0.jar", "jars/api-0.35.1.jar"))).obstacles());
    assertEquals(
        List.of(
            "U-Net is there 3 times, in a and b and c: quit ImageJ, delete all but the newest, and"
                + " start it again."),
        with(Map.of("U-Net", List.of("a", "b", "c"))).obstacles());
  }

  @Test
  void oldProcessor() {
    String sentence =
        "This processor is old, or a virtual machine hides its AVX2: networks run several times more"
            + " slowly than on one of the last ten years, so use another computer for training.";
    assertEquals(Optional.of(sentence), with(OptionalInt.of(1)).slowness());
    assertEquals(Optional.empty(), with(OptionalInt.of(2)).slowness());
    assertEquals(Optional.empty(), with(OptionalInt.empty()).slowness()); // ARM
    assertEquals(List.of(), with(OptionalInt.of(1)).obstacles());
  }

  @Test
  void whatTheErrorSays() {
    assertEquals(
        "Another plugin has started it, or the menus were refreshed since: start ImageJ again.",
        Torch.words(
            new RuntimeException(
                "Failed to load",
                new UnsatisfiedLinkError(
                    "Native Library /libc10.so already loaded in another classloader"))));
    assertEquals(
        "the first line",
        Torch.words(new RuntimeException(null, new Error("the first line\nthe second"))));
    assertEquals("java.lang.Error", Torch.words(new Error()));
  }

  private static List<String> obstacles(
      String system, String processor, int java, String glibc, String... natives) {
    return new SystemFacts(
            system,
            processor,
            java,
            Optional.ofNullable(glibc),
            OptionalInt.empty(),
            List.of(natives),
            Map.of("DJL", List.of("api.jar")),
            FULL)
        .obstacles();
  }

  private static SystemFacts with(SystemFacts.Cache cache) {
    return facts(OptionalInt.of(2), Map.of(), cache);
  }

  private static SystemFacts with(Map<String, List<String>> copies) {
    return facts(OptionalInt.of(2), copies, FULL);
  }

  private static SystemFacts with(OptionalInt avx) {
    return facts(avx, Map.of(), FULL);
  }

  private static SystemFacts facts(
      OptionalInt avx, Map<String, List<String>> copies, SystemFacts.Cache cache) {
    return new SystemFacts(
        "Linux", "amd64", 17, Optional.of("2.36"), avx, List.of(LINUX), copies, cache);
  }
}
