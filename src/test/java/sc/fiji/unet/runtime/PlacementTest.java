package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static sc.fiji.unet.model.Computing.AUTOMATIC;
import static sc.fiji.unet.model.Precision.BF16;
import static sc.fiji.unet.model.Precision.FP32;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Device;
import sc.fiji.unet.progress.UserException;

class PlacementTest {

  private static final GpuFacts PLAIN = GpuFactsTest.facts(List.of("cpu"), null);

  @Test
  void aCardComputesInItsFasterPrecision() {
    Placement place = of(AUTOMATIC, usable(80));
    assertEquals(new Compute("gpu0", BF16), place.compute());
    assertEquals(
        Optional.of("The graphics card Tesla (8192 MB) computes, in bf16."), place.remark());
    assertEquals(8L << 30, place.card().orElseThrow().total());
    assertEquals(new Compute("gpu0", FP32), of(AUTOMATIC, usable(75)).compute());
    assertEquals(new Compute("gpu0", FP32), of(AUTOMATIC.in(FP32), usable(80)).compute());
  }

  /** Where the driver cannot be asked, which every card can. */
  @Test
  void aCardThatDoesNotTellOfItself() {
    Placement place = of(AUTOMATIC, new GpuFacts(List.of("cu128"), false, true, Optional.empty()));
    assertEquals(new Compute("gpu0", FP32), place.compute());
    assertEquals(Optional.empty(), place.card());
    assertEquals(
        Optional.of("The graphics card (its memory is not known) computes, in fp32."),
        place.remark());
  }

  @Test
  void theProcessorAsItIsUsual() {
    Placement place = of(AUTOMATIC, PLAIN);
    assertEquals(Compute.onCpu(BF16), place.compute());
    assertEquals(Optional.empty(), place.remark());
    assertTrue(place.isPlain());
    assertEquals(Compute.onCpu(FP32), of(AUTOMATIC.in(FP32), PLAIN).compute());
  }

  /** Who installed what a card needs is told why it is not used. */
  @Test
  void theProcessorWhereACardWasWanted() {
    GpuFacts facts = GpuFactsTest.facts(List.of("cpu", "cu128"), null);
    Placement place = of(AUTOMATIC, facts);
    assertEquals(Compute.onCpu(BF16), place.compute());
    assertEquals(Optional.of("The processor computes: " + facts.absence()), place.remark());
  }

  @Test
  void theProcessorOnRequest() {
    Placement place = of(AUTOMATIC.on(Device.CPU), usable(80));
    assertEquals(Compute.onCpu(BF16), place.compute());
    assertTrue(place.isPlain());
  }

  @Test
  void aCardOnRequest() {
    Exception error = assertThrows(UserException.class, () -> of(AUTOMATIC.on(Device.GPU), PLAIN));
    assertEquals("The graphics card cannot be used: " + PLAIN.absence(), error.getMessage());
    assertEquals("gpu0", of(AUTOMATIC.on(Device.GPU), usable(80)).compute().device());
  }

  /** Nobody has tried it: only on request. */
  @Test
  void apple() {
    GpuFacts mac = new GpuFacts(List.of("cpu"), true, false, Optional.empty());
    assertTrue(of(AUTOMATIC, mac).isPlain());
    Placement place = of(AUTOMATIC.on(Device.GPU), mac);
    assertEquals(new Compute("mps", FP32), place.compute());
    assertEquals(Optional.of("Apple's graphics processor computes, in fp32."), place.remark());
  }

  private static Placement of(Computing wish, GpuFacts facts) {
    return Placement.of(wish, () -> facts, () -> BF16);
  }

  private static GpuFacts usable(int capability) {
    GpuFacts.Card card = new GpuFacts.Card("Tesla", capability, 8L << 30, OptionalLong.empty());
    return new GpuFacts(
        List.of("cu128"), false, true, Optional.of(new GpuFacts.Driver(12080, Optional.of(card))));
  }
}
