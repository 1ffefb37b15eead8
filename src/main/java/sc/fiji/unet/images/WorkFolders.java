package sc.fiji.unet.images;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Folders beside a result for what an interrupted work leaves to go on with: one for each set of
 * words that what is left depends on.
 *
 * @param result need not be there; has a parent
 */
public record WorkFolders(Path result) {

  private static final String END = ".work";

  /** A folder that need not be there. */
  public Path of(String words) {
    UUID hash = UUID.nameUUIDFromBytes(words.getBytes(StandardCharsets.UTF_8));
    return result.resolveSibling(begin() + hash.toString().substring(0, 8) + END);
  }

  /** Those that are there, of all words. */
  public List<Path> all() throws IOException {
    Path parent = result.getParent();
    if (!Files.exists(parent)) return List.of();
    Pattern name = Pattern.compile(Pattern.quote(begin()) + "[0-9a-f]{8}" + Pattern.quote(END));
    try (Stream<Path> siblings = Files.list(parent)) {
      return siblings
          .filter(each -> name.matcher(each.getFileName().toString()).matches())
          .toList();
    }
  }

  private String begin() {
    return "." + result.getFileName() + ".";
  }
}
