package sc.fiji.unet.runtime;

import ai.djl.util.Utils;
import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Properties;
import java.util.stream.Stream;

/** Collects {@link SystemFacts}. */
final class ThisComputer {

  private static final String NATIVES = "native/lib/pytorch.properties";

  /** A file of each thing that two of would disagree. */
  private static final Map<String, String> ONCE =
      Map.of(
          "U-Net", "sc/fiji/unet/runtime/Torch.class",
          "DJL", "ai/djl/engine/Engine.class",
          "DJL's engine for PyTorch", "ai/djl/pytorch/engine/PtEngine.class",
          "DJL's native library", "jnilib/pytorch.properties");

  private ThisComputer() {}

  static SystemFacts facts() {
    List<Properties> natives = natives();
    Map<String, List<String>> copies = new LinkedHashMap<>();
    ONCE.forEach((name, file) -> copies.put(name, places(file)));
    return new SystemFacts(
        System.getProperty("os.name"),
        System.getProperty("os.arch"),
        Runtime.version().feature(),
        glibc(),
        avx(),
        elsewhere().isPresent()
            ? List.of(classifier())
            : natives.stream().map(each -> each.getProperty("classifier", "")).toList(),
        copies,
        cache(folder(Utils.getEngineCacheDir("pytorch"), natives)));
  }

  /** Without the driver, and PyTorch of other systems. */
  static GpuFacts gpu(boolean usable) {
    Stream<String> here =
        natives().stream()
            .filter(each -> classifier().equals(each.getProperty("classifier")))
            .map(each -> each.getProperty("flavor", ""));
    return new GpuFacts(
        elsewhere().isPresent()
            ? List.of(Utils.getEnvOrSystemProperty("PYTORCH_FLAVOR", "cpu"))
            : here.toList(),
        classifier().equals("osx-aarch64"),
        usable,
        Optional.empty());
  }

  /** Where somebody says that PyTorch is installed. */
  private static Optional<String> elsewhere() {
    return Optional.ofNullable(Utils.getEnvOrSystemProperty("PYTORCH_LIBRARY_PATH"));
  }

  private static String classifier() {
    return SystemFacts.classifier(System.getProperty("os.name"), System.getProperty("os.arch"));
  }

  private static List<Properties> natives() {
    return resources(NATIVES).stream().map(ThisComputer::properties).toList();
  }

  private static Properties properties(URL url) {
    Properties properties = new Properties();
    try (InputStream in = url.openStream()) {
      properties.load(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return properties;
  }

  /** Jars, or folders, that hold a file. */
  private static List<String> places(String file) {
    return resources(file).stream()
        .map(url -> URLDecoder.decode(url.toString(), StandardCharsets.UTF_8))
        .map(place -> place.replaceFirst("^(jar:)?file:", "").replace(file, ""))
        .map(place -> place.replaceFirst("!?/$", ""))
        .distinct() // a class loader and its parent may both tell of the same one
        .toList();
  }

  private static List<URL> resources(String file) {
    try {
      return Collections.list(Torch.class.getClassLoader().getResources(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Optional<String> glibc() {
    try {
      return CLibrary.open()
          .map(library -> library.getFunction("gnu_get_libc_version").invokeString(null, false));
    } catch (UnsatisfiedLinkError e) {
      return Optional.of(SystemFacts.NO_GLIBC);
    } catch (NoClassDefFoundError e) { // there is no JNA, which the engine is going to tell
      return Optional.empty();
    }
  }

  /** What Java found out of the processor, on any system. */
  private static OptionalInt avx() {
    try {
      String level =
          ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
              .getVMOption("UseAVX")
              .getValue();
      return OptionalInt.of(Integer.parseInt(level));
    } catch (IllegalArgumentException | NullPointerException e) { // ARM has none; another Java
      return OptionalInt.empty();
    }
  }

  private static SystemFacts.Cache cache(Path folder) {
    Path existing = folder;
    while (existing.getParent() != null && !Files.exists(existing)) existing = existing.getParent();
    return new SystemFacts.Cache(
        folder,
        Files.exists(folder.resolve(System.mapLibraryName("torch"))),
        Files.isWritable(existing),
        existing.toFile().getUsableSpace());
  }

  /**
   * Where this system's native library is unpacked to, of all that are there.
   *
   * @param cache of all
   */
  static Path folder(Path cache, List<Properties> natives) {
    String own = classifier();
    return natives.stream()
        .filter(each -> own.equals(each.getProperty("classifier")))
        .findFirst()
        .map(each -> folder(cache, each))
        .orElse(cache);
  }

  /** As DJL names it. */
  private static Path folder(Path cache, Properties natives) {
    return cache.resolve(
        String.join(
            "-",
            natives.getProperty("version"),
            natives.getProperty("flavor"),
            natives.getProperty("classifier")));
  }
}
