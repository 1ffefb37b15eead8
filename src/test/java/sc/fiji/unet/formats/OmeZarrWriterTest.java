package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

class OmeZarrWriterTest {

  private static final int[] CHUNK = {400, 30, 1, 1, 1};

  @TempDir Path folder;

  /** Of two channels and three slices, 1100 x 70 pixels of 0.5 x 0.25 µm. */
  private OmeZarr image(NgffVersion version) {
    return image(version, new int[] {1100, 70, 1, 1, 1});
  }

  private OmeZarr image(NgffVersion version, int[] chunk) {
    Path path = folder.resolve("a.zarr");
    OmeZarrWriter writer =
        OmeZarrWriter.image(
            path,
            version,
            PixelType.UINT16,
            new long[] {1100, 70, 2, 3, 1},
            chunk,
            Optional.of(new PixelSize(.5, .25)),
            4,
            List.of("DAPI", "GFP"));
    for (int z = 0; z < 3; z++) {
      int[] values = new int[1100 * 70 * 2];
      Arrays.setAll(values, i -> i % 1100 * 2 + i / 1100 * 4);
      writer.write(new long[] {0, 0, 0, z, 0}, new int[] {1100, 70, 2, 1, 1}, values);
    }
    writer.finish(Progress.NONE);
    return OmeZarr.open(path);
  }

  private static int label(long x, long y, long z) {
    return (int) (x / 10 + y / 10 * 1000 + z * 100_000_000);
  }

