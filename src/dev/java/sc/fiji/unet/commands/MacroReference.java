package sc.fiji.unet.commands;

import ij.ImagePlus;
import ij.WindowManager;
import ij.macro.Interpreter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import sc.fiji.unet.progress.UserException;

/**
 * Writes the tables of docs/macros.md: every command of plugins.config with its keys, what they may
 * be and their defaults, as the command asks for them. What a person wrote stays: the text around
 * the tables, and the last column, which says what a key means; a key that an earlier command has
 * in the same way is explained there.
 */
public final class MacroReference {

  static final Path PAGE = Path.of("docs", "macros.md");

  private static final String WITHOUT_KEYS = "Commands without keys";
  private static final String KEYS_HEAD = "| key | values | default | means |\n|---|---|---|---|\n";
  private static final String COMMANDS_HEAD = "| command | does |\n|---|---|\n";

  /** What this class writes itself. */
  private static final String AS_IN = "as in \\[[^]]*]\\([^)]*\\)";

  private static final Pattern ENTRY = Pattern.compile(".*, \"(.*)\", ([\\w.$]+)(?:\\(.*\\))?");
  private static final Pattern TABLE = Pattern.compile("(?m)(^\\|.*\\n)+");

  /** By the names of the commands, in the order of the menu. */
  private final Map<String, List<RecordedFields.Key>> commands = new LinkedHashMap<>();

  /** "`key` of Command", where nobody wrote what it means. */
  private final Set<String> unexplained = new LinkedHashSet<>();

  MacroReference(Path config) throws IOException {
    for (String line : Files.readAllLines(config)) {
      Matcher entry = ENTRY.matcher(line);
      if (entry.matches()) commands.put(entry.group(1), keys(entry.group(2)));
    }
  }

  /**
   * Writes the page.
   *
   * @param args none
   */
  public static void main(String... args) throws IOException {
    MacroReference reference = new MacroReference(Path.of("plugins.config"));
    Files.writeString(PAGE, reference.update(Files.readString(PAGE)));
    for (String key : reference.unexplained())
      System.out.println(PAGE + ": say in the last column what this means: " + key);
  }

  Set<String> unexplained() {
    return unexplained;
  }

  /** Empty where nothing is asked. */
  private static List<RecordedFields.Key> keys(String className) {
    try {
      Object entry = Class.forName(className).getDeclaredConstructor().newInstance();
      return entry instanceof Command<?> command ? keys(command) : List.of();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("plugins.config names " + className, e);
    }
  }

  static List<RecordedFields.Key> keys(Command<?> command) {
    RecordedFields fields = new RecordedFields();
    try {
      command.settings(fields);
    } catch (UserException e) { // it looks at an image before it has asked for all
      segmented(() -> command.settings(fields));
    }
    return fields.keys();
  }

  /** Does something where the active image was segmented. */
  private static void segmented(Runnable action) {
    boolean before = Interpreter.batchMode;
    Interpreter.batchMode = true; // no windows
    ImagePlus image = OpenSample.open("nuclei");
    image.setRoi(0, 0, 96, 96);
    image = image.crop();
    try {
      image.show();
      Segment segment = new Segment();
      segment.run(
          segment.settings(
              new MacroFields("model=[Fluorescent nuclei] diameter=23 precision=fp32 labels")));
      action.run();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    } finally {
      for (int id : Interpreter.getBatchModeImageIDs())
        Interpreter.removeBatchModeImage(WindowManager.getImage(id));
      Interpreter.batchMode = before;
    }
  }

  /** The page as it should be. */
  String update(String page) {
    Map<String, String> sections = new LinkedHashMap<>();
    String[] parts = page.split("(?m)^(?=## )");
    for (int i = 1; i < parts.length; i++) {
      int end = parts[i].indexOf('\n');
      sections.put(parts[i].substring(3, end).strip(), parts[i].substring(end + 1));
    }
    unexplained.clear();
    StringBuilder updated = new StringBuilder(parts[0]);
    Map<String, String> explainedBefore = new LinkedHashMap<>();
    commands.forEach(
        (command, keys) -> {
          if (keys.isEmpty()) return;
          String text = sections.getOrDefault(command, "\n");
          String rows = rows(command, keys, explanations(text), explainedBefore);
          updated.append("## " + command + "\n" + withTable(text, KEYS_HEAD + rows));
        });
    String text = sections.getOrDefault(WITHOUT_KEYS, "\n");
    updated.append("## " + WITHOUT_KEYS + "\n");
    updated.append(withTable(text, COMMANDS_HEAD + commandRows(explanations(text))));
    return updated.toString();
  }

  private String rows(
      String command,
      List<RecordedFields.Key> keys,
      Map<String, String> explanations,
      Map<String, String> explainedBefore) {
    StringBuilder rows = new StringBuilder();
    for (RecordedFields.Key key : keys) {
      String cells = "| `" + key.name() + "` | " + key.values() + " | " + key.byDefault() + " | ";
      String means = explanations.getOrDefault("`" + key.name() + "`", "");
      String before = explainedBefore.get(cells);
      if (means.isEmpty() || means.matches(AS_IN))
        means = before == null ? "" : "as in [" + before + "](#" + anchor(before) + ")";
      else explainedBefore.putIfAbsent(cells, command);
      if (means.isEmpty()) unexplained.add("`" + key.name() + "` of " + command);
      rows.append(cells + means + " |\n");
    }
    return rows.toString();
  }

  private String commandRows(Map<String, String> explanations) {
    StringBuilder rows = new StringBuilder();
    commands.forEach(
        (command, keys) -> {
          if (!keys.isEmpty()) return;
          String does = explanations.getOrDefault("`" + command + "`", "");
          if (does.isEmpty()) unexplained.add(command);
          rows.append("| `" + command + "` | " + does + " |\n");
        });
    return rows.toString();
  }

  /** The last cells of a table by the first ones. */
  private static Map<String, String> explanations(String section) {
    Map<String, String> explanations = new LinkedHashMap<>();
    Matcher table = TABLE.matcher(section);
    if (!table.find()) return explanations;
    for (String row : table.group().split("\n")) {
      String[] cells = row.split("\\|", -1);
      explanations.put(cells[1].strip(), cells[cells.length - 2].strip());
    }
    return explanations;
  }

  /** The first table of a section is exchanged, or one put at its end. */
  private static String withTable(String section, String table) {
    Matcher old = TABLE.matcher(section);
    return old.find()
        ? section.substring(0, old.start()) + table + section.substring(old.end())
        : "\n" + (section.isBlank() ? "" : section.strip() + "\n\n") + table + "\n";
  }

  /** What a heading is linked by, on GitHub and its pages. */
  static String anchor(String heading) {
    return heading
        .strip()
        .toLowerCase(Locale.ROOT)
        .replaceAll("[^\\p{L}\\p{N}_ -]", "")
        .replace(' ', '-');
  }
}
