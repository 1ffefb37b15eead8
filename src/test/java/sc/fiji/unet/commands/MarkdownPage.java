package sc.fiji.unet.commands;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** A page of the documentation, as GitHub reads it. */
record MarkdownPage(Path file, List<String> lines) {

  private static final Pattern LINK = Pattern.compile("!?\\[[^\\]\\[]*]\\(([^)\\s]+)\\)");

  private static final Pattern CODE = Pattern.compile("`([^`]*)`");

  /**
   * Code between two fences.
   *
   * @param language what stands behind the first fence
   * @param line of the first fence, from 1
   * @param note the comment right before it, {@code <!-- macro: NOTE -->}, or nothing
   */
  record Block(String language, String code, int line, String note) {

    boolean isMacro() {
      return language.equals("ijm");
    }
  }

  /** README.md and those of docs, sorted. */
  static List<MarkdownPage> all() throws IOException {
    List<MarkdownPage> pages = new ArrayList<>();
    pages.add(read(Path.of("README.md")));
    try (Stream<Path> files = Files.walk(Path.of("docs"))) {
      for (Path file : files.filter(f -> f.toString().endsWith(".md")).sorted().toList())
        pages.add(read(file));
    }
    return pages;
  }

  static MarkdownPage read(Path file) throws IOException {
    return new MarkdownPage(file, Files.readAllLines(file));
  }

  List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    String note = "";
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("<!-- macro: ")) note = line.replaceAll("<!-- macro: | -->", "");
      else if (!line.isEmpty() && !line.startsWith("```")) note = "";
      if (!line.startsWith("```")) continue;
      int start = i;
      StringBuilder code = new StringBuilder();
      while (!lines.get(++i).strip().equals("```")) code.append(lines.get(i)).append('\n');
      blocks.add(new Block(line.substring(3), code.toString(), start + 1, note));
      note = "";
    }
    return blocks;
  }

  /** Without what stands between fences. */
  private List<String> prose() {
    List<String> prose = new ArrayList<>();
    boolean code = false;
    for (String line : lines) {
      boolean fence = line.strip().startsWith("```");
      if (!code && !fence) prose.add(line);
      code ^= fence;
    }
    return prose;
  }

  List<String> anchors() {
    return prose().stream()
        .filter(line -> line.matches("#+ .*"))
        .map(line -> MacroReference.anchor(line.replaceFirst("#+ ", "")))
        .toList();
  }

  /** Code in sentences and tables. */
  List<String> spans() {
    return CODE.matcher(String.join("\n", prose())).results().map(code -> code.group(1)).toList();
  }

  /** Targets of links and pictures. */
  List<String> links() {
    return prose().stream()
        .map(line -> line.replaceAll("`[^`]*`", "")) // code has brackets, too
        .flatMap(line -> LINK.matcher(line).results())
        .map((MatchResult link) -> link.group(1))
        .toList();
  }

  @Override
  public String toString() {
    return file.toString().replace('\\', '/');
  }
}
