package sc.fiji.unet.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.formats.FileSink;
import sc.fiji.unet.formats.FileSource;
import sc.fiji.unet.formats.ImageFile;
import sc.fiji.unet.formats.ImageFiles;
import sc.fiji.unet.formats.NgffVersion;
import sc.fiji.unet.formats.OmeZarr;
import sc.fiji.unet.formats.OmeZarrWriter;
import sc.fiji.unet.formats.PixelType;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.jobs.SegmentImage;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

class SegmentZarrTest {

  private static final String MODEL = "Fluorescent nuclei";
  private static final int WIDTH = 700;
  private static final int HEIGHT = 540;
  private static final int SLICES = 3;

  private static final Options OPTIONS =
      Options.parse(List.of("precision=fp32", "diameter=22", "block=512"));

  private static final PrintStream NOWHERE = new PrintStream(PrintStream.nullOutputStream());

  @TempDir Path folder;

  @BeforeAll
  static void twoTasksAtOnce() {
    System.setProperty("spark.master", "local[2]");
  }

  @ParameterizedTest
  @CsvSource({
    "1, 0, precision=fp32 diameter=44 exclude",
    "1, 60, precision=fp32 diameter=44",
    "3, 50, precision=fp32 diameter=44 slices=together"
  })
  void labelsAreThoseOfOneProcess(int slices, int margin, String words) throws IOException {
    Path path = image(slices, margin);
    Options options = Options.parse(List.of((words + " block=512 depth=2").split(" ")));
    int[] expected = inOneProcess(path, options, slices);
    int objects = SegmentZarr.run(path.toString(), "many", MODEL, options, NOWHERE);
    assertArrayEquals(expected, read(path, "many", slices));
    assertTrue(objects > 20, objects + " objects");
    try (Stream<Path> left = Files.list(path.resolve("labels"))) {
      assertEquals(
          List.of("many", "one", "zarr.json"),
          left.map(file -> file.getFileName().toString()).sorted().toList());
    }
  }

  @Test
  void whatIsDoneIsNotDoneAgain() throws IOException {
    Path path = image(1, 0);
    Job job = begun(path, OPTIONS);
    Workplace place = Workplace.of(job);
    for (int i = 0; i < job.predictions().size(); i++)
      place.predict(i, place.measure(0, Banding.HERE));
    for (int i = 0; i < job.blocks().size(); i++) place.findPieces(i);
    // Would be needed, were anything predicted or labelled again.
    WholeFile.deleteFolder(path.resolve("0"));
    Files.createDirectories(path.resolve("0"));
    Files.copy(path.resolve(".kept"), path.resolve("0").resolve("zarr.json"));
    assertTrue(SegmentZarr.run(path.toString(), "cells", MODEL, OPTIONS, NOWHERE) > 20);
    UserException again =
        assertThrows(
            UserException.class,
            () -> SegmentZarr.run(path.toString(), "cells", MODEL, OPTIONS, NOWHERE));
    assertTrue(again.getMessage().contains("exists already"), again.getMessage());
  }

  @Test
  void anotherModelOnAnotherComputerIsRefused() throws IOException {
    Path path = image(1, 0);
    Job plan = begun(path, OPTIONS);
    Job other =
        new Job(
            plan.image(),
            plan.state(),
            plan.labels(),
            plan.model(),
            "0".repeat(64),
            plan.options(),
            plan.width(),
            plan.height(),
            plan.slices(),
            plan.items(),
            plan.planeWidth(),
            plan.planeHeight());
    Exception error = assertThrows(UserException.class, () -> Workplace.of(other));
    assertTrue(error.getMessage().contains("another one on this computer"), error.getMessage());
  }

  /** Labels of other words, another image or other programs are not gone on with. */
  @Test
  void otherWordsBeginAnew() throws IOException {
    Path path = image(1, 0);
    Job job = begun(path, OPTIONS);
    Workplace.of(job).predict(0, Workplace.of(job).measure(0, Banding.HERE));
    assertEquals(1, Workplace.folders(job).all().size());
    SegmentZarr.begin(job, NOWHERE);
    assertEquals(1, Workplace.folders(job).all().size());
    Options others = Options.parse(List.of("precision=fp32", "diameter=30", "block=512"));
    begun(path, others);
    assertEquals(List.of(), Workplace.folders(job).all());
    Job before = begun(path, OPTIONS);
    Workplace.of(before).measure(0, Banding.HERE);
    Files.setLastModifiedTime(path.resolve("zarr.json"), FileTime.fromMillis(0));
    begun(path, OPTIONS);
    assertEquals(List.of(), Workplace.folders(job).all());
    try (OmeZarr image = OmeZarr.open(path)) {
      OmeZarrWriter.labels(image, 0, "cells", new int[] {512, 512, 1, 1, 1}, false);
    }
    assertTrue(Files.notExists(path.resolve("labels/cells/.parts/job")));
  }

  /** A lost file is not read as background. */
  @Test
  void whatIsLostIsNoticed() throws IOException {
    Path path = image(1, 0);
    Job job = begun(path, OPTIONS);
    Workplace place = Workplace.of(job);
    for (int i = 1; i < job.predictions().size(); i++)
      place.predict(i, place.measure(0, Banding.HERE));
    UserException error = assertThrows(UserException.class, () -> place.findPieces(0));
    assertTrue(error.getMessage().contains("has lost a part"), error.getMessage());
  }

