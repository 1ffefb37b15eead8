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
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

class OmeTiffWriterTest {

  private static final int WIDTH = 1101;
  private static final int HEIGHT = 530;

  @TempDir Path folder;

  /** As large as labels are, or as the type can be; with runs, and nothing in the lower tiles. */
  private static int label(long x, long y, long c, PixelType type) {
    if (y >= 512) return 0;
    int value = (int) (x / 7 + y / 5 * 200 + 17 * c);
    return switch (type) {
      case UINT8 -> value & 0xff;
      case INT8 -> (byte) value;
      case UINT16 -> value & 0xffff;
      case INT16 -> (short) value;
      case UINT32, INT32 -> value * 9973;
      default -> value;
    };
  }

  @ParameterizedTest
  @EnumSource(
      names = {"UINT64", "INT64", "FLOAT64"},
      mode = EnumSource.Mode.EXCLUDE)
  void whatIsWrittenIsRead(PixelType type) {
    Path path = folder.resolve("labels.ome.tif");
    long[] size = {WIDTH, HEIGHT, 2, 1, 1};
    try (OmeTiffWriter writer = writer(path, size, type)) {
      // By columns of tiles, from several threads.
      IntStream.range(0, 3 * 2)
          .parallel()
          .forEach(
              i -> {
                int c = i / 3;
                int left = i % 3 * 512;
                int width = Math.min(512, WIDTH - left);
                int[] values = new int[width * HEIGHT];
                for (int k = 0; k < values.length; k++)
                  values[k] = label(left + k % width, k / width, c, type);
                long[] min = {left, 0, c, 0, 0};
                int[] part = {width, HEIGHT, 1, 1, 1};
                if (!type.isFloat()) writer.write(min, part, values);
                else writer.write(min, part, halves(values));
              });
      assertFalse(Files.exists(path));
      writer.finish(Progress.NONE);
    }
    assertTrue(Files.exists(path));
    try (TiffFile file = TiffFile.open(path)) {
      assertEquals(3, file.levels());
      assertArrayEquals(new long[] {276, 133, 2, 1, 1}, file.size(2));
      assertArrayEquals(new int[] {512, 512}, file.blockSize(1));
      assertEquals(Optional.of(new PixelSize(.5, .25)), file.pixelSize(0));
      assertEquals(Optional.of(.5 * WIDTH / 551), file.pixelSize(1).map(PixelSize::width));
      assertEquals(List.of("a <&> b", "\u00E4\u00F6"), file.channels());
      for (int level = 0; level < 3; level++) {
        int[] sizes = Arrays.stream(file.size(level)).mapToInt(Math::toIntExact).toArray();
        float[] values = new float[Arrays.stream(sizes).reduce(1, (a, b) -> a * b)];
        file.read(level, new long[5], sizes, values);
        for (int i = 0; i < values.length; i++) {
          long x = (long) (i % sizes[0]) << level;
          long y = (long) (i / sizes[0] % sizes[1]) << level;
          int plane = i / sizes[0] / sizes[1];
          int label = label(x, y, plane, type);
          float expected =
              type.isFloat()
                  ? label / 2f
                  : type == PixelType.UINT32 ? (float) (label & 0xffffffffL) : label;
          if (expected != values[i]) // quicker than a million assertions
          assertEquals(expected, values[i], type + " " + x + " " + y + " " + plane);
        }
      }
    }
  }

  private static float[] halves(int[] values) {
    float[] halves = new float[values.length];
    for (int i = 0; i < halves.length; i++) halves[i] = values[i] / 2f;
    return halves;
  }

  private static OmeTiffWriter writer(Path path, long[] size, PixelType type) {
    List<String> names = size[2] == 2 ? List.of("a <&> b", "\u00E4\u00F6") : List.of();
    return OmeTiffWriter.create(path, size, type, Optional.of(new PixelSize(.5, .25)), 3, names);
  }

  @Test
  void aRegionMayBeManyTilesAndPlanes() {
    Path path = folder.resolve("volume.ome.tif");
    long[] size = {600, 520, 1, 2, 2};
    int[] values = IntStream.range(0, 600 * 520 * 4).toArray();
    try (OmeTiffWriter writer = writer(path, size, PixelType.UINT32)) {
      writer.write(new long[5], new int[] {600, 520, 1, 2, 2}, values);
      writer.finish(Progress.NONE);
    }
    try (TiffFile file = TiffFile.open(path)) {
      assertArrayEquals(size, file.size(0));
      assertEquals(3, file.sliceSpacing(0), 1e-9);
      float[] read = new float[values.length];
      file.read(0, new long[5], new int[] {600, 520, 1, 2, 2}, read);
      for (int i = 0; i < read.length; i++)
        if (read[i] != values[i]) assertEquals(values[i], read[i]);
    }
  }

