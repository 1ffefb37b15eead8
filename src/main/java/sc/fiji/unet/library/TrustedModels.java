package sc.fiji.unet.library;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/**
 * Which models of others somebody trusts: a file of a line each, the sha256 of the weights and the
 * model's name. A line that is deleted is asked for again.
 *
 * @param folder of the models
 */
record TrustedModels(Path folder) {

  private static final String FILE = "trusted.txt";

  boolean contain(String sha256) throws IOException {
    return lines().stream().anyMatch(line -> line.startsWith(sha256 + " "));
  }

  void add(String sha256, String name) throws IOException {
    if (contain(sha256)) return;
    List<String> lines = new ArrayList<>(lines());
    lines.add(sha256 + " " + name.replaceAll("\\s+", " "));
    Files.createDirectories(folder);
    Path part = folder.resolve("trusted " + UUID.randomUUID() + ".part");
    try {
      Files.write(part, lines);
      Files.move(part, folder.resolve(FILE), StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
  }

  private List<String> lines() throws IOException {
    Path file = folder.resolve(FILE);
    return Files.exists(file) ? Files.readAllLines(file) : List.of();
  }
}
