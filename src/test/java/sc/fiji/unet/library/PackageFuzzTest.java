package sc.fiji.unet.library;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.bioimageio.PackageEntries;
import sc.fiji.unet.bioimageio.PackageReader;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.NativeMemoryException;

/**
 * Packages that are damaged at random, with right checksums where these would hide the damage, are
 * installed or refused in a sentence: no other exception, no file anywhere else, and the JVM lives.
 * More of them: {@code mvn test -Dtest=PackageFuzzTest -Dfuzz=10000 -DfuzzSeed=1}.
 */
class PackageFuzzTest {

  private static final int PACKAGES = Integer.getInteger("fuzz", 150);
  private static final int SEED = Integer.getInteger("fuzzSeed", 1);

  private static final String WEIGHTS = "weights.pt";

  /** Words that mean something somewhere. */
  private static final List<String> WORDS =
      List.of(
          "-1",
          "0",
          "99999999999",
          "1e400",
          ".nan",
          "null",
          "[]",
          "{}",
          "../x",
          "/etc/passwd",
          "é",
          "\0",
          "&a [*a, *a]",
          "!!java.net.URL [x]",
          "''",
          "\"",
          "zyx",
          "batch",
          "true",
          "- ",
          "\t");

  @TempDir Path home;

  @Test
  void damagedPackages() throws IOException {
    List<Map<String, byte[]>> originals = new ArrayList<>();
    for (PackageEntries entries :
        List.of(
            PackageEntries.own(new Architecture(1, 1, 2, 1), home),
            PackageEntries.foreign(new Architecture(1, 1, 2, 1), home))) {
      entries.at("weights", "torchscript").remove("sha256");
      for (String tensor : List.of("inputs", "outputs"))
        entries.at(tensor, 0, "test_tensor").remove("sha256");
      entries.write(home.resolve("original.zip"));
      originals.add(Map.copyOf(entries.files));
    }
    Path file = home.resolve("fuzzed.zip");
    ModelLibrary library = new ModelLibrary(home.resolve("library"));
    Map<String, Integer> outcomes = new TreeMap<>();
    for (int i = 0; i < PACKAGES; i++) {
      Random random = new Random(31L * SEED + i);
      Files.write(file, damaged(new TreeMap<>(originals.get(i % 2)), random));
      List<Path> before = all();
      String outcome = outcome(library, file, i);
      assertEquals(before, all(), "package " + i + ": files of others");
      outcomes.merge(outcome, 1, Integer::sum);
    }
    System.out.println("PackageFuzzTest: " + PACKAGES + " packages: " + outcomes);
    assertTrue(outcomes.getOrDefault("refused", 0) > PACKAGES / 4, "" + outcomes);
    assertTrue(outcomes.getOrDefault("installed", 0) > 0, "" + outcomes);
  }

  private String outcome(ModelLibrary library, Path file, int number) throws IOException {
    try {
      try (PackageReader reader = PackageReader.open(file, "fuzzed")) {
        ModelLibrary.check(reader);
      }
      library.trust(file.toString());
      Files.delete(library.installedFile(library.install(file)));
      return "installed";
    } catch (UserException e) {
      assertTrue(e.getMessage().strip().length() > 20, e.getMessage());
      return "refused";
    } catch (IOException e) {
      return "unreadable";
    } catch (NativeMemoryException e) {
      return "too large";
    } catch (RuntimeException | Error e) {
      throw new AssertionError("package " + number + " of seed " + SEED, e);
    } finally {
      Files.deleteIfExists(library.folder().resolve("trusted.txt"));
      Files.deleteIfExists(library.folder());
    }
  }

  private List<Path> all() throws IOException {
    List<Path> all = new ArrayList<>();
    Path temporary = Path.of(System.getProperty("java.io.tmpdir"));
    try (Stream<Path> here = Files.walk(home);
        Stream<Path> copies = Files.list(temporary)) {
      here.forEach(all::add);
      String ours = "unet-" + ProcessHandle.current().pid() + "-";
      copies
          .filter(each -> each.getFileName().toString().startsWith(ours))
          .filter(each -> each.toString().endsWith("model.zip"))
          .forEach(all::add);
    }
    Collections.sort(all);
    return all;
  }

  private static byte[] damaged(Map<String, byte[]> files, Random random) throws IOException {
    int times = 1 + random.nextInt(2);
    for (int i = 0; i < times; i++) damage(files, random);
    byte[] zip = zip(files);
    if (random.nextInt(6) == 0) zip = withOtherBytes(zip, random);
    return zip;
  }