  private static int[] labels(long[] min, int[] size) {
    int[] labels = new int[size[0] * size[1] * size[3]];
    Arrays.setAll(
        labels,
        i ->
            label(
                min[0] + i % size[0],
                min[1] + i / size[0] % size[1],
                min[3] + i / size[0] / size[1]));
    return labels;
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void anImageIsAPyramid(NgffVersion version) {
    OmeZarr image = image(version, CHUNK);
    assertEquals(3, image.levels());
    assertEquals(version, image.version());
    assertArrayEquals(new long[] {275, 18, 2, 3, 1}, image.size(2));
    assertArrayEquals(new int[] {400, 30}, image.blockSize(0));
    assertEquals(Optional.of(new PixelSize(2, 1)), image.pixelSize(2));
    assertEquals(4, image.sliceSpacing(0));
    assertEquals(1, image.sliceSpacing(2));
    assertEquals(List.of("DAPI", "GFP"), image.channels());
    // The mean of four pixels lies between them.
    assertEquals(List.of(0., 0., .375, .75), image.image().levels().get(2).translation());
    float[] value = new float[1];
    // Also where the last column and row of a chunk meet others.
    for (int[] place : new int[][] {{3, 5}, {199, 14}, {200, 15}, {399, 29}, {549, 34}}) {
      image.read(1, new long[] {place[0], place[1], 0, 2, 0}, new int[] {1, 1, 1, 1, 1}, value);
      assertEquals(place[0] * 4 + 1 + (place[1] * 4 + 1) * 2, value[0]);
    }
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void labelsLieBesideTheImage(NgffVersion version) {
    OmeZarr image = image(version);
    OmeZarrWriter writer = OmeZarrWriter.labels(image, 0, "cells 2", CHUNK, false);
    assertArrayEquals(new long[] {1100, 70, 1, 3, 1}, writer.size());
    for (long x = 0; x < 1100; x += 400) {
      long[] min = {x, 0, 0, 0, 0};
      int[] size = {(int) Math.min(400, 1100 - x), 70, 1, 3, 1};
      writer.write(min, size, labels(min, size));
    }
    int[] value = new int[1];
    writer.read(new long[] {777, 33, 0, 2, 0}, new int[] {1, 1, 1, 1, 1}, value);
    assertEquals(label(777, 33, 2), value[0]);
    writer.finish(Progress.NONE);

    OmeZarr labels = OmeZarr.open(folder.resolve("a.zarr/labels/cells 2"));
    assertEquals("labels/cells 2", labels.name());
    assertEquals(3, labels.levels());
    assertEquals(image.pixelSize(0), labels.pixelSize(0));
    assertEquals(image.pixelSize(1), labels.pixelSize(1));
    assertEquals(List.of(0., .375, .75), labels.image().levels().get(2).translation());
    for (int level = 0; level < 3; level++) {
      long[] size = labels.size(level);
      int[] all = Arrays.stream(size).mapToInt(length -> (int) length).toArray();
      int[] values = new int[all[0] * all[1] * all[3]];
      labels.readLabels(level, new long[5], all, values);
      for (int i = 0; i < values.length; i++) {
        long x = (long) (i % all[0]) << level;
        long y = (long) (i / all[0] % all[1]) << level;
        assertEquals(label(x, y, i / all[0] / all[1]), values[i]);
      }
    }
    ZarrGroup list = ZarrGroup.read(folder.resolve("a.zarr/labels")).orElseThrow();
    assertEquals(List.of("cells 2"), list.ome().texts("labels"));
    assertEquals(
        "../../",
        ZarrGroup.read(folder.resolve("a.zarr/labels/cells 2"))
            .orElseThrow()
            .ome()
            .needed("image-label")
            .needed("source")
            .neededText("image"));
    // The image is as it was.
    assertEquals(3, OmeZarr.open(folder.resolve("a.zarr")).levels());
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void labelsOfACoarserResolutionLieWhereItLies(NgffVersion version) {
    OmeZarr image = image(version);
    OmeZarrWriter writer = OmeZarrWriter.labels(image, 1, "coarse", CHUNK, false);
    long[] min = new long[5];
    int[] size = {550, 35, 1, 3, 1};
    writer.write(min, size, labels(min, size));
    writer.finish(Progress.NONE);
    OmeZarr labels = OmeZarr.open(folder.resolve("a.zarr/labels/coarse"));
    assertEquals(image.pixelSize(1), labels.pixelSize(0));
    // As many as the image has, which ends before.
    assertEquals(3, labels.levels());
    assertArrayEquals(new long[] {138, 9, 1, 3, 1}, labels.size(2));
    assertEquals(Optional.of(new PixelSize(4, 2)), labels.pixelSize(2));
    assertEquals(List.of(0., .125, .25), labels.image().levels().get(0).translation());
    assertEquals(List.of(0., .375, .75), labels.image().levels().get(1).translation());
    assertEquals(List.of(0., .375, .75), labels.image().levels().get(2).translation());
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void mapsAreAnImage(NgffVersion version) {
    OmeZarr image = image(version);
    Path path = folder.resolve("maps.zarr");
    OmeZarrWriter writer =
        OmeZarrWriter.maps(image, 2, path, List.of("foreground", "border"), CHUNK, false);
    int[] size = {275, 18, 2, 3, 1};
    float[] values = new float[275 * 18 * 2 * 3];
    for (int i = 0; i < values.length; i++) values[i] = i / 300_000f;
    values[7] = Float.NaN;
    writer.write(new long[5], size, values);
    writer.finish(Progress.NONE);
    OmeZarr maps = OmeZarr.open(path);
    assertEquals(List.of("foreground", "border"), maps.channels());
    assertEquals(image.pixelSize(2), maps.pixelSize(0));
    float[] read = new float[values.length];
    maps.read(0, new long[5], size, read);
    assertArrayEquals(values, read);
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void whatWasInterruptedIsNoImageAndGoesOn(NgffVersion version) throws IOException {
    OmeZarr image = image(version);
    OmeZarrWriter first = OmeZarrWriter.labels(image, 1, "cells", CHUNK, false);
    int[] size = {400, 30, 1, 1, 1};
    long[] corner = new long[5];
    first.write(corner, size, labels(corner, size));
    // Killed while it wrote the second one.
    Path path = folder.resolve("a.zarr/labels/cells");
    Files.write(path.resolve(".parts/0.part"), new byte[5]);
    assertThrows(IllegalStateException.class, () -> first.finish(Progress.NONE));
    assertThrows(UserException.class, () -> OmeZarr.open(path));
    assertTrue(ZarrGroup.read(path.getParent()).isEmpty());
    assertEquals(
        "'"
            + path
            + "' was begun with another size, chunk or type of pixel, so that it cannot be gone on"
            + " with: choose another name, or delete that folder.",
        assertThrows(
                UserException.class, () -> OmeZarrWriter.labels(image, 0, "cells", CHUNK, true))
            .getMessage());

    OmeZarrWriter second = OmeZarrWriter.labels(image, 1, "cells", CHUNK, true);
    int written = 0;
    for (long z = 0; z < 3; z++)
      for (long y = 0; y < 35; y += 30)
        for (long x = 0; x < 550; x += 400) {
          long[] min = {x, y, 0, z, 0};
          int[] part = {(int) Math.min(400, 550 - x), (int) Math.min(30, 35 - y), 1, 1, 1};
          if (second.isWritten(min, part)) continue;
          second.write(min, part, labels(min, part));
          written++;
        }
    assertEquals(11, written);
    // Killed after the pixels, before what says that they are an image.
    assertThrows(UserException.class, () -> OmeZarr.open(path));
    OmeZarrWriter third = OmeZarrWriter.labels(image, 1, "cells", CHUNK, true);
    assertFalse(third.isWhole());
    third.finish(Progress.NONE);
    assertTrue(third.isWhole());
    assertEquals(3, OmeZarr.open(path).levels());
    try (Stream<Path> files = Files.walk(path)) {
      assertTrue(files.noneMatch(file -> file.toString().contains("part")));
    }
    assertThrows(
        IllegalStateException.class, () -> third.write(corner, size, labels(corner, size)));

    // Killed before the list: what is whole is listed.
    Path list = path.resolveSibling(version == NgffVersion.V0_4 ? ".zattrs" : "zarr.json");
    Files.delete(list);
    OmeZarrWriter.labels(image, 1, "cells", CHUNK, true).finish(Progress.NONE);
    assertTrue(Files.readString(list).contains("\"cells\""));
    assertEquals(
        "'" + path + "' exists already: choose another name, or delete that folder.",
        assertThrows(
                UserException.class, () -> OmeZarrWriter.labels(image, 1, "cells", CHUNK, false))
            .getMessage());
  }

  /** Killed before, or only now: nothing of it is in the way. */
  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void whatIsUnfinishedIsBegunAnewOrDeleted(NgffVersion version) throws IOException {
    OmeZarr image = image(version);
    List<Path> before = files();
    OmeZarrWriter killed = OmeZarrWriter.labels(image, 0, "cells", CHUNK, false);
    long[] corner = new long[5];
    killed.write(corner, new int[] {1100, 70, 1, 3, 1}, new int[1100 * 70 * 3]);
    Files.write(killed.folder().resolve(".parts/0.part"), new byte[5]);

    // At another level, in other chunks.
    int[] chunk = {64, 64, 1, 1, 1};
    OmeZarrWriter writer = OmeZarrWriter.labels(image, 2, "cells", chunk, false);
    int[] size = {275, 18, 1, 3, 1};
    assertFalse(writer.isWritten(corner, size));
    writer.write(corner, size, labels(corner, size));
    // Another program writes its part; it has not begun it.
    OmeZarrWriter.labels(image, 2, "cells", chunk, true).close();
    assertTrue(writer.isWritten(corner, size));
    writer.close();
    assertEquals(before, files());

    OmeZarrWriter whole = OmeZarrWriter.labels(image, 2, "cells", chunk, false);
    whole.write(corner, size, labels(corner, size));
    whole.finish(Progress.NONE);
    List<Path> after = files();
    whole.close();
    assertEquals(after, files());
  }

  @Test
  void whatIsWrittenAfterTheEndIsCanceledAndLeavesNothing() throws Exception {
    OmeZarr image = image(NgffVersion.V0_4);
    List<Path> before = files();
    OmeZarrWriter writer =
        OmeZarrWriter.labels(image, 0, "cells", new int[] {8, 8, 1, 1, 1}, false);
    int[] size = {1100, 70, 1, 1, 1};
    int[] labels = new int[1100 * 70];
    CountDownLatch writing = new CountDownLatch(2);
    ExecutorService thread = Executors.newSingleThreadExecutor();
    try {
      Future<?> abandoned =
          thread.submit(
              () -> {
                while (true) {
                  writing.countDown();
                  writer.write(new long[5], size, labels);
                }
              });
      writing.await(); // it writes the second time
      writer.close();
      assertEquals(before, files());
      assertEquals(
          CancellationException.class,
          assertThrows(ExecutionException.class, abandoned::get).getCause().getClass());
    } finally {
      thread.shutdown();
    }
    assertThrows(CancellationException.class, () -> writer.finish(Progress.NONE));
    assertEquals(before, files());
  }

  /** What a kill between the two leaves, here as the list cannot be written. */
  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void labelsThatAreNotListedYetAreWrittenAgain(NgffVersion version) throws IOException {
    OmeZarr image = image(version);
    Path list =
        folder
            .resolve("a.zarr/labels")
            .resolve(version == NgffVersion.V0_4 ? ".zattrs" : "zarr.json");
    Path inTheWay = Files.createDirectories(list.resolve("full"));
    OmeZarrWriter killed = OmeZarrWriter.labels(image, 2, "cells", CHUNK, false);
    int[] size = {275, 18, 1, 3, 1};
    killed.write(new long[5], size, new int[275 * 18 * 3]);
    assertThrows(UserException.class, () -> killed.finish(Progress.NONE));
    assertFalse(killed.isWhole());
    Files.delete(inTheWay);
    Files.delete(list);

    OmeZarrWriter writer = OmeZarrWriter.labels(image, 2, "cells", CHUNK, false);
    writer.write(new long[5], size, labels(new long[5], size));
    writer.finish(Progress.NONE);
    assertTrue(writer.isWhole());
    assertTrue(Files.readString(list).contains("\"cells\""));
  }

  @Test
  void foldersOfOthersStay() throws IOException {
    OmeZarr image = image(NgffVersion.V0_4);
    Path theirs = Files.createDirectories(folder.resolve("maps.zarr/0"));
    assertEquals(
        "'" + theirs.getParent() + "' exists already: choose another name, or delete that folder.",
        assertThrows(
                UserException.class,
                () -> OmeZarrWriter.maps(image, 0, theirs.getParent(), List.of("a"), CHUNK, false))
            .getMessage());
    assertTrue(Files.exists(theirs));
  }

  private List<Path> files() throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      return files.sorted().toList();
    }
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void labelsOfOthersStayListed(NgffVersion version) throws IOException {
    OmeZarr image = image(version);
    Path list =
        folder
            .resolve("a.zarr/labels")
            .resolve(version == NgffVersion.V0_4 ? ".zattrs" : "zarr.json");
    Files.createDirectories(list.getParent());
    Files.writeString(
        list,
        version == NgffVersion.V0_4
            ? "{\"labels\": [\"theirs\"], \"note\": 1}"
            : """
              {"zarr_format": 3, "node_type": "group", "attributes":
                {"note": 1, "ome": {"version": "0.5", "labels": ["theirs"]}}}""");
    OmeZarrWriter writer = OmeZarrWriter.labels(image, 2, "ours", CHUNK, false);
    writer.write(new long[5], new int[] {275, 18, 1, 3, 1}, new int[275 * 18 * 3]);
    writer.finish(Progress.NONE);
    assertEquals(
        List.of("theirs", "ours"),
        ZarrGroup.read(list.getParent()).orElseThrow().ome().texts("labels"));
    assertTrue(Files.readString(list).contains("\"note\":1"));
  }

  @Test
  void namesThatAreNoneAreRefused() {
    OmeZarr image = image(NgffVersion.V0_5);
    for (String name : List.of("a/b", "", ".a", "_a", "a:b", "../a", "a.", "a "))
      assertTrue(
          assertThrows(
                  UserException.class, () -> OmeZarrWriter.labels(image, 0, name, CHUNK, false))
              .getMessage()
              .startsWith("'" + name + "' cannot be the name of what is written: allowed are "));
  }

  @Test
  void whereNothingCanBeWrittenItSaysSo() throws IOException {
    OmeZarr image = image(NgffVersion.V0_4);
    // Also where the tests are run by an administrator, whom no permission stops.
    Files.createFile(folder.resolve("a.zarr/labels"));
    String sentence =
        assertThrows(
                UserException.class, () -> OmeZarrWriter.labels(image, 0, "cells", CHUNK, false))
            .getMessage();
    assertTrue(
        sentence.startsWith("'" + folder.resolve("a.zarr/labels/cells") + "' cannot be written: "),
        sentence);
  }

  @Test
  void partsOfChunksAreRefused() {
    OmeZarrWriter writer = OmeZarrWriter.labels(image(NgffVersion.V0_5), 0, "cells", CHUNK, false);
    for (long[] min : new long[][] {{1, 0, 0, 0, 0}, {0, 0, 0, 0, 0}})
      assertThrows(
          IllegalArgumentException.class,
          () -> writer.write(min, new int[] {399, 30, 1, 1, 1}, new int[399 * 30]));
  }

  /**
   * An image whose sizes were rounded down, with half the slices, and a third level of a quarter.
   */
  @Test
  void labelsHaveTheResolutionsOfTheImage() throws IOException {
    Path path = folder.resolve("b.zarr");
    String level =
        """
        {"path": "%s", "coordinateTransformations": [{"type": "scale", "scale": %s}]}""";
    Files.createDirectories(path);
    Files.writeString(
        path.resolve(".zattrs"),
        """
        {"multiscales": [{"version": "0.4", "axes":
          [{"name": "z", "type": "space"}, {"name": "y", "type": "space"}, {"name": "x", "type": "space"}],
          "datasets": [%s, %s, %s]}]}"""
            .formatted(
                level.formatted("s0", "[1, 1, 1]"),
                level.formatted("s1", "[2, 2, 2]"),
                // Of which the size says more.
                level.formatted("s2", "[1, 1, 1]")));
    for (String[] array :
        new String[][] {{"s0", "[5, 9, 43]"}, {"s1", "[2, 4, 21]"}, {"s2", "[2, 2, 5]"}}) {
      Files.createDirectories(path.resolve(array[0]));
      Files.writeString(
          path.resolve(array[0]).resolve(".zarray"),
          """
          {"zarr_format": 2, "shape": %s, "chunks": [8, 8, 8], "dtype": "|u1", "compressor": null,
           "fill_value": 0, "order": "C", "filters": null}"""
              .formatted(array[1]));
    }
    OmeZarrWriter writer =
        OmeZarrWriter.labels(OmeZarr.open(path), 0, "cells", new int[] {8, 8, 1, 2, 1}, false);
    int[] values = new int[43 * 9 * 5];
    Arrays.setAll(values, i -> i % 43 + i / 43 % 9 * 100 + i / 43 / 9 * 1000);
    writer.write(new long[5], new int[] {43, 9, 1, 5, 1}, values);
    writer.finish(Progress.NONE);
    OmeZarr labels = OmeZarr.open(path.resolve("labels/cells"));
    assertEquals(3, labels.levels());
    int[][] steps = {{1, 1, 1}, {2, 2, 2}, {9, 5, 2}};
    for (int i = 0; i < 3; i++) {
      long[] size = OmeZarr.open(path).size(i);
      assertArrayEquals(size, labels.size(i));
      int[] found = new int[(int) (size[0] * size[1] * size[3])];
      labels.readLabels(
          i, new long[5], new int[] {(int) size[0], (int) size[1], 1, (int) size[3], 1}, found);
      int at = 0;
      for (int z = 0; z < size[3]; z++)
        for (int y = 0; y < size[1]; y++)
          for (int x = 0; x < size[0]; x++)
            assertEquals(
                nearest(x, steps[i][0], i)
                    + nearest(y, steps[i][1], i) * 100
                    + z * steps[i][2] * 1000,
                found[at++]);
    }
  }

  /** By way of the second level, which took every second pixel. */
  private static int nearest(int place, int step, int level) {
    return level == 2 ? place * step / 2 * 2 : place * step;
  }
}
