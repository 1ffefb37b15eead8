package sc.fiji.unet.runtime;

import java.util.Optional;
import java.util.function.Supplier;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Device;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.UserException;

/**
 * Where a network is to compute.
 *
 * @param card whose memory it takes; empty for the computer's
 * @param remark what people should know of that; empty where nothing else could be expected
 */
public record Placement(Compute compute, Optional<GpuFacts.Card> card, Optional<String> remark) {

  private static final String NVIDIA = "gpu0";
  private static final String APPLE = "mps";

  /** Where it was said to be, of which people know. */
  static Placement of(Compute compute) {
    return new Placement(compute, Optional.empty(), Optional.empty());
  }

  /**
   * What this computer makes of a wish.
   *
   * @throws UserException if a graphics card is wanted and cannot be used, or PyTorch cannot start
   */
  public static Placement of(Computing wish) {
    return of(wish, GpuFacts::ofThisComputer, Compute::fastest);
  }

  /**
   * The same of any computer.
   *
   * @param fastest precision of its processor
   */
  static Placement of(Computing wish, Supplier<GpuFacts> computer, Supplier<Precision> fastest) {
    if (wish.device().equals(Optional.of(Device.CPU)))
      return of(Compute.onCpu(wish.precision().orElseGet(fastest)));
    GpuFacts facts = computer.get();
    if (facts.usable()) return onCard(wish, facts.card());
    if (wish.device().isEmpty())
      return new Placement(
          Compute.onCpu(wish.precision().orElseGet(fastest)),
          Optional.empty(),
          facts.wanted()
              ? Optional.of("The processor computes: " + facts.absence())
              : Optional.empty());
    if (!facts.apple())
      throw new UserException("The graphics card cannot be used: " + facts.absence());
    Compute apple = new Compute(APPLE, wish.precision().orElse(Precision.FP32));
    return new Placement(
        apple,
        Optional.empty(),
        Optional.of("Apple's graphics processor computes, in " + apple.precision().word() + "."));
  }

  /** Of a card that does not tell what it can, no more than every card can is expected. */
  private static Placement onCard(Computing wish, Optional<GpuFacts.Card> card) {
    Precision faster =
        card.filter(GpuFacts.Card::hasBfloat16).isPresent() ? Precision.BF16 : Precision.FP32;
    Compute compute = new Compute(NVIDIA, wish.precision().orElse(faster));
    String name = card.map(GpuFacts.Card::toString).orElse("(its memory is not known)");
    return new Placement(
        compute,
        card,
        Optional.of(
            "The graphics card " + name + " computes, in " + compute.precision().word() + "."));
  }

  /** Whether a network there is nothing special. */
  boolean isPlain() {
    return compute.isOnCpu() && remark.isEmpty();
  }
}