  private static void damage(Map<String, byte[]> files, Random random) throws IOException {
    List<String> names = List.copyOf(files.keySet());
    String name = names.get(random.nextInt(names.size()));
    switch (random.nextInt(7)) {
      case 0, 1, 2 ->
          files.computeIfPresent("bioimageio.yaml", (yaml, text) -> withOtherLines(text, random));
      case 3 -> {
        if (files.containsKey(WEIGHTS))
          files.put(WEIGHTS, withOtherWeights(files.get(WEIGHTS), random));
      }
      case 4 -> // the header of an array, mostly
          files.computeIfPresent(
              random.nextBoolean() ? "test_input.npy" : "test_output.npy",
              (npy, bytes) -> withOtherHeader(bytes, random));
      case 5 -> files.put(name, withOtherBytes(files.get(name), random));
      default -> {
        byte[] moved = files.remove(name);
        if (random.nextBoolean()) files.put(WORDS.get(random.nextInt(WORDS.size())) + name, moved);
      }
    }
  }

  private static byte[] withOtherLines(byte[] text, Random random) {
    List<String> lines = new ArrayList<>(new String(text, StandardCharsets.UTF_8).lines().toList());
    if (lines.isEmpty()) return text;
    int at = random.nextInt(lines.size());
    String line = lines.get(at);
    String word = WORDS.get(random.nextInt(WORDS.size()));
    switch (random.nextInt(6)) {
      case 0 -> lines.remove(at);
      case 1 -> lines.add(at, line);
      case 2 -> lines.set(at, line.replaceFirst(":.*", ": " + word.replace("\\", "")));
      case 3 -> lines.set(at, " ".repeat(random.nextInt(4)) + line.strip());
      case 4 -> Collections.swap(lines, at, random.nextInt(lines.size()));
      default -> lines.set(at, line.substring(0, random.nextInt(line.length() + 1)) + word);
    }
    return String.join("\n", lines).getBytes(StandardCharsets.UTF_8);
  }

  /** Damage behind the checksum. */
  private static byte[] withOtherWeights(byte[] archive, Random random) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(archive))) {
      for (ZipEntry entry; (entry = zip.getNextEntry()) != null; )
        files.put(entry.getName(), zip.readAllBytes());
    } catch (IOException e) {
      return withOtherBytes(archive, random); // damaged before
    }
    if (files.isEmpty()) return archive;
    List<String> names = List.copyOf(files.keySet());
    String name =
        random.nextInt(3) == 0
            ? names.get(random.nextInt(names.size()))
            : random.nextBoolean() ? "archive/data.pkl" : "archive/code/__torch__.py";
    if (!files.containsKey(name)) return archive;
    switch (random.nextInt(8)) {
      case 0 -> files.remove(name);
      case 1 -> files.put(name, new byte[0]);
      case 2 -> files.put(name + "x", files.remove(name));
      default -> files.put(name, withOtherBytes(files.get(name), random));
    }
    return zip(files);
  }

  private static byte[] withOtherHeader(byte[] npy, Random random) {
    byte[] changed = npy.clone();
    if (npy.length > 0)
      changed[random.nextInt(Math.min(npy.length, 128))] = (byte) random.nextInt(128);
    return changed;
  }

  private static byte[] withOtherBytes(byte[] bytes, Random random) {
    if (bytes.length == 0) return bytes;
    byte[] changed = bytes.clone();
    int at = random.nextInt(bytes.length);
    switch (random.nextInt(5)) {
      case 0 -> changed[at] ^= (byte) (1 << random.nextInt(8));
      case 1 -> changed[at] = (byte) random.nextInt(256);
      case 2 -> changed = Arrays.copyOf(bytes, at);
      case 3 -> System.arraycopy(bytes, 0, changed, at, bytes.length - at);
      default ->
          Arrays.fill(changed, at, Math.min(bytes.length, at + 1 + random.nextInt(8)), (byte) -1);
    }
    return changed;
  }

  private static byte[] zip(Map<String, byte[]> files) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
      for (Map.Entry<String, byte[]> file : files.entrySet()) {
        zip.putNextEntry(new ZipEntry(file.getKey()));
        zip.write(file.getValue());
      }
    }
    return bytes.toByteArray();
  }
}
