package sc.fiji.unet.commands;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.WindowManager;
import ij.io.FileSaver;
import ij.text.TextPanel;
import ij.text.TextWindow;
import java.awt.Component;
import java.awt.GraphicsEnvironment;
import java.awt.event.MouseEvent;
import java.awt.event.MouseListener;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.imagej.RoiSets;
import sc.fiji.unet.launcher.InImageJ;
import sc.fiji.unet.launcher.Launcher;
import sc.fiji.unet.launcher.MacroException;
import sc.fiji.unet.launcher.Macros;

/** A folder of images, by a macro. */
@InImageJ
class SegmentFolderTest {

  @TempDir static Path models;
  @TempDir Path folder;

  private static String model;

  private Path input;
  private Path output;

  @BeforeAll
  static void train() {
    model = models.resolve("tiny.zip").toString();
    Macros.run(
        "setBatchMode(true); open('sample-data/nuclei.tif'); rename('a');"
            + " setVoxelSize(1, 1, 1, 'pixel'); open('sample-data/nuclei-truth.tif'); rename('b');"
            + " run('U-Net Train...', 'images=a annotations=b name=[Tiny] save=["
            + model
            + "] iterations=2 filters=2 depth=1 seed=1 precision=fp32'); close('*');");
  }

  @BeforeEach
  void makeFolders() throws IOException {
    input = Files.createDirectories(folder.resolve("my images"));
    output = input.resolve("results");
    Files.createDirectories(input.resolve("sub"));
  }

  @AfterEach
  void closeTables() {
    Stream.of(WindowManager.getNonImageTitles())
        .map(WindowManager::getWindow)
        .filter(TextWindow.class::isInstance)
        .forEach(window -> ((TextWindow) window).close(false));
    Macros.run("close('*');");
  }

  private String command(String options) {
    return String.format(
        "run('U-Net Segment Folder...', 'input=[%s] output=[%s] model=[%s] precision=fp32 %s');",
        input, output, model, options);
  }

  private static String failureOf(String macro) {
    return assertThrows(MacroException.class, () -> Macros.run(macro)).getMessage();
  }

  private void fill() throws IOException {
    Files.copy(Path.of("sample-data/nuclei.tif"), input.resolve("x1.tif"));
    Files.copy(Path.of("sample-data/phase-cells.tif"), input.resolve("sub/x1.tif"));
    new FileSaver(IJ.openImage("sample-data/nuclei.tif"))
        .saveAsPng(input.resolve("x1.png").toString());
    byte[] whole = Files.readAllBytes(input.resolve("x1.png"));
    Files.write(input.resolve("broken.png"), Arrays.copyOf(whole, whole.length / 2));
    byte[] tiff = Files.readAllBytes(input.resolve("x1.tif"));
    Files.write(input.resolve("cut.tif"), Arrays.copyOf(tiff, tiff.length / 2));
    Files.writeString(input.resolve("notes.txt"), "no image");
  }

  @Test
  void imagesOfOneNameAndABrokenOne() throws IOException {
    fill();
    String macro =
        command("labels rois table overlay probabilities threshold=0.4 minimum=20")
            + " return 'it went on';";
    assertEquals("it went on", Macros.run(macro));
    for (String name : List.of("x1.tif", "x1.png", "sub/x1"))
      for (String kind : List.of("labels.tif", "probabilities.tif", "overlay.tif", "RoiSet.zip"))
        assertTrue(Files.exists(output.resolve(name + " " + kind)), name + " " + kind);
    List<String[]> rows = rows("summary.csv");
    assertEquals(
        List.of("Image", "broken.png", "cut.tif", "sub/x1.tif", "x1.png", "x1.tif"),
        rows.stream().map(row -> row[0]).toList());
    assertTrue(rows.get(1)[10].startsWith("ImageJ cannot open "), rows.get(1)[10]);
    assertTrue(String.join(",", rows.get(2)).contains("cut.tif' is cut off: it has "));
    assertEquals(
        "labels rois table probabilities overlay threshold=0.4 minimum=20 precision=fp32",
        rows.get(3)[9]);
    ImagePlus labels = IJ.openImage(output.resolve("sub/x1 labels.tif").toString());
    int objects = Integer.parseInt(rows.get(3)[1]);
    assertEquals(objects, (int) labels.getProcessor().getStats().max);
    assertEquals(objects, RoiSets.open(output.resolve("sub/x1 RoiSet.zip")).size());
    ImagePlus outlined = IJ.openImage(output.resolve("sub/x1 overlay.tif").toString());
    assertEquals(objects, outlined.getOverlay() == null ? 0 : outlined.getOverlay().size());
    List<String[]> measured = rows("measurements.csv");
    assertEquals(List.of("Image", "Model", "Object"), List.of(measured.get(0)).subList(0, 3));
    assertEquals(objects, measured.stream().filter(row -> row[0].equals("sub/x1.tif")).count());
    assertEquals(4, rows("least sure.csv").size());
    Map<String, Long> before = ended();
    assertEquals("it went on", Macros.run(macro));
    Map<String, Long> after = ended();
    before.keySet().removeIf(image -> image.matches("(broken|cut).*"));
    after.keySet().removeIf(image -> image.matches("(broken|cut).*"));
    assertEquals(before, after, "nothing is done twice");
  }

