package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Random;
import java.util.function.IntUnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Chunks as Python's numcodecs compresses them; bench/zarr_golden.py makes them. */
class GoldenChunksTest {

  /** A line of chunks.txt. */
  private record Chunk(
      String codec, String shuffle, int width, String pattern, int count, String coded) {

    static Chunk of(String line) {
      String[] words = line.split(" ");
      return new Chunk(
          words[0],
          words[1],
          Integer.parseInt(words[2]),
          words[3],
          Integer.parseInt(words[4]),
          words[5]);
    }

    Codec decoder() {
      return switch (codec) {
        case "zlib" -> new Codec.Zlib();
        case "gzip" -> new Codec.Gzip();
        case "zstd" -> new Codec.Zstd();
        case "crc32c" -> new Codec.Crc32c();
        default -> new Blosc();
      };
    }

    byte[] bytes() {
      return Base64.getDecoder().decode(coded);
    }

    byte[] expected() {
      int[] values = values(pattern, count);
      ByteBuffer all = ByteBuffer.allocate(count * width).order(ByteOrder.LITTLE_ENDIAN);
      for (int value : values)
        all.put(
            ByteBuffer.allocate(4).order(ByteOrder.LITTLE_ENDIAN).putInt(0, value).limit(width));
      return all.array();
    }

    @Override
    public String toString() {
      return String.join(" ", codec, shuffle, width + "", pattern, count + "");
    }
  }

  private static Stream<Chunk> chunks() throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(GoldenChunksTest.class.getResourceAsStream("chunks.txt")))) {
      return reader.lines().map(Chunk::of).toList().stream();
    }
  }

  /** The same as bench/zarr_golden.py makes. */
  private static int[] values(String pattern, int count) {
    int[] values = new int[count];
    IntUnaryOperator value = i -> pattern.equals("far") ? i / 9000 : i / 40 + i / 500 * 256;
    Arrays.setAll(values, value);
    long x = 1;
    if (pattern.equals("noise"))
      for (int i = 0; i < count; i++) {
        x = (x * 1103515245 + 12345) % (1L << 31);
        values[i] = (int) (x >> 12);
      }
    if (pattern.equals("far"))
      for (int start : List.of(0, 9000, 30000))
        System.arraycopy(values("noise", 80), 0, values, start, 80);
    return values;
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void aChunkOfPythonIsRead(Chunk chunk) throws IOException {
    byte[] expected = chunk.expected();
    assertArrayEquals(expected, chunk.decoder().decode(chunk.bytes(), expected.length));
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void aChunkThatIsCutShortOrTooLongSaysSo(Chunk chunk) {
    byte[] bytes = chunk.bytes();
    int length = chunk.expected().length;
    for (int cut : new int[] {0, 3, bytes.length / 2, bytes.length - 1})
      assertThrows(
          IOException.class,
          () -> {
            byte[] plain = chunk.decoder().decode(Arrays.copyOf(bytes, cut), length);
            // What has no length and no checksum of its own is found by its length.
            if (plain.length != length) throw new IOException();
          });
    if (!chunk.codec().equals("crc32c"))
      assertThrows(IOException.class, () -> chunk.decoder().decode(bytes, length - 1));
  }

  @ParameterizedTest
  @MethodSource("chunks")
  void aDamagedChunkIsAnExceptionAtWorst(Chunk chunk) {
    Random random = new Random(5);
    int length = chunk.expected().length;
    int tries = length > 10_000 ? 20 : 200;
    for (int i = 0; i < tries; i++) {
      byte[] bytes = chunk.bytes();
      bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
      try {
        chunk.decoder().decode(bytes, length);
      } catch (IOException e) {
        // As it should be: anything else fails the test.
      }
    }
  }

  @Test
  void theReasonIsSaid() {
    byte[] sum = {1, 2, 3, 4, 5, 6};
    assertEquals(
        "its bytes do not agree with their checksum",
        assertThrows(IOException.class, () -> new Codec.Crc32c().decode(sum, 2)).getMessage());
    byte[] snappy = new byte[30];
    ByteBuffer head = ByteBuffer.wrap(snappy).order(ByteOrder.LITTLE_ENDIAN);
    head.put(0, (byte) 2).put(2, (byte) (2 << 5)).put(3, (byte) 1);
    head.putInt(4, 100).putInt(8, 100).putInt(12, 30);
    assertEquals(
        "it is compressed by Snappy, which is not read",
        assertThrows(IOException.class, () -> new Blosc().decode(snappy, 100)).getMessage());
  }

  /** Blosc did not say it of blocks of few values before it had a flag for it. */
  @Test
  void fewValuesAreNotSplitThoughNoFlagSaysSo() throws IOException {
    byte[] plain = new byte[100];
    byte[] zstd = new Codec.Zstd().encode(plain);
    ByteBuffer all = ByteBuffer.allocate(24 + zstd.length).order(ByteOrder.LITTLE_ENDIAN);
    all.put(new byte[] {2, 1, (byte) (4 << 5), 4}).putInt(100).putInt(100);
    all.putInt(all.capacity()).putInt(20).putInt(zstd.length).put(zstd);
    assertArrayEquals(plain, new Blosc().decode(all.array(), 100));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    byte[] plain = new byte[100_000];
    new Random(1).nextBytes(plain);
    Arrays.fill(plain, 20_000, 60_000, (byte) 7);
    for (Codec codec : List.of(new Codec.Zlib(), new Codec.Zstd()))
      assertArrayEquals(plain, codec.decode(codec.encode(plain), plain.length));
  }
}
