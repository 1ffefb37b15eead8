package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.progress.UserException;

/** What README.md and docs point at is there, and their macro lines have keys that exist. */
class DocsLinksTest {

  /** From a page of the site to a file beside docs a whole address is needed. */
  private static final String REPOSITORY = "https://github.com/fiji/UNet/(?:blob|tree)/main/";

  private static final Pattern RUN = Pattern.compile("run\\(\"([^\"]+)\"(?:, \"([^\"]*)\")?\\)");
  private static final Pattern MODEL = Pattern.compile("\\b(?:model|from)=\\[([^\\]\"]+)]");
  private static final Pattern FILE =
      Pattern.compile("(?<![\\w/.])(?:bench|bin|macros|sample-data|src)/[\\w./-]*\\w");

  @Test
  void everyLinkLeadsSomewhere() throws IOException {
    List<String> broken = new ArrayList<>();
    List<MarkdownPage> pages = new ArrayList<>(MarkdownPage.all());
    pages.add(MarkdownPage.read(Path.of("CONTRIBUTING.md")));
    pages.add(MarkdownPage.read(Path.of("CHANGELOG.md")));
    for (MarkdownPage page : pages)
      for (String link : page.links())
        if (!leadsSomewhere(page, link)) broken.add(page + ": " + link);
    assertEquals(List.of(), broken);
  }

  private static boolean leadsSomewhere(MarkdownPage page, String link) throws IOException {
    if (link.matches(REPOSITORY + ".*"))
      return Files.exists(Path.of(link.replaceFirst(REPOSITORY, "").replaceFirst("#.*", "")));
    if (link.matches("https?://.*")) return true;
    String[] parts = link.split("#", 2);
    Path target =
        parts[0].isEmpty() ? page.file() : page.file().resolveSibling(parts[0]).normalize();
    if (!Files.exists(target)) return false;
    boolean ofSite = page.file().startsWith("docs");
    if (ofSite && !target.startsWith("docs")) return false; // the site has docs alone
    return parts.length == 1 || MarkdownPage.read(target).anchors().contains(parts[1]);
  }

  @Test
  void aMissingAnchorIsFound() throws IOException {
    MarkdownPage page = new MarkdownPage(Path.of("docs", "x.md"), List.of("# A b!", "[c](#a-b)"));
    assertEquals(List.of("a-b"), page.anchors());
    assertEquals(List.of("#a-b"), page.links());
    assertTrue(leadsSomewhere(page, "index.md"));
    for (String wrong : List.of("no.md", "index.md#no", "no.png", "../README.md"))
      assertTrue(!leadsSomewhere(page, wrong), wrong);
  }

  @Test
  void theIndexLeadsToEveryPage() throws IOException {
    List<String> linked = MarkdownPage.read(Path.of("docs", "index.md")).links();
    List<String> missing = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all()) {
      String name = page.toString().replaceFirst("docs/", "");
      if (page.file().startsWith("docs") && !name.equals("index.md") && !linked.contains(name))
        missing.add(name);
    }
    assertEquals(List.of(), missing, "docs/index.md must lead to every page");
  }

  /** Jekyll, unlike GitHub, takes it for no code, and a table that holds it for no table. */
  @Test
  void codeBeginsAndEndsWithoutABlank() throws IOException {
    List<String> wrong = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all())
      for (String code : page.spans())
        if (!code.equals(code.strip())) wrong.add(page + ": " + code);
    assertEquals(List.of(), wrong);
  }

  @Test
  void macrosAreMarkedAsSuch() throws IOException {
    List<String> unmarked = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all())
      for (MarkdownPage.Block block : page.blocks())
        if (!block.isMacro() && block.code().contains("run(\"U-Net"))
          unmarked.add(page + ":" + block.line() + " should begin with ```ijm, to be tested");
    assertEquals(List.of(), unmarked);
  }

  /** In code within a sentence, and in macros that run on a screen only, too. */
  @Test
  void everyKeyIsOneOfItsCommand() throws Exception {
    Map<String, String> classes = new HashMap<>();
    for (String line : Files.readAllLines(Path.of("plugins.config")))
      if (line.contains("\""))
        classes.put(line.split("\"")[1], line.replaceFirst(".*, ", "").strip());
    List<String> wrong = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all())
      for (MatchResult run : RUN.matcher(String.join("\n", page.lines())).results().toList())
        if (classes.containsKey(run.group(1))) {
          if (run.group(2) != null)
            wrong(classes.get(run.group(1)), run.group(2), page + ": " + run.group(), wrong);
        } else if (run.group(1).startsWith("U-Net")) {
          wrong.add(page + ": there is no " + run.group(1));
        }
    assertEquals(List.of(), wrong);
  }

  private static void wrong(String className, String options, String where, List<String> wrong)
      throws ReflectiveOperationException {
    Command<?> command =
        (Command<?>) Class.forName(className).getDeclaredConstructor().newInstance();
    List<String> known =
        MacroReference.keys(command).stream().map(RecordedFields.Key::name).toList();
    MacroFields fields = new MacroFields(options);
    known.forEach(key -> fields.text(key, ""));
    try {
      fields.requireNoOther();
    } catch (UserException e) {
      wrong.add(where + ": " + e.getMessage());
    }
  }

  /** DocsTest takes a small model in their place. */
  @Test
  void modelsComeAlongOrAreMine() throws IOException {
    List<String> unknown = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all())
      MODEL
          .matcher(String.join("\n", page.lines()))
          .results()
          .map(model -> model.group(1))
          .filter(
              name ->
                  !name.startsWith("My ")
                      && !name.equals("value")
                      && !ModelLibrary.ofUser().isBundled(name))
          .forEach(name -> unknown.add(page + ": " + name));
    assertEquals(List.of(), unknown);
  }

  /** In the zip the macros lie in macros/U-Net. */
  @Test
  void filesInCommandLinesExist() throws IOException {
    List<String> missing = new ArrayList<>();
    for (MarkdownPage page : MarkdownPage.all())
      for (MarkdownPage.Block block : page.blocks())
        if (block.language().isEmpty() || block.language().equals("sh"))
          FILE.matcher(block.code())
              .results()
              .map(file -> file.group().replace("macros/U-Net/", "macros/"))
              .filter(file -> Files.notExists(Path.of(file)))
              .forEach(file -> missing.add(page + ":" + block.line() + ": " + file));
    assertEquals(List.of(), missing);
  }
}
