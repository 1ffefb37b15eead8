package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class GpuFactsTest {

  private static final List<String> BOTH = List.of("cpu", "cu128");

  static final GpuFacts.Card CARD =
      new GpuFacts.Card("NVIDIA RTX A4000", 86, 16L << 30, OptionalLong.of(15L << 30));

  @Test
  void whyNoneComputes() {
    assertEquals(
        "what is installed here is PyTorch for processors, so that a graphics card is not used.",
        facts(List.of("cpu"), null).absence());
    assertEquals(
        "NVIDIA's driver was not found: install it (nvidia.com/drivers), and start the computer"
            + " again.",
        facts(BOTH, null).absence());
    assertEquals(
        "NVIDIA's driver is one for CUDA 11.8, and PyTorch here needs 12.8: update it"
            + " (nvidia.com/drivers).",
        facts(BOTH, new GpuFacts.Driver(11080, Optional.of(CARD))).absence());
    assertEquals(
        "NVIDIA's driver finds no graphics card.",
        facts(BOTH, new GpuFacts.Driver(12040, Optional.empty())).absence());
    assertEquals(
        "CUDA's own library, of version 12.8 or newer, was not found (libcudart, on Windows"
            + " cudart64): install CUDA (developer.nvidia.com/cuda-downloads), and start ImageJ"
            + " again.",
        facts(BOTH, new GpuFacts.Driver(13000, Optional.of(CARD))).absence());
  }

  @Test
  void whyNothingStarts() {
    Exception offline = new IllegalStateException("Offline");
    Exception loading =
        new IllegalStateException("Failed", new UnsatisfiedLinkError("libtorch_cuda.so: no"));
    assertEquals(Optional.empty(), facts(List.of("cpu"), null).obstacle(loading));
    assertEquals(Optional.empty(), facts(BOTH, null).obstacle(offline));
    assertEquals(
        Optional.of(
            "The one for NVIDIA's cards cannot be loaded (libtorch_cuda.so: no): quit ImageJ, take"
                + " pytorch-native-cu128 out of its folder 'jars', where pytorch-native-cpu must be,"
                + " and start it again."),
        facts(BOTH, null).obstacle(loading));
    GpuFacts alone = facts(List.of("cu128"), null);
    assertEquals(
        Optional.of(
            "There is only the one for NVIDIA's cards, and "
                + alone.absence()
                + " Or put pytorch-native-cpu back into ImageJ's folder 'jars', for the processor."),
        alone.obstacle(offline));
  }

  /** The build of the tests is the one for processors; a driver is not asked. */
  @Test
  void ofThisComputer() {
    GpuFacts facts = GpuFacts.ofThisComputer();
    assertEquals(List.of("cpu"), facts.builds());
    assertFalse(facts.usable());
    assertEquals(Optional.empty(), facts.driver());
  }

  /** No driver, or one that answers: never an error. */
  @Test
  void theDriverMayBeAsked() {
    CudaDriver.ask(false).flatMap(GpuFacts.Driver::card).ifPresent(card -> card.toString());
  }

  static GpuFacts facts(List<String> builds, GpuFacts.Driver driver) {
    return new GpuFacts(builds, false, false, Optional.ofNullable(driver));
  }
}
