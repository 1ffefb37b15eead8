package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.progress.UserException;

/** Arrays as TensorStore writes them, of axes z, y, x; bench/zarr_golden.py makes them. */
class GoldenArraysTest {

  private static final int[] SHAPE = {2, 5, 7};

  @TempDir Path folder;

  private FileSystem archive;

  @BeforeEach
  void open() throws Exception {
    archive = FileSystems.newFileSystem(Path.of(getClass().getResource("arrays.zip").toURI()));
  }

  @AfterEach
  void close() throws IOException {
    archive.close();
  }

  private ZarrArray array(String name) {
    Path path = archive.getPath(name);
    return new ZarrArray(path, ZarrMetadata.read(path).orElseThrow());
  }

  private static float[] read(ZarrArray array, long[] min, int[] size) {
    float[] values = new float[size[0] * size[1] * size[2]];
    int[] strides = {size[1] * size[2], size[2], 1};
    array.new Region(min, size, strides, 2)
        .read(
            (chunk, first, step, at, count) ->
                array.type().toFloats(chunk, first, step, values, at, count));
    return values;
  }

  /** Chunks: of z, y and x; what was written in the last one is the fill value. */
  @ParameterizedTest
  @CsvSource({
    "2-raw, UINT8, 1 3 4, 7",
    "2-fortran, UINT16, 1 3 4, 0",
    "2-slash, FLOAT32, 2 5 4, NaN",
    "2-blosc, INT64, 2 4 7, -1",
    "2-gzip, FLOAT64, 1 3 4, -Infinity",
    "3-raw, INT16, 1 3 4, -5",
    "3-big, FLOAT32, 1 3 4, NaN",
    "3-transposed, UINT32, 1 3 4, 9",
    "3-summed, UINT64, 1 3 4, 1099511627776",
    "3-blosc, INT32, 1 3 4, 0",
    "3-flat, UINT8, 1 3 4, 0",
    "3-end, UINT16, 1 2 3, 3",
    "3-start, FLOAT32, 1 2 3, Infinity"
  })
  void eachRegionIsWhatWasWritten(String name, PixelType type, String chunks, float fill) {
    ZarrArray array = array(name);
    assertEquals(type, array.type());
    int[] chunk = Stream.of(chunks.split(" ")).mapToInt(Integer::parseInt).toArray();
    assertArrayEquals(chunk, array.chunk());
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      long[] min = new long[3];
      int[] size = SHAPE.clone();
      if (i > 0)
        for (int d = 0; d < 3; d++) {
          min[d] = random.nextInt(SHAPE[d]);
          size[d] = 1 + random.nextInt(SHAPE[d] - (int) min[d]);
        }
      assertArrayEquals(expected(min, size, chunk, fill), read(array, min, size));
    }
  }

  private static float[] expected(long[] min, int[] size, int[] chunk, float fill) {
    float[] values = new float[size[0] * size[1] * size[2]];
    int i = 0;
    for (long z = min[0]; z < min[0] + size[0]; z++)
      for (long y = min[1]; y < min[1] + size[1]; y++)
        for (long x = min[2]; x < min[2] + size[2]; x++) {
          boolean isMissing =
              z / chunk[0] == (SHAPE[0] - 1) / chunk[0]
                  && y / chunk[1] == (SHAPE[1] - 1) / chunk[1]
                  && x / chunk[2] == (SHAPE[2] - 1) / chunk[2];
          values[i++] = isMissing ? fill : x + 16 * y + 128 * z;
        }
    return values;
  }

  @ParameterizedTest
  @CsvSource({
    // The first byte of a chunk's place, behind the 8 chunks' and before the sum.
    "3-end, c/0/0/0, index, its index does not agree with its checksum",
    "3-start, c/0/0/0, index, its index does not agree with its checksum",
    "3-end, c/0/0/0, half, its index does not agree with its checksum",
    "3-end, c/0/0/0, short, it is shorter than its index",
    "3-raw, c/0/0/0, half, it holds 12 bytes in place of 24",
    "3-raw, c/0/0/0, empty, it holds 0 bytes in place of 24",
    "2-raw, 0.0.0, half, it holds 6 bytes in place of 12",
    "2-fortran, 0.0.0, half, it is cut short",
    "3-summed, c/0/0/0, half, its bytes do not agree with their checksum"
  })
  void aDamagedFileIsNamed(String name, String file, String damage, String reason)
      throws Exception {
    Path from = archive.getPath(name);
    Path to = folder.resolve(name);
    for (Path metadata : List.of(Path.of(".zarray"), Path.of("zarr.json")))
      if (Files.exists(from.resolve(metadata.toString())))
        Files.copy(
            from.resolve(metadata.toString()), Files.createDirectories(to).resolve(metadata));
    Path chunk = to.resolve(file);
    byte[] bytes = Files.readAllBytes(from.resolve(file));
    switch (damage) {
      case "index" -> bytes[name.equals("3-end") ? bytes.length - 10 : 10] ^= 1;
      case "half" -> bytes = Arrays.copyOf(bytes, bytes.length / 2);
      case "short" -> bytes = new byte[20];
      default -> bytes = new byte[0];
    }
    Files.createDirectories(chunk.getParent());
    Files.write(chunk, bytes);
    ZarrArray array = new ZarrArray(to, ZarrMetadata.read(to).orElseThrow());
    String sentence =
        assertThrows(UserException.class, () -> read(array, new long[3], SHAPE)).getMessage();
    assertEquals("'" + chunk + "' cannot be read: " + reason + ".", sentence);
  }

  /** Only the chunk that is wanted is read, and the index. */
  @Test
  void theRestOfAShardIsNotRead() throws Exception {
    Path from = archive.getPath("3-end");
    Path to = Files.createDirectories(folder.resolve("part/c/0/0")).resolve("0");
    Files.copy(from.resolve("zarr.json"), folder.resolve("part/zarr.json"));
    Files.copy(from.resolve("c/0/0/0"), to);
    byte[] bytes = Files.readAllBytes(to);
    // 8 places and their checksum stand at the end.
    int index = bytes.length - 8 * 16 - 4;
    long second = ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN).getLong(index + 16);
    for (int i = 0; i < 10; i++) bytes[(int) second + i] ^= 0x55;
    Files.write(to, bytes);
    Path path = folder.resolve("part");
    ZarrArray array = new ZarrArray(path, ZarrMetadata.read(path).orElseThrow());
    assertArrayEquals(
        expected(new long[3], new int[] {1, 2, 3}, new int[] {1, 2, 3}, 3),
        read(array, new long[3], new int[] {1, 2, 3}));
    assertThrows(UserException.class, () -> read(array, new long[] {0, 0, 3}, new int[] {1, 2, 3}));
  }

  /** Of an index without a checksum. */
  @ParameterizedTest
  @CsvSource({"-2, 5", "5, -2", "1000000, 5", "9223372036854775807, 5", "5, 9223372036854775807"})
  void aPlaceThatIsNoneIsSaid(long offset, long length) throws Exception {
    Path from = archive.getPath("3-end");
    Path path = folder.resolve("unchecked");
    Path to = Files.createDirectories(path.resolve("c/0/0")).resolve("0");
    String metadata = Files.readString(from.resolve("zarr.json"));
    String unchecked = metadata.replaceFirst(",\\{\"name\":\"crc32c\"\\}", "");
    Files.writeString(path.resolve("zarr.json"), unchecked);
    byte[] bytes = Files.readAllBytes(from.resolve("c/0/0/0"));
    bytes = Arrays.copyOf(bytes, bytes.length - 4);
    ByteBuffer.wrap(bytes)
        .order(ByteOrder.LITTLE_ENDIAN)
        .putLong(bytes.length - 8 * 16, offset)
        .putLong(bytes.length - 8 * 16 + 8, length);
    Files.write(to, bytes);
    ZarrArray array = new ZarrArray(path, ZarrMetadata.read(path).orElseThrow());
    assertEquals(
        "'" + to + "' cannot be read: its index points to where it has nothing.",
        assertThrows(UserException.class, () -> read(array, new long[3], new int[] {1, 1, 1}))
            .getMessage());
    assertArrayEquals(new float[] {4}, read(array, new long[] {0, 0, 4}, new int[] {1, 1, 1}));
  }
}