  @Test
  void whatWasNotWrittenIsZeroAndTakesNoRoom() throws IOException {
    Path path = folder.resolve("empty.ome.tif");
    try (OmeTiffWriter writer = writer(path, new long[] {20000, 20000, 1, 1, 1}, PixelType.INT32)) {
      writer.write(new long[] {512, 1024, 0, 0, 0}, new int[] {512, 512, 1, 1, 1}, filled(77));
      writer.finish(Progress.NONE);
    }
    assertTrue(Files.size(path) < 100_000, () -> path.toFile().length() + " bytes");
    try (TiffFile file = TiffFile.open(path)) {
      float[] row = new float[1030];
      file.read(0, new long[] {505, 1500, 0, 0, 0}, new int[] {1030, 1, 1, 1, 1}, row);
      for (int i = 0; i < row.length; i++) assertEquals(i >= 7 && i < 519 ? 77 : 0, row[i]);
      assertArrayEquals(new long[] {313, 313, 1, 1, 1}, file.size(file.levels() - 1));
    }
  }

  private static int[] filled(int value) {
    int[] values = new int[512 * 512];
    Arrays.fill(values, value);
    return values;
  }

  @Test
  void aFileIsThereWholeOrNotAtAll() throws IOException {
    Path path = Files.writeString(folder.resolve("labels.ome.tif"), "before");
    try (OmeTiffWriter writer = writer(path, new long[] {512, 512, 1, 1, 1}, PixelType.INT32)) {
      writer.write(new long[5], new int[] {512, 512, 1, 1, 1}, filled(1));
      assertEquals(2, files().size());
      assertTrue(files().get(1).matches("labels\\.ome\\.tif\\..{8}\\.part"), files().get(1));
    }
    assertEquals("before", Files.readString(path));
    assertEquals(List.of("labels.ome.tif"), files());
    try (OmeTiffWriter writer = writer(path, new long[] {2000, 512, 1, 1, 1}, PixelType.INT32)) {
      assertThrows(CancellationException.class, () -> writer.finish(canceled()));
    }
    assertEquals("before", Files.readString(path));
    try (OmeTiffWriter writer = writer(path, new long[] {512, 512, 1, 1, 1}, PixelType.INT32)) {
      writer.finish(Progress.NONE);
    }
    TiffFile.open(path).close();
    assertEquals(List.of("labels.ome.tif"), files());
  }

  private List<String> files() throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.map(file -> file.getFileName().toString()).sorted().toList();
    }
  }

  @Test
  void whatAKilledOneLeftIsDeleted() throws IOException {
    Path path = folder.resolve("a.ome.tif");
    Files.writeString(folder.resolve("a.ome.tif.0123abcd.part"), "of one that was killed");
    Files.writeString(folder.resolve("b.ome.tif.0123abcd.part"), "of another file");
    OmeTiffWriter.deleteUnfinished(path);
    assertEquals(List.of("b.ome.tif.0123abcd.part"), files());
    OmeTiffWriter.deleteUnfinished(folder.resolve("missing").resolve("a.ome.tif"));
  }

  private static Progress canceled() {
    return new Progress() {
      @Override
      public void report(String status, double fraction) {}

      @Override
      public boolean isCanceled() {
        return true;
      }
    };
  }

  @Test
  void whoGoesOnAfterTheEndIsCanceled() throws IOException {
    OmeTiffWriter writer =
        writer(folder.resolve("a.ome.tif"), new long[] {512, 512, 1, 1, 1}, PixelType.INT32);
    writer.close();
    for (int value : new int[] {0, 1}) // 0 needs no file
    assertThrows(
          CancellationException.class,
          () -> writer.write(new long[5], new int[] {512, 512, 1, 1, 1}, filled(value)));
    assertThrows(CancellationException.class, () -> writer.finish(Progress.NONE));
    assertEquals(List.of(), files());
  }

  @Test
  void whereNothingCanBeWrittenIsASentence() {
    Path path = folder.resolve("missing").resolve("labels.ome.tif");
    String sentence =
        assertThrows(
                UserException.class,
                () -> writer(path, new long[] {5, 5, 1, 1, 1}, PixelType.INT32).close())
            .getMessage();
    assertTrue(sentence.contains("labels.ome.tif' cannot be written"), sentence);
  }

  @Test
  void regionsAreWholeTiles() {
    Path path = folder.resolve("labels.ome.tif");
    try (OmeTiffWriter writer = writer(path, new long[] {1000, 600, 1, 1, 1}, PixelType.INT32)) {
      for (int[] region : new int[][] {{1, 0, 511, 512}, {0, 0, 500, 512}, {512, 0, 489, 512}})
        assertThrows(
            IllegalArgumentException.class,
            () ->
                writer.write(
                    new long[] {region[0], region[1], 0, 0, 0},
                    new int[] {region[2], region[3], 1, 1, 1},
                    new int[region[2] * region[3]]));
    }
  }
}
