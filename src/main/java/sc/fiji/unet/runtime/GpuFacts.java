package sc.fiji.unet.runtime;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What of a computer, and of what is installed on it, decides whether its graphics card computes.
 *
 * @param builds kinds of PyTorch that are there: "cpu", "cu128" for CUDA 12.8
 * @param apple whether this is a Mac with Apple silicon
 * @param usable whether PyTorch says that it can compute on a card of NVIDIA
 * @param driver of NVIDIA; empty if there is none, or none is wanted
 */
public record GpuFacts(
    List<String> builds, boolean apple, boolean usable, Optional<Driver> driver) {

  private static final String OF_CUDA = "cu[0-9]{3}.*";

  /** Before this compute capability, 8.0, cards have no instructions for bfloat16. */
  private static final int FIRST_WITH_BF16 = 80;

  private static final long MEGABYTE = 1 << 20;

  /**
   * A driver.
   *
   * @param cuda the newest CUDA that it is for: 12080 is 12.8
   * @param card its first one
   */
  public record Driver(int cuda, Optional<Card> card) {}

  /**
   * A graphics card.
   *
   * @param capability its compute capability: 86 is 8.6
   * @param total memory in bytes
   * @param free memory in bytes; empty if it was not asked for
   */
  public record Card(String name, int capability, long total, OptionalLong free) {

    boolean hasBfloat16() {
      return capability >= FIRST_WITH_BF16;
    }

    @Override
    public String toString() {
      return String.format("%s (%d MB)", name, total / MEGABYTE);
    }
  }

  public GpuFacts {
    builds = List.copyOf(builds);
  }

  /**
   * Of this computer, once PyTorch runs. The driver is asked where a card might be used.
   *
   * @throws sc.fiji.unet.progress.UserException if PyTorch cannot start
   */
  public static GpuFacts ofThisComputer() {
    return of(Torch.hasCuda());
  }

  /** Of this computer. */
  static GpuFacts of(boolean usable) {
    GpuFacts facts = ThisComputer.gpu(usable);
    return usable || facts.wanted()
        ? new GpuFacts(facts.builds, facts.apple, usable, CudaDriver.ask(usable))
        : facts;
  }

  /** Whether somebody installed what computes on a card. */
  public boolean wanted() {
    return builds.stream().anyMatch(build -> build.matches(OF_CUDA));
  }

  /**
   * Why PyTorch for cards keeps all of it from starting, and what to do; empty if it does not.
   *
   * @param error of the start
   */
  Optional<String> obstacle(Throwable error) {
    if (!wanted()) return Optional.empty();
    for (Throwable cause = error; cause != null; cause = cause.getCause())
      if (cause instanceof UnsatisfiedLinkError)
        return Optional.of(
            String.format(
                "The one for NVIDIA's cards cannot be loaded (%s): quit ImageJ, take"
                    + " pytorch-native-cu%s out of its folder 'jars', where pytorch-native-cpu must"
                    + " be, and start it again.",
                cause.getMessage(), needed().replace(".", "")));
    if (!builds.stream().allMatch(build -> build.matches(OF_CUDA))) return Optional.empty();
    return Optional.of(
        "There is only the one for NVIDIA's cards, and "
            + absence()
            + " Or put pytorch-native-cpu back into ImageJ's folder 'jars', for the processor.");
  }

  Optional<Card> card() {
    return usable ? driver.flatMap(Driver::card) : Optional.empty();
  }

  /** Why no graphics card computes, and what to do: the end of a sentence. */
  public String absence() {
    if (!wanted())
      return "what is installed here is PyTorch for processors, so that a graphics card is not"
          + " used.";
    if (driver.isEmpty())
      return "NVIDIA's driver was not found: install it (nvidia.com/drivers), and start the"
          + " computer again.";
    String needed = needed();
    int cuda = driver.get().cuda();
    if (cuda / 1000 < Integer.parseInt(needed.replaceFirst("\\..*", "")))
      return String.format(
          "NVIDIA's driver is one for CUDA %d.%d, and PyTorch here needs %s: update it"
              + " (nvidia.com/drivers).",
          cuda / 1000, cuda / 10 % 100, needed);
    if (driver.get().card().isEmpty()) return "NVIDIA's driver finds no graphics card.";
    return String.format(
        "CUDA's own library, of version %s or newer, was not found (libcudart, on Windows cudart64):"
            + " install CUDA (developer.nvidia.com/cuda-downloads), and start ImageJ again.",
        needed);
  }

  /** The CUDA of the build: "12.8". */
  private String needed() {
    String build = builds.stream().filter(each -> each.matches(OF_CUDA)).findFirst().orElseThrow();
    return build.substring(2, 4) + "." + build.charAt(4);
  }
}
