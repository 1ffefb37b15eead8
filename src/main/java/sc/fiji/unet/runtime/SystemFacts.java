package sc.fiji.unet.runtime;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * What of a computer, and of what is installed on it, decides whether PyTorch can start.
 *
 * @param system as Java names it: "Linux", "Mac OS X", "Windows 11"
 * @param processor as Java names it: "amd64", "aarch64", "x86"
 * @param java its version, such as 17
 * @param glibc version of Linux' C library, such as "2.36"; {@link #NO_GLIBC} where it is another
 *     one; empty where there is none, or it cannot be asked
 * @param avx 2 or more where Java uses the processor's AVX2; empty where it does not tell
 * @param natives systems that a native library lies on the class path for, such as "linux-x86_64"
 * @param copies where each of the things that must be there once lies, by its name
 * @param cache where the native library is unpacked to
 */
public record SystemFacts(
    String system,
    String processor,
    int java,
    Optional<String> glibc,
    OptionalInt avx,
    List<String> natives,
    Map<String, List<String>> copies,
    Cache cache) {

  static final String NO_GLIBC = "";

  /** Of the class files of this plugin. */
  private static final int OLDEST_JAVA = 17;

  /** Of PyTorch's native library and DJL's for Linux, with what it asks the system for. */
  private static final int OLDEST_GLIBC = 29;

  private static final int AVX2 = 2;

  private static final long NATIVE_BYTES = 500_000_000; // unpacked, of any system

  /** Systems that PyTorch is made for, and what people call them. */
  private static final Map<String, String> NAMES =
      Map.of(
          "linux-x86_64", "Linux",
          "linux-aarch64", "Linux on ARM",
          "win-x86_64", "Windows",
          "osx-aarch64", "Macs with Apple silicon");

  /**
   * A folder that native libraries are unpacked to, once.
   *
   * @param filled whether that was done
   * @param free bytes
   */
  public record Cache(Path folder, boolean filled, boolean writable, long free) {}

  public SystemFacts {
    natives = List.copyOf(natives);
    copies = Map.copyOf(copies);
  }

  /** Of this computer. Nothing native is loaded but what asks the C library for its version. */
  public static SystemFacts ofThisComputer() {
    return ThisComputer.facts();
  }

  /** The system as native libraries are named: "osx-aarch64". */
  String classifier() {
    return classifier(system, processor);
  }

  static String classifier(String system, String processor) {
    String name = system.toLowerCase(Locale.ROOT);
    String family = name.startsWith("win") ? "win" : name.startsWith("mac") ? "osx" : name;
    return family + "-" + (processor.equals("amd64") ? "x86_64" : processor);
  }

  /** Why PyTorch cannot start, and what to do: a sentence each, likely reasons first. */
  public List<String> obstacles() {
    List<String> found = new ArrayList<>();
    if (java < OLDEST_JAVA)
      found.add(
          String.format(
              "This is Java %d, and U-Net needs %d or newer: install the present Fiji (fiji.sc),"
                  + " which brings it.",
              java, OLDEST_JAVA));
    if (!natives.contains(classifier())) found.add(withoutNative());
    else if (classifier().startsWith("linux")) oldLibrary().ifPresent(found::add);
    if (!cache.filled()) unusableCache().ifPresent(found::add);
    copies.forEach(
        (name, places) -> {
          if (places.size() > 1)
            found.add(
                String.format(
                    "%s is there %s, in %s: quit ImageJ, delete all but the newest, and start it"
                        + " again.",
                    name,
                    places.size() == 2 ? "twice" : places.size() + " times",
                    String.join(" and ", places)));
        });
    return found;
  }

  /** No native library for this system is there. */
  private String withoutNative() {
    if (List.of("x86", "i386", "i586", "i686", "arm").contains(processor))
      return "This Java has 32 bit, and PyTorch needs 64: install a Fiji of 64 bit (fiji.sc).";
    if (classifier().equals("osx-x86_64"))
      return "This Java is made for Macs with Intel processors, for which there is no PyTorch any"
          + " more: if this Mac has Apple silicon (M1 or newer), install the Fiji for it (fiji.sc);"
          + " if not, use Windows, Linux or another Mac.";
    if (!NAMES.containsKey(classifier()))
      return String.format(
          "There is no PyTorch for %s with the processor '%s': use 64-bit Windows or Linux, or a Mac"
              + " with Apple silicon.",
          system, processor);
    String wanted = "UNet_-VERSION-fiji-" + classifier() + ".zip";
    if (natives.isEmpty())
      return "PyTorch is not there: quit ImageJ, unzip all of "
          + wanted
          + " into the Fiji folder, not the plugin alone, and start it again.";
    return String.format(
        "This U-Net is the one for %s: install that for %s, %s.",
        NAMES.getOrDefault(natives.get(0), natives.get(0)), NAMES.get(classifier()), wanted);
  }

  private Optional<String> oldLibrary() {
    if (glibc.isEmpty()) return Optional.empty();
    if (glibc.get().equals(NO_GLIBC))
      return Optional.of(
          "This Linux has another C library than glibc, which PyTorch needs: use Ubuntu, Debian,"
              + " Fedora or another Linux that has it.");
    String[] numbers = glibc.get().split("\\.");
    if (Integer.parseInt(numbers[0]) > 2 || Integer.parseInt(numbers[1]) >= OLDEST_GLIBC)
      return Optional.empty();
    return Optional.of(
        String.format(
            "The C library of this Linux, glibc %s, is too old for PyTorch, which needs 2.%d: update"
                + " the system, as to Ubuntu 20.04, Debian 11 or Red Hat 9, or newer.",
            glibc.get(), OLDEST_GLIBC));
  }

  private Optional<String> unusableCache() {
    if (!cache.writable())
      return Optional.of(
          String.format(
              "PyTorch cannot be unpacked to '%s', which you may not write to: change that, or set"
                  + " DJL_CACHE_DIR in the environment to a folder of yours.",
              cache.folder()));
    if (cache.free() < NATIVE_BYTES)
      return Optional.of(
          String.format(
              "PyTorch cannot be unpacked to '%s', where %d MB are free and %d are needed: delete"
                  + " something there, or set DJL_CACHE_DIR in the environment to a folder on another"
                  + " disk.",
              cache.folder(), cache.free() / 1_000_000, NATIVE_BYTES / 1_000_000));
    return Optional.empty();
  }

  /** Why networks are slow, and what to do. */
  public Optional<String> slowness() {
    return avx.isPresent() && avx.getAsInt() < AVX2
        ? Optional.of(
            "This processor is old, or a virtual machine hides its AVX2: networks run several times"
                + " more slowly than on one of the last ten years, so use another computer for"
                + " training.")
        : Optional.empty();
  }
}
