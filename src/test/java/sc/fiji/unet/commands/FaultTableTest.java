package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.measure.ResultsTable;
import java.awt.GraphicsEnvironment;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.opentest4j.TestAbortedException;
import sc.fiji.unet.images.SmallDisk;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;
import sc.fiji.unet.library.ModelLibrary;

/**
 * Walks docs/reliability.md: each row's case is run, what it says compared with what the table says
 * word by word (but for values, which stand in brackets there), and what it leaves on the disk.
 */
@InImageJ
class FaultTableTest {

  private static final Path TABLE = Path.of("docs/reliability.md");

  /** | id | what goes wrong | what is read | what is left | what is lost | */
  private static final Pattern ROW =
      Pattern.compile(
          "\\| ([A-Z][0-9]{2})(?: `(\\w+)#(\\w+)`)? \\| (.+) \\| (.+) \\| (.+) \\| (.+) \\|");

  private static final Map<String, String> SHORTHANDS =
      Map.of(
          "@image\\((.*?)\\)",
          "newImage('$1', '8-bit ramp', 64, 64, 1);",
          "@open\\((.*?)\\)",
          "run('U-Net Evaluate...', 'prediction=[$1] truth=[$1]');",
          "@segment\\((.*?), (.*?)\\)(?= |$)",
          "run('U-Net Segment...', 'model=[$1] $2');",
          "@folder\\((.*?)\\)",
          "run('U-Net Segment Folder...', 'input=[$1] output=[\\$O] model=[\\$M]');",
          "@train\\((.*?), ([^,]*?)(?:, (.*?))?\\)$",
          "run('U-Net Train...', 'images=[$1] annotations=[$2] iterations=1 filters=2 depth=1"
              + " save=[\\$O/x.zip] $3');",
          "@evaluate\\((.*?), (.*?)\\)",
          "run('U-Net Evaluate...', 'prediction=[$1] truth=[$2]');",
          "@import\\((.*?)\\)",
          "run('U-Net Models...', 'action=import file=[$1]');");

  @TempDir static Path folder;

  private static Path given;
  private static SmallDisk full;
  private static Map<String, String> macros;

  record Row(String id, String test, String method, String read, String left, String lost) {

    @Override
    public String toString() {
      return id;
    }
  }

  static List<Row> rows() throws IOException {
    List<Row> rows = new ArrayList<>();
    for (String line : Files.readAllLines(TABLE)) {
      Matcher row = ROW.matcher(line);
      if (row.matches())
        rows.add(
            new Row(
                row.group(1),
                row.group(2),
                row.group(3),
                row.group(5),
                row.group(6),
                row.group(7)));
    }
    return rows;
  }

  @BeforeAll
  static void makeWhatIsGiven() throws IOException {
    assumeTrue(GraphicsEnvironment.isHeadless(), "once is enough");
    given = Files.createDirectory(folder.resolve("given"));
    FaultyFiles.make(given);
    macros = macros();
    try {
      full = SmallDisk.of(folder, 1);
      try (OutputStream filling = Files.newOutputStream(full.folder().resolve("filling"))) {
        filling.write(new byte[900_000]); // of 1,048,576
      }
    } catch (TestAbortedException | InterruptedException e) {
      full = null; // this user cannot mount one
    }
  }

  @AfterAll
  static void unmount() throws InterruptedException {
    if (full != null) full.close();
  }