  /** As bioformats2raw writes them. */
  @Test
  void anImageMayLieInAFolderOfSeveral() throws IOException {
    Path all = Files.createDirectories(folder.resolve("all.zarr"));
    Files.writeString(
        all.resolve("zarr.json"),
        "{\"zarr_format\": 3, \"node_type\": \"group\", \"attributes\": {\"ome\":"
            + " {\"version\": \"0.5\", \"bioformats2raw.layout\": 3}}}");
    Files.move(image(1, 0), all.resolve("0"));
    int objects = SegmentZarr.run(all.toString(), "cells", MODEL, OPTIONS, NOWHERE);
    assertTrue(objects > 20, objects + " objects");
    int[] labels = read(all.resolve("0"), "cells", 1);
    assertEquals(objects, IntStream.of(labels).max().getAsInt());
  }

  /** What a task cannot do is one sentence where the work was begun. */
  @Test
  void aDamagedChunkIsASentence() throws IOException {
    Path path = image(1, 0);
    Path chunk = path.resolve("0/c/0/0");
    assertTrue(Files.exists(chunk), chunk.toString());
    Files.write(chunk, new byte[] {1, 2, 3});
    UserException error =
        assertThrows(
            UserException.class,
            () -> SegmentZarr.run(path.toString(), "cells", MODEL, OPTIONS, NOWHERE));
    assertTrue(error.getMessage().contains(chunk.toString()), error.getMessage());
    assertFalse(Files.exists(path.resolve("labels/cells/zarr.json")));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "blok=512",
        "block=100",
        "block=x",
        "slices=3",
        "precision=half",
        "exclude=no",
        "depth=0"
      })
  void wrongWordsAreSentences(String word) throws IOException {
    Path path = image(1, 0);
    UserException error =
        assertThrows(
            UserException.class,
            () ->
                SegmentZarr.run(
                    path.toString(), "cells", MODEL, Options.parse(List.of(word)), NOWHERE));
    assertTrue(error.getMessage().contains(word.replaceAll("=.*", "")), error.getMessage());
    assertTrue(error.getMessage().contains("allowed are"), error.getMessage());
  }

  private static Job begun(Path path, Options options) throws IOException {
    Job job = SegmentZarr.plan(path, "cells", MODEL, options, Banding.HERE, NOWHERE);
    SegmentZarr.begin(job, NOWHERE);
    return job;
  }

  /** The plugin's sample of nuclei, side by side, in a black margin. */
  private Path image(int slices, int margin) throws IOException {
    int[] values = new int[WIDTH * HEIGHT * slices];
    try (ImageFile sample = ImageFiles.open(Path.of("..", "sample-data", "nuclei.tif"))) {
      int width = (int) sample.size(0)[0];
      int height = (int) sample.size(0)[1];
      float[] pixels = new float[width * height];
      sample.read(0, new long[5], new int[] {width, height, 1, 1, 1}, pixels);
      for (int z = 0; z < slices; z++)
        for (int y = margin; y < HEIGHT - margin; y++)
          for (int x = margin; x < WIDTH - margin; x++)
            values[(z * HEIGHT + y) * WIDTH + x] =
                (int) pixels[(y + 2 * z) % height * width + (x + 3 * z) % width];
    }
    Path path = folder.resolve("image.zarr");
    try (OmeZarrWriter writer =
        OmeZarrWriter.image(
            path,
            NgffVersion.V0_5,
            PixelType.UINT8,
            new long[] {WIDTH, HEIGHT, 1, slices, 1},
            new int[] {256, 256, 1, 1, 1},
            Optional.empty(),
            1,
            List.of())) {
      writer.write(new long[5], new int[] {WIDTH, HEIGHT, 1, slices, 1}, values);
      writer.finish(Progress.NONE);
    }
    Files.copy(path.resolve("0").resolve("zarr.json"), path.resolve(".kept"));
    return path;
  }

  private static int[] inOneProcess(Path path, Options options, int slices) throws IOException {
    try (OmeZarr image = OmeZarr.open(path);
        OpenModel model = ModelLibrary.ofUser().open(MODEL, options.computing())) {
      FileSource source = FileSource.of(image, 0, model.description(), List.of());
      OmeZarrWriter labels =
          OmeZarrWriter.labels(image, 0, "one", new int[] {512, 512, 1, 1, 1}, false);
      FileSink sink = new FileSink(source.slices(), Optional.of(labels), Optional.empty());
      new SegmentImage(model, options.over(SegmentImage.defaults(model.description())))
          .run(source, sink, Progress.NONE);
      sink.finish(Progress.NONE);
    }
    return read(path, "one", slices);
  }

  private static int[] read(Path path, String name, int slices) throws IOException {
    int[] values = new int[WIDTH * HEIGHT * slices];
    try (OmeZarr labels = OmeZarr.open(path.resolve("labels").resolve(name))) {
      assertEquals(slices, labels.size(0)[3]);
      labels.readLabels(0, new long[5], new int[] {WIDTH, HEIGHT, 1, slices, 1}, values);
    }
    return values;
  }
}