  @Test
  void aDoubleClickOpensAnImageAtItsPlace() throws IOException {
    assumeFalse(GraphicsEnvironment.isHeadless(), "needs a display");
    fill();
    Macros.run(command("labels"));
    TextWindow window = (TextWindow) WindowManager.getWindow("Segmented in my images, worst first");
    TextPanel panel = window.getTextPanel();
    int row = -1;
    for (int i = 0; i < panel.getLineCount(); i++)
      if (panel.getLine(i).startsWith("sub/x1.tif")) row = i;
    panel.setSelection(row, row);
    MouseEvent click =
        new MouseEvent(panel, MouseEvent.MOUSE_CLICKED, 0, 0, 5, 5, 2, false, MouseEvent.BUTTON1);
    for (int twice = 0; twice < 2; twice++)
      for (Component part : panel.getComponents())
        for (MouseListener listener : part.getMouseListeners()) listener.mouseClicked(click);
    assertEquals(1, WindowManager.getImageCount());
    ImagePlus image = WindowManager.getImage("x1.tif");
    assertEquals(384, image.getWidth()); // that of the other folder is smaller
    assertTrue(image.getRoi().getBounds().width > 100);
  }

  @Test
  void errorsSayWhatToDo() throws IOException {
    fill();
    assertEquals(
        "Name the folder of the images: input=[FOLDER].",
        failureOf("run('U-Net Segment Folder...', 'output=x');"));
    String none = folder.resolve("none").toString();
    assertEquals(
        "input=[" + none + "]: It is no folder; name one that holds images.",
        failureOf("run('U-Net Segment Folder...', 'input=[" + none + "] output=x');"));
    assertEquals(
        "There is no image in '" + input + "' whose name is like '*.gif'.",
        failureOf(command("pattern=*.gif")));
    assertEquals(
        "channels=[red] must be numbers with commas between them, such as 1 or 1,3.",
        failureOf(command("channels=red")));
    assertTrue(failureOf(command("save=x")).startsWith("The key 'save' is unknown"));
    assertTrue(
        failureOf(command("classes"))
            .endsWith("tell classes of objects apart: leave the classes out."));
  }

  /** With a real process, which is killed: the rest, and what it was at, is this one's. */
  @Test
  @Timeout(120)
  void sharesAFolderAndTakesOverWhatAKilledOneLeaves() throws Exception {
    assumeTrue(GraphicsEnvironment.isHeadless(), "other processes have no display");
    for (int i = 0; i < 10; i++)
      Files.copy(Path.of("sample-data/phase-cells.tif"), input.resolve(i + ".tif"));
    String macro = command("labels minimum=50 average");
    Process other = start(macro);
    while (processes().isEmpty() && other.isAlive()) Thread.sleep(5);
    CompletableFuture<Map<String, Long>> atItsEnd =
        CompletableFuture.supplyAsync(
            () -> {
              while (processes().size() < 2) pause();
              other.destroyForcibly();
              while (other.isAlive()) pause();
              return ended();
            });
    Macros.run(macro);
    Map<String, Long> before = atItsEnd.get();
    Map<String, Long> after = ended();
    assertTrue(before.size() < 10, "it was not killed in time");
    assertEquals(10, after.size());
    before.forEach((image, when) -> assertEquals(when, after.get(image), image));
    assertEquals(11, rows("summary.csv").size());
    for (int i = 0; i < 10; i++) assertTrue(Files.exists(output.resolve(i + " labels.tif")));
    assertEquals(Set.of("" + other.pid(), "" + ProcessHandle.current().pid()), processes());
    Macros.run(macro);
    assertEquals(after, ended());
  }

  private static void pause() {
    try {
      Thread.sleep(5);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private Process start(String macro) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "--add-opens",
            "java.base/java.lang=ALL-UNNAMED",
            "-Duser.home=" + System.getProperty("user.home"),
            "-DDJL_CACHE_DIR=" + System.getProperty("DJL_CACHE_DIR"),
            "-cp",
            System.getProperty("java.class.path"),
            Launcher.class.getName(),
            "--headless",
            "-eval",
            macro)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private List<String[]> rows(String table) throws IOException {
    return Files.readAllLines(output.resolve(table)).stream()
        .map(line -> line.split(",", -1))
        .toList();
  }

  private List<String> records() {
    Path images = output.resolve(".unet/images");
    if (!Files.exists(images)) return List.of();
    try (Stream<Path> files = Files.walk(images)) {
      return files
          .filter(file -> file.toString().endsWith(".properties"))
          .map(SegmentFolderTest::text)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String value(String record, String key) {
    return record
        .lines()
        .filter(line -> line.startsWith(key + "="))
        .findFirst()
        .orElseThrow()
        .substring(key.length() + 1);
  }

  private Set<String> processes() {
    return records().stream().map(record -> value(record, "process")).collect(Collectors.toSet());
  }

  /** When each image was done. */
  private Map<String, Long> ended() {
    return records().stream()
        .collect(
            Collectors.toMap(
                record -> value(record, "image"),
                record -> Long.valueOf(value(record, "ended")),
                (a, b) -> b,
                TreeMap::new));
  }
}