  private static Map<String, String> macros() throws IOException {
    Map<String, String> macros = new LinkedHashMap<>();
    try (InputStream in = FaultTableTest.class.getResourceAsStream("faults.txt")) {
      for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).lines().toList())
        if (!line.startsWith("#")) macros.put(line.substring(0, 3), line.substring(4));
    }
    return macros;
  }

  @AfterEach
  void closeAll() {
    Macros.run("setBatchMode(true); close('*'); run('Clear Results');");
  }

  @Test
  void theTableIsThatOfTheCases() throws IOException {
    List<Row> rows = rows();
    assertTrue(rows.size() >= 100, rows.size() + " rows");
    TreeSet<String> walked = new TreeSet<>();
    for (Row row : rows) {
      if (row.test() == null) assertTrue(walked.add(row.id()), row.id() + " is there twice");
      assertTrue(row.lost().startsWith("nothing"), row.id() + ": " + row.lost());
    }
    assertEquals(new TreeSet<>(macros.keySet()), walked);
  }

  @ParameterizedTest
  @MethodSource("rows")
  void rowIsTrue(Row row) throws IOException {
    if (row.test() != null) {
      requireTest(row);
      return;
    }
    Path output = folder.resolve("out").resolve(row.id());
    assumeTrue(full != null || !macros.get(row.id()).contains("$S"), "no small disk");
    Map<Path, String> before = files(output);
    long room = room();
    String read = read(macros.get(row.id()), output);
    assertTrue(
        pattern(row.read()).matcher(read).matches(),
        row.read() + "\n is in the table, but was:\n" + read);
    Map<Path, String> after = files(output);
    before.forEach((file, state) -> assertEquals(state, after.remove(file), file.toString()));
    List<String> left = new ArrayList<>();
    for (Path file : after.keySet()) {
      boolean result = file.startsWith(output);
      left.add(
          result
              ? output.relativize(file).toString().replace('\\', '/')
              : file.getFileName().toString());
      if (!result) Files.delete(file);
    }
    assertEquals(room, room(), "room is given back: no file is open that was deleted");
    assertEquals(
        row.left().equals("nothing") ? List.of() : List.of(row.left().replace("`", "").split(", ")),
        left);
  }

  /** What a command says, or what a macro that does not fail returns. */
  static String read(String macro, Path output) throws IOException {
    String code = macro;
    for (Map.Entry<String, String> shorthand : SHORTHANDS.entrySet())
      code = code.replaceAll(shorthand.getKey(), shorthand.getValue());
    code =
        code.replace("$G", given.toString())
            .replace("$O", output.toString())
            .replace("$S", full == null ? "" : full.folder().toString())
            .replace("$M", given.resolve("own.zip").toString());
    try {
      String returned = Macros.run("setBatchMode(true); " + code);
      Path summary = output.resolve("summary.csv");
      if (Files.exists(summary)) return "summary.csv: " + reason(summary);
      return String.valueOf(returned);
    } catch (MacroException e) {
      return e.getMessage().lines().reduce((one, next) -> next).orElse("");
    }
  }

  /** Of the first image. */
  private static String reason(Path summary) {
    ResultsTable table = ResultsTable.open2(summary.toString());
    return table.getStringValue("Problem", 0);
  }

  private static Pattern pattern(String sentence) {
    StringBuilder pattern = new StringBuilder();
    int from = 0;
    for (Matcher value = Pattern.compile("\\[[^\\]]*\\]").matcher(sentence); value.find(); ) {
      pattern.append(Pattern.quote(sentence.substring(from, value.start()))).append(".*");
      from = value.end();
    }
    return Pattern.compile(pattern + Pattern.quote(sentence.substring(from)), Pattern.DOTALL);
  }

  /** On the disk that is full, in bytes. */
  private static long room() throws IOException {
    return full == null ? 0 : Files.getFileStore(full.folder()).getUsableSpace();
  }

  /** All that a case may have touched, with what tells it from another state of it. */
  private static Map<Path, String> files(Path output) throws IOException {
    Map<Path, String> files = new TreeMap<>();
    Path models = ModelLibrary.ofUser().folder();
    List<Path> roots = new ArrayList<>(List.of(given, output, models));
    if (full != null) roots.add(full.folder());
    for (Path root : roots)
      if (Files.exists(root))
        try (Stream<Path> all = Files.walk(root)) {
          for (Path file : all.filter(Files::isRegularFile).toList())
            files.put(file, Files.size(file) + " " + Files.getLastModifiedTime(file));
        }
    String ours = "unet-" + ProcessHandle.current().pid() + "-";
    try (Stream<Path> all = Files.list(Path.of(System.getProperty("java.io.tmpdir")))) {
      all.filter(file -> file.getFileName().toString().startsWith(ours))
          .filter(file -> !file.toString().endsWith("-lock"))
          .forEach(file -> files.put(file, ""));
    }
    return files;
  }

  private static void requireTest(Row row) throws IOException {
    try (Stream<Path> sources = Files.walk(Path.of("src/test/java"))) {
      boolean found = false; // in one of the rooms
      for (Path source : sources.filter(file -> file.endsWith(row.test() + ".java")).toList())
        found |= Files.readString(source).contains("void " + row.method() + "(");
      assertTrue(found, row.test() + "#" + row.method());
    }
  }
}
