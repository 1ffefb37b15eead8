package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

class FolderJobTest {

  @TempDir Path folder;

  private Path input;
  private Path output;
  private Path journal;

  @BeforeEach
  void makeFolders() throws IOException {
    input = Files.createDirectories(folder.resolve("in"));
    output = input.resolve("results"); // within the images
    journal = folder.resolve("journal");
  }

  private SharedFolder shared(String settings, int milliseconds) {
    return new SharedFolder(input, output, journal, settings, milliseconds);
  }

  private FolderJob.Outcome run() throws IOException {
    return shared("labels", 0).run("", Progress.NONE);
  }

  private void image(String path, String text) throws IOException {
    Path file = input.resolve(path);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private List<String> journal() throws IOException {
    return Files.exists(journal) ? Files.readAllLines(journal) : List.of();
  }

  private List<String> results() throws IOException {
    try (Stream<Path> files = Files.walk(output)) {
      return files
          .filter(Files::isRegularFile)
          .map(file -> output.relativize(file).toString().replace('\\', '/'))
          .filter(file -> !file.startsWith("."))
          .sorted()
          .toList();
    }
  }

  @Test
  void resultsOfFilesOfOneNameDoNotCollide() throws IOException {
    image("x1.tif", "a");
    image("x1.png", "b");
    image("x1.png.tif", "c");
    image("x1.txt", "no image");
    image("y.PNG", "d");
    image("sub/x1.tif", "e");
    image("sub/.hidden.tif", "no image");
    image("sub/slide.zarr/0/0.tif", "no image");
    assertEquals(5, run().segmented());
    assertEquals(
        List.of(
            "least sure.csv",
            "measurements.csv",
            "sub/x1 labels.txt",
            "summary.csv",
            "x1.png labels.txt",
            "x1.png.tif labels.txt",
            "x1.tif labels.txt",
            "y labels.txt"),
        results());
    assertEquals("A", Files.readString(output.resolve("x1.tif labels.txt")));
    assertEquals("C", Files.readString(output.resolve("x1.png.tif labels.txt")));
  }

  /** Also where they were measured by an earlier run. */
  @Test
  void sizesFarFromTheOthersAreTold() throws IOException {
    for (int i = 0; i < 3; i++) image(i + ".tif", "size " + (20 + i));
    image("none.tif", "a");
    ToldProgress told = new ToldProgress();
    shared("labels", 0).run("", told);
    assertEquals(List.of(), told.notes());
    image("small.tif", "size 13");
    image("large.tif", "size 32");
    image("less.tif", "size 15");
    shared("labels", 0).run("", told);
    assertEquals(
        "In 2 of 6 images objects were measured to be far from the median of 20 pixels ('large.tif'"
            + " 32, 'small.tif' 13): look at them; where all are of one size, diameter=20 says so.",
        told.notes().get(1));
  }

  /** One that comes later does not take the name of one that is gone, either. */
  @Test
  void namesStay() throws IOException {
    image("x1.tif", "a");
    run();
    Files.delete(input.resolve("x1.tif"));
    image("x1.png", "b");
    image("X1.gif", "c");
    run();
    assertEquals(
        List.of("X1.gif labels.txt", "x1 labels.txt", "x1.png labels.txt"),
        results().stream().filter(file -> file.endsWith("labels.txt")).sorted().toList());
    Map<String, String> names = FolderImages.names(List.of("A.tif", "a.tif"), List.of());
    assertEquals(
        2, names.values().stream().map(String::toLowerCase).distinct().count(), names::toString);
  }

  @Test
  void patterns() throws IOException {
    for (String path : List.of("a.tif", "b.TIF", "c.png", "sub/d.tif", "sub/e.png"))
      image(path, path);
    assertEquals(List.of("a.tif", "b.TIF", "sub/d.tif"), found("*.tif"));
    assertEquals(List.of("a.tif", "b.TIF"), found("/*.tif"));
    assertEquals(List.of("sub/d.tif", "sub/e.png"), found("sub/*.{tif,png}"));
    assertEquals(
        "It cannot be understood; write such as *.tif or *.{tif,png}.",
        assertThrows(UserException.class, () -> found("*.{tif")).getMessage());
    assertEquals(
        "There is no image in '" + input + "' whose name is like '*.gif'.",
        assertThrows(UserException.class, () -> shared("labels", 0).run("*.gif", Progress.NONE))
            .getMessage());
  }

  private List<String> found(String pattern) throws IOException {
    return new FolderImages(input, output)
        .find(pattern, List.of()).stream().map(FolderImage::path).toList();
  }

  /** Only what is new, was changed or is missing is done. */
  @Test
  void goesOn() throws IOException {
    for (String path : List.of("a.tif", "b.tif", "c.tif", "d.tif")) image(path, path);
    run();
    assertEquals(0, run().segmented());
    image("a.tif", "A.tif");
    Files.setLastModifiedTime(input.resolve("a.tif"), FileTime.fromMillis(1));
    Files.setLastModifiedTime(input.resolve("b.tif"), FileTime.fromMillis(1)); // the same bytes
    Files.delete(output.resolve("c labels.txt"));
    image("e.tif", "e.tif");
    ToldProgress told = new ToldProgress();
    FolderJob.Outcome outcome = shared("labels", 0).run("", told);
    assertEquals(3, outcome.segmented());
    assertEquals(2, outcome.done());
    assertEquals(
        List.of("Of 5 images 2 are done already; it goes on with the others."), told.notes());
    assertEquals(5, shared("labels fill", 0).run("", Progress.NONE).segmented());
    Files.writeString(output.resolve(".unet/images/b.tif.properties"), "half of");
    assertEquals(1, shared("labels fill", 0).run("", Progress.NONE).segmented());
  }

  @Test
  void anImageThatFailsIsARow() throws IOException {
    image("a.tif", "a");
    image("b.png", "broken");
    image("c.tif", "defect");
    image("d, e.tif", "b");
    FolderJob.Outcome outcome = run();
    assertEquals(4, outcome.segmented());
    assertEquals(2, outcome.failed());
    List<String> rows = Files.readAllLines(output.resolve("summary.csv"));
    assertEquals(
        "Image,Objects,Area fraction,Mean size,Unit,Sure,Seconds,Model,Model sha256,Settings,Problem,Remarks",
        rows.get(0));
    assertTrue(rows.get(1).matches("a.tif,1,0.5000,2.0000,pixel\\^2,0.01538,.*,labels,,Seen\\."));
    assertTrue(rows.get(2).matches("b.png,,,,,,.*,labels,\"It is broken, \"\"really\"\"\\.\","));
    assertTrue(rows.get(3).contains("A defect of U-Net: java.lang.IllegalStateException: oops"));
    assertTrue(rows.get(4).startsWith("\"d, e.tif\",1,"));
    assertEquals(
        List.of(
            "Image,Model,Class,Object,Mean A,Mean B",
            "a.tif,\"Capitals, all\",\"large, round\",1,7,",
            "\"d, e.tif\",\"Capitals, all\",\"large, round\",1,,7"),
        Files.readAllLines(output.resolve("measurements.csv")));
    assertEquals(
        List.of(
            "Image,Plane,Sure,X,Y,Width,Height",
            "\"d, e.tif\",1,0.01515,1,2,3,4",
            "a.tif,1,0.01538,1,2,3,4"),
        Files.readAllLines(output.resolve("least sure.csv")));
    image("b.png", "mended");
    assertEquals(2, run().segmented(), "what failed is tried again");
    Files.delete(input.resolve("c.tif"));
    run();
    assertFalse(Files.readString(output.resolve("summary.csv")).contains("c.tif"));
  }

  @Test
  void foldersThatWillNotDo() throws IOException {
    image("a.tif", "a");
    Path other = Files.createDirectories(folder.resolve("other"));
    assertTrue(
        assertThrows(UserException.class, () -> into(input, input))
            .getMessage()
            .startsWith("It holds the images themselves, "));
    assertThrows(UserException.class, () -> into(input, folder));
    Path link = Files.createSymbolicLink(folder.resolve("link"), folder);
    assertThrows(UserException.class, () -> into(input, link));
    assertThrows(UserException.class, () -> FolderJob.folder(folder.resolve("none")));
    into(input, other);
    Path second = Files.createDirectories(folder.resolve("second"));
    Files.copy(input.resolve("a.tif"), second.resolve("a.tif"));
    assertEquals(
        "It holds the results of '"
            + input
            + "': name another folder for those of '"
            + second
            + "'.",
        assertThrows(UserException.class, () -> into(second, other)).getMessage());
    Files.move(input, folder.resolve("moved"));
    assertEquals(0, into(folder.resolve("moved"), other).segmented());
  }

  private FolderJob.Outcome into(Path from, Path to) throws IOException {
    return new SharedFolder(from, to, journal, "labels", 0).run("", Progress.NONE);
  }

  /** Results of another run within the images are none. */
  @Test
  void resultsAreNoImages() throws IOException {
    image("a.tif", "a");
    run();
    image("results/seems.tif", "a result");
    assertEquals(1, into(input, input.resolve("other results")).segmented());
    assertEquals(List.of("a", "a"), journal());
  }

  /** What was found is written, and the tables are there; nothing is done again. */
  @Test
  void aCancellationLosesNothing() throws IOException {
    for (int i = 0; i < 8; i++) image(i + ".tif", "image " + i);
    ToldProgress canceling =
        new ToldProgress(
            () -> {
              try {
                return journal().size() >= 3;
              } catch (IOException e) {
                return false;
              }
            });
    assertThrows(CancellationException.class, () -> shared("labels", 20).run("", canceling));
    int written = journal().size();
    assertEquals(written, new FolderRecords(output).all().size());
    assertEquals(written + 1, Files.readAllLines(output.resolve("summary.csv")).size());
    assertEquals(8 - written, run().segmented());
    assertEquals(8, new HashSet<>(journal()).size());
    assertEquals(8, journal().size());
  }

  /** Three steps of 8 images in less time than one after the other. */
  @Test
  void stepsOverlap() throws IOException {
    for (int i = 0; i < 8; i++) image(i + ".tif", "image " + i);
    long begin = System.nanoTime();
    shared("labels", 50).run("", Progress.NONE);
    assertTrue((System.nanoTime() - begin) / 1e6 < 8 * 3 * 50 * 0.8);
  }

  @Test
  void oneProgramWorksOnAFolderOnce() throws Exception {
    for (int i = 0; i < 8; i++) image(i + ".tif", "image " + i);
    CompletableFuture<Void> first = new CompletableFuture<>();
    new Thread(
            () -> {
              try {
                shared("labels", 50).run("", Progress.NONE);
                first.complete(null);
              } catch (IOException | RuntimeException e) {
                first.completeExceptionally(e);
              }
            })
        .start();
    while (journal().isEmpty()) Thread.sleep(5);
    assertEquals(
        "This ImageJ is segmenting into '" + output + "' already: wait for its end.",
        assertThrows(UserException.class, this::run).getMessage());
    first.get();
    assertEquals(0, run().segmented());
  }

  /** Real ones, at any moment: what is recorded is never done again, and little else is. */
  @Test
  @Timeout(120)
  void killsLoseNothing() throws Exception {
    for (int i = 0; i < 20; i++) image(i + ".tif", "image " + i);
    Random random = new Random(1);
    int kills = 4;
    for (int kill = 0; kill < kills; kill++) {
      int before = journal().size();
      Process process = start(20);
      while (journal().size() == before && process.isAlive()) Thread.sleep(2);
      Thread.sleep(random.nextInt(60));
      process.destroyForcibly().waitFor();
      List<ImageRecord> done = new FolderRecords(output).all();
      for (ImageRecord record : done)
        assertTrue(Files.exists(output.resolve(record.files().get(0))));
      // One was being written, and one may have been predicted just now.
      assertTrue(new HashSet<>(journal()).size() <= done.size() + 2);
      Files.write(journal, new HashSet<>(journal()));
    }
    int before = journal().size();
    List<ImageRecord> done = new FolderRecords(output).all();
    assertEquals(20 - done.size(), run().segmented());
    assertTrue(journal().size() <= before + 20 - done.size());
    assertEquals(20, new HashSet<>(journal()).size());
    assertEquals(21, Files.readAllLines(output.resolve("summary.csv")).size());
    assertEquals(
        List.of(),
        results().stream().filter(file -> file.endsWith(".part")).toList(),
        "half-written files are among the results");
    assertEquals(0, left(), "half-written files are left");
  }

  private int left() throws IOException {
    try (Stream<Path> parts = Files.list(FolderJob.parts(output))) {
      return (int) parts.count();
    }
  }

  /** They do the same at the same time, and do each other no harm. */
  @Test
  @Timeout(120)
  void twoWithoutLocks() throws Exception {
    for (int i = 0; i < 60; i++) image(i + ".tif", "image " + i);
    Process one = start(0, false);
    Process other = start(0, false);
    assertEquals(0, one.waitFor(), () -> log());
    assertEquals(0, other.waitFor(), () -> log());
    for (int i = 0; i < 60; i++)
      assertEquals("IMAGE " + i, Files.readString(output.resolve(i + " labels.txt")));
    assertEquals(61, Files.readAllLines(output.resolve("summary.csv")).size());
    assertEquals(61, Files.readAllLines(output.resolve("measurements.csv")).size());
    assertEquals(0, left());
  }

  private String log() {
    try {
      return Files.readString(folder.resolve("log"));
    } catch (IOException e) {
      return "" + e;
    }
  }

  @Test
  void resultsOfOtherSettingsDoNotStay() throws IOException {
    image("a.tif", "a");
    run();
    shared("rois", 0).run("", Progress.NONE);
    assertEquals(List.of("a rois.txt", "least sure.csv", "summary.csv"), results());
    image("a.tif", "broken");
    shared("rois", 0).run("", Progress.NONE);
    assertEquals(List.of("summary.csv"), results());
  }

  @Test
  void aPowerCutLeavesNothingThatCannotBeReadAgain() throws IOException {
    image("a.tif", "a");
    image("b.tif", "b");
    run();
    Path agreed = output.resolve(".unet/run");
    for (byte[] damaged : new byte[][] {new byte[9], {-1}}) {
      Files.write(agreed, damaged);
      assertEquals(0, run().segmented());
      Files.write(output.resolve(".unet/images/a.tif.properties"), damaged);
      assertEquals(1, run().segmented());
    }
    Files.write(FolderJob.parts(output).resolve("half of a file"), new byte[9]);
    run();
    assertEquals(0, left());
  }

  @Test
  void noNameOfAnImageIsThatOfAHalfWrittenFile() throws IOException {
    image("part of x.tif", "a");
    image("x.tif", "b");
    run();
    assertEquals("A", Files.readString(output.resolve("part of x labels.txt")));
    assertEquals("B", Files.readString(output.resolve("x labels.txt")));
    assertEquals(2, new FolderRecords(output).all().size());
  }

  @Test
  void aTableThatIsOpenElsewhere() throws IOException {
    image("a.tif", "a");
    Path table = output.resolve("summary.csv");
    Files.createDirectories(table.resolve("cannot be replaced"));
    assertEquals(
        "The table '"
            + table
            + "' cannot be written: close it in other programs and run again; all images are done.",
        assertThrows(UserException.class, this::run).getMessage());
    image("b.tif", "full");
    IOException first = assertThrows(IOException.class, this::run);
    assertEquals("No space left.", first.getMessage());
    assertEquals(1, first.getSuppressed().length);
  }

  /** Of which one dies: what it was at is the others'. */
  @Test
  @Timeout(120)
  void processesShareAFolder() throws Exception {
    for (int i = 0; i < 50; i++) image(i + ".tif", "image " + i);
    Process dying = start(100);
    while (records().isEmpty()) Thread.sleep(5);
    Process one = start(100);
    Process other = start(100);
    while (records().size() < 2) Thread.sleep(5);
    assertEquals(
        "Another ImageJ is segmenting into '"
            + output
            + "' with another model or other settings: wait for its end, or choose another folder"
            + " for the results.",
        assertThrows(UserException.class, () -> shared("other", 0).run("", Progress.NONE))
            .getMessage());
    dying.destroyForcibly().waitFor();
    assertEquals(0, one.waitFor());
    assertEquals(0, other.waitFor());
    assertEquals(50, new FolderRecords(output).all().size());
    assertEquals(51, Files.readAllLines(output.resolve("summary.csv")).size());
    assertEquals(50, new HashSet<>(journal()).size());
    assertTrue(journal().size() <= 52, () -> "images were done twice");
    assertEquals(3, records().size(), () -> "not all had a share");
  }

  /** Number of images by process. */
  private Map<Long, Long> records() throws IOException {
    return new FolderRecords(output)
        .all().stream()
            .collect(
                Collectors.groupingBy(ImageRecord::process, TreeMap::new, Collectors.counting()));
  }

  private Process start(int milliseconds) throws IOException {
    return start(milliseconds, true);
  }

  private Process start(int milliseconds, boolean locking) throws IOException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-cp",
                System.getProperty("java.class.path"),
                SharedFolder.class.getName(),
                input.toString(),
                output.toString(),
                journal.toString(),
                "" + milliseconds,
                "" + locking));
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }
}
