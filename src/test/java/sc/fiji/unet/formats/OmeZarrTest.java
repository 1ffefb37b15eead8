package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

class OmeZarrTest {

  private static final String ARRAY =
      """
      {"zarr_format": 2, "shape": [%s], "chunks": [%s], "dtype": "|u1", "compressor": null,
       "fill_value": 5, "order": "C", "filters": null}""";

  @TempDir Path folder;

  /** An image of one level, scale being 1 for each axis but for the last two. */
  private OmeZarr image(String axes, String shape, String attributes) throws IOException {
    Path path = folder.resolve("a.zarr");
    write(
        ".zattrs",
        """
        {"multiscales": [{"version": "0.4", "axes": [%s], "datasets": [{"path": "0",
          "coordinateTransformations": [{"type": "scale", "scale": [%s]}]}] %s """
            .formatted(
                axes,
                shape.replaceAll("\\d+, \\d+$", "1, 1").replaceAll("\\d+", "0.5"),
                attributes));
    write("0/.zarray", ARRAY.formatted(shape, shape));
    return OmeZarr.open(path);
  }

  private Path write(String name, String text) throws IOException {
    Path file = folder.resolve("a.zarr").resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }

  private static String axis(String name, String unit) {
    return "{\"name\": \"%s\", \"type\": \"space\" %s}"
        .formatted(name, unit.isEmpty() ? "" : ", \"unit\": \"" + unit + "\"");
  }

  @ParameterizedTest
  @CsvSource({"micrometer, 0.5", "nanometer, 0.0005", "millimeter, 500", "angstrom, 0.00005"})
  void unitsAreOfLength(String unit, double width) throws IOException {
    OmeZarr image = image(axis("y", unit) + "," + axis("x", unit), "7, 9", "}]}");
    assertEquals(width, image.pixelSize(0).orElseThrow().width(), 1e-12);
    assertArrayEquals(new long[] {9, 7, 1, 1, 1}, image.size(0));
    assertEquals("a.zarr", image.name());
    assertEquals(1, image.levels());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "pixel", "second"})
  void aScaleWithoutUnitIsNotKnown(String unit) throws IOException {
    OmeZarr image =
        image(axis("z", unit) + "," + axis("y", unit) + "," + axis("x", unit), "3, 7, 9", "}]}");
    assertEquals(Optional.empty(), image.pixelSize(0));
    assertEquals(1, image.sliceSpacing(0));
  }

  @Test
  void scalesOfImageAndLevelAreMultiplied() throws IOException {
    OmeZarr image =
        image(
            axis("z", "nanometer") + "," + axis("y", "micrometer") + "," + axis("x", "micrometer"),
            "3, 7, 9",
            """
            , "coordinateTransformations": [{"type": "translation", "translation": [1, 2, 3]},
                {"type": "scale", "scale": [4000, 1, 0.5]}]}],
            "omero": {"channels": [{"label": "DAPI"}]}}""");
    assertEquals(Optional.of(new PixelSize(.25, .5)), image.pixelSize(0));
    assertEquals(8, image.sliceSpacing(0), 1e-12);
    assertEquals(List.of("DAPI"), image.channels());
    assertEquals(List.of(4000., 2., 1.5), image.image().levels().get(0).translation());
  }

  /** Axes in an order that the format does not want, but that files have. */
  @ParameterizedTest
  @ValueSource(strings = {"yx", "xy", "tczyx", "cyx", "zyx", "tyx", "xyzct", "yxc", "czyx"})
  void axesAreFoundByTheirNames(String names) throws IOException {
    int[] lengths = {4, 3, 2, 3, 2};
    List<String> axes = names.chars().mapToObj(c -> axis((char) c + "", "")).toList();
    int[] shape = names.chars().map(c -> lengths["xyczt".indexOf(c)]).toArray();
    String list = Arrays.toString(shape).replaceAll("[\\[\\]]", "");
    OmeZarr image = image(String.join(",", axes), list, "}]}");
    byte[] pixels = new byte[IntStream.of(shape).reduce(1, (a, b) -> a * b)];
    // Ten times the place in one axis, and the place in another one.
    int[] place = new int[5];
    long[] size = image.size(0);
    for (int i = 0; i < pixels.length; i++) {
      int rest = i;
      for (int d = shape.length - 1; d >= 0; d--) {
        place["xyczt".indexOf(names.charAt(d))] = rest % shape[d];
        rest /= shape[d];
      }
      pixels[i] = (byte) value(place);
    }
    Files.write(folder.resolve("a.zarr/0").resolve("0" + ".0".repeat(shape.length - 1)), pixels);
    float[] values = new float[pixels.length];
    image.read(0, new long[5], Arrays.stream(size).mapToInt(i -> (int) i).toArray(), values);
    int i = 0;
    for (int t = 0; t < size[4]; t++)
      for (int z = 0; z < size[3]; z++)
        for (int c = 0; c < size[2]; c++)
          for (int y = 0; y < size[1]; y++)
            for (int x = 0; x < size[0]; x++)
              assertEquals(value(new int[] {x, y, c, z, t}), values[i++]);
  }

  private static int value(int[] place) {
    return place[0] + 4 * (place[1] + 3 * (place[2] + 2 * place[3])) + 60 * place[4];
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void anyRegionOfAnyImageIsRead(NgffVersion version) {
    Random random = new Random(8);
    for (int i = 0; i < 20; i++) {
      long[] size = new long[5];
      int[] chunk = new int[5];
      for (int d = 0; d < 5; d++) {
        size[d] = 1 + random.nextInt(d < 2 ? 40 : 3);
        chunk[d] = d < 2 ? 7 + random.nextInt(20) : 1 + random.nextInt(3);
      }
      float[] pixels = new float[(int) Arrays.stream(size).reduce(1, (a, b) -> a * b)];
      PixelType type = PixelType.values()[i % PixelType.values().length];
      for (int p = 0; p < pixels.length; p++) pixels[p] = random.nextInt(128);
      OmeZarrWriter writer =
          OmeZarrWriter.image(
              folder.resolve(i + ".zarr"),
              version,
              type,
              size,
              chunk,
              Optional.empty(),
              1,
              List.of());
      writer.write(new long[5], Arrays.stream(size).mapToInt(l -> (int) l).toArray(), pixels);
      writer.finish(Progress.NONE);
      OmeZarr image = OmeZarr.open(folder.resolve(i + ".zarr"));
      assertArrayEquals(size, image.size(0));
      assertEquals(Optional.empty(), image.pixelSize(0));
      for (int r = 0; r < 20; r++) {
        long[] min = new long[5];
        int[] part = new int[5];
        for (int d = 0; d < 5; d++) {
          min[d] = random.nextInt((int) size[d]);
          part[d] = 1 + random.nextInt((int) (size[d] - min[d]));
        }
        float[] expected = part(pixels, size, min, part);
        float[] values = new float[expected.length];
        image.read(0, min, part, values);
        assertArrayEquals(expected, values);
        if (!type.isFloat()) {
          int[] labels = new int[expected.length];
          image.readLabels(0, min, part, labels);
          for (int p = 0; p < labels.length; p++) assertEquals(expected[p], labels[p]);
        }
      }
    }
  }

  private static float[] part(float[] pixels, long[] size, long[] min, int[] part) {
    float[] values = new float[IntStream.of(part).reduce(1, (a, b) -> a * b)];
    for (int i = 0; i < values.length; i++) {
      int rest = i;
      long at = 0;
      long stride = 1;
      for (int d = 0; d < 5; d++) {
        at += (min[d] + rest % part[d]) * stride;
        rest /= part[d];
        stride *= size[d];
      }
      values[i] = pixels[(int) at];
    }
    return values;
  }

  @Test
  void whatWasNeverWrittenIsTheFillValue() throws IOException {
    OmeZarr image = image(axis("y", "") + "," + axis("x", ""), "2, 2", "}]}");
    float[] values = new float[4];
    image.read(0, new long[5], new int[] {2, 2, 1, 1, 1}, values);
    assertArrayEquals(new float[] {5, 5, 5, 5}, values);
  }

  @Test
  void labelsAreExact() throws IOException {
    OmeZarr image = image(axis("y", "") + "," + axis("x", ""), "1, 2", "}]}");
    String array = ARRAY.formatted("1, 2", "1, 2");
    write("0/.zarray", array.replace("|u1", ">i8"));
    image = OmeZarr.open(folder.resolve("a.zarr"));
    byte[] pixels = new byte[16];
    pixels[4] = 1;
    pixels[7] = 1;
    pixels[15] = 9;
    Files.write(folder.resolve("a.zarr/0/0.0"), pixels);
    int[] labels = new int[2];
    image.readLabels(0, new long[5], new int[] {2, 1, 1, 1, 1}, labels);
    assertArrayEquals(new int[] {16_777_217, 9}, labels);
    pixels[3] = 1;
    Files.write(folder.resolve("a.zarr/0/0.0"), pixels);
    OmeZarr large = image;
    assertTrue(
        assertThrows(
                UserException.class,
                () -> large.readLabels(0, new long[5], new int[] {2, 1, 1, 1, 1}, labels))
            .getMessage()
            .contains("0.0' holds a label that is not between"));
  }

  @Test
  void anImageOfSeveralIsTheFirst() throws IOException {
    image(axis("y", "") + "," + axis("x", ""), "2, 2", "}]}");
    Path all = folder.resolve("all.zarr");
    Files.createDirectory(all);
    Files.writeString(all.resolve(".zattrs"), "{\"bioformats2raw.layout\": 3}");
    Files.move(folder.resolve("a.zarr"), all.resolve("0"));
    assertEquals("all.zarr/0", OmeZarr.open(all).name());
    assertEquals("all.zarr/0", OmeZarr.open(all.resolve("0")).name());
  }

  /** What is wrong, by a change to what is right. */
  @ParameterizedTest
  @CsvSource(
      delimiter = '^',
      value = {
        ".zattrs ^ 0.4 ^ 0.3 ^ '.zattrs' is of OME-Zarr 0.3; this program reads 0.4 in Zarr 2 and 0.5 in Zarr 3.",
        ".zattrs ^ \"y\" ^ \"w\" ^ '.zattrs' has the axes [w, x]; this program reads images of y and x and, once each, t, c and z.",
        ".zattrs ^ \"y\" ^ \"x\" ^ '.zattrs' has the axes [x, x]; this program reads images of y and x and, once each, t, c and z.",
        ".zattrs ^ \"y\" ^ \"name\" ^ '.zattrs' has the axes [name, x]; this program reads images of y and x and, once each, t, c and z.",
        ".zattrs ^ path ^ way ^ '.zattrs' is damaged: it has no 'multiscales.datasets.path'.",
        ".zattrs ^ [0.5, 0.5] ^ [0.5] ^ '.zattrs' is damaged: its 'multiscales.datasets.coordinateTransformations' is not valid.",
        ".zattrs ^ multiscales ^ plate ^ '' is a plate: name one image in it, such as 'A/1/0'.",
        ".zattrs ^ multiscales ^ wells ^ '' is not an OME-Zarr image: a folder with a .zattrs file, or a zarr.json, that says 'multiscales'.",
        ".zattrs ^ } ^ , ^ '.zattrs' is damaged: it is not JSON.",
        ".zattrs ^ : \"0\" ^ : \"1\" ^ '1' is missing, of which '.zattrs' says that it is a resolution of the image.",
        "0/.zarray ^ |u1 ^ <c8 ^ '0/.zarray' names pixels '<c8'",
        "0/.zarray ^ \"compressor\": null ^ \"compressor\": {\"id\": \"lzma\"} ^ '0/.zarray' names codec 'lzma'",
        "0/.zarray ^ \"filters\": null ^ \"filters\": [{\"id\": \"delta\"}] ^ '0/.zarray' names filter 'delta'",
        "0/.zarray ^ \"chunks\": [2 ^ \"chunks\": [0 ^ '0/.zarray' is damaged: its 'chunks' is not valid.",
        "0/.zarray ^ [2, 3] ^ [2] ^ '0/.zarray' is damaged: its 'chunks' is not valid.",
        "0/.zarray ^ \"shape\": [2 ^ \"shape\": [0 ^ '0/.zarray' is damaged: its 'shape' is not valid.",
        "0/.zarray ^ {\"zarr ^ {\"dimension_separator\": \"|\", \"zarr ^ '0/.zarray' is damaged: its 'dimension_separator' is not valid.",
        ".zattrs ^ \"path\": \"0 ^ \"path\": \"\\u0000 ^ '.zattrs' names the resolution ' ', which can be no folder on this computer.",
        "0/.zarray ^ \"shape\" ^ \"form\" ^ '0/.zarray' is damaged: it has no 'shape'.",
        "0/.zarray ^ \"fill_value\": 5 ^ \"fill_value\": \"five\" ^ '0/.zarray' is damaged: its 'fill_value' is not valid.",
        "0/.zarray ^ \"fill_value\": 5 ^ \"fill_value\": 1e999999999 ^ '0/.zarray' is damaged: its 'fill_value' is not valid.",
        "0/.zarray ^ [2, 3], \"chunks\": [2, 3] ^ [2, 3, 4], \"chunks\": [2, 3, 4] ^ '0' has 3 axes, but '.zattrs' names 2."
      })
  void whatIsWrongIsSaid(String file, String right, String wrong, String sentence)
      throws IOException {
    image(axis("y", "") + "," + axis("x", ""), "2, 3", "}]}");
    Path path = folder.resolve("a.zarr");
    String text = Files.readString(path.resolve(file));
    assertTrue(text.contains(right), text);
    write(file, text.replaceFirst(Pattern.quote(right), Matcher.quoteReplacement(wrong)));
    String said = assertThrows(UserException.class, () -> OmeZarr.open(path)).getMessage();
    said = said.replace(path + "/", "").replace(path.toString(), "");
    assertEquals(sentence, said.substring(0, Math.min(said.length(), sentence.length())));
    assertEquals(sentence.endsWith(".") ? sentence.length() : said.length(), said.length());
  }

  @Test
  void codecsOfZarr3ThatAreNotReadAreNamed() throws IOException {
    OmeZarrWriter writer = small("3.zarr");
    Path metadata = folder.resolve("3.zarr/0/zarr.json");
    String text = Files.readString(metadata);
    for (String[] change :
        new String[][] {
          {"\"zstd\"", "\"lzma\"", "codec 'lzma'"},
          {"\"regular\"", "\"rectangular\"", "chunks 'rectangular'"},
          {"\"uint8\"", "\"complex64\"", "pixels 'complex64'"},
          {"\"bytes\"", "\"packbits\"", "codec 'packbits' before 'bytes'"},
          {"\"default\"", "\"fanout\"", "names of chunks 'fanout'"}
        }) {
      assertTrue(text.contains(change[0]));
      Files.writeString(metadata, text.replace(change[0], change[1]));
      String said =
          assertThrows(UserException.class, () -> OmeZarr.open(folder.resolve("3.zarr")))
              .getMessage();
      assertTrue(said.contains(" names " + change[2] + ", which this program does not read"), said);
    }
    assertTrue(writer.isWhole());
  }

  private OmeZarrWriter small(String name) {
    OmeZarrWriter writer =
        OmeZarrWriter.image(
            folder.resolve(name),
            NgffVersion.V0_5,
            PixelType.UINT8,
            new long[] {3, 2, 1, 1, 1},
            new int[] {2, 2, 1, 1, 1},
            Optional.empty(),
            1,
            List.of());
    writer.write(new long[5], new int[] {3, 2, 1, 1, 1}, new int[6]);
    writer.finish(Progress.NONE);
    return writer;
  }

  @Test
  void aLevelThatIsNotThereAndAPlaceThatIsNoImageAreSaid() throws IOException {
    small("3.zarr");
    OmeZarr image = OmeZarr.open(folder.resolve("3.zarr"));
    assertEquals(
        "'3.zarr' has no resolution 1: allowed are 0 to 0.",
        assertThrows(UserException.class, () -> image.size(1)).getMessage());
    for (String none : List.of("", "3.zarr/0", "3.zarr/0/c"))
      assertTrue(
          assertThrows(UserException.class, () -> OmeZarr.open(folder.resolve(none)))
              .getMessage()
              .contains("' is not an OME-Zarr image: "),
          none);
    assertEquals(
        "There is no '" + folder.resolve("4.zarr") + "'.",
        assertThrows(UserException.class, () -> OmeZarr.open(folder.resolve("4.zarr")))
            .getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> image.read(0, new long[] {1, 0, 0, 0, 0}, new int[] {3, 1, 1, 1, 1}, new float[3]));
  }

  /** Chunks of three slices: the second one is not decompressed again. */
  @Test
  void slicesOfAChunkAreReadOnce() throws IOException {
    Path path = folder.resolve("deep.zarr");
    OmeZarrWriter writer =
        OmeZarrWriter.image(
            path,
            NgffVersion.V0_4,
            PixelType.UINT8,
            new long[] {5, 4, 1, 3, 1},
            new int[] {5, 4, 1, 3, 1},
            Optional.empty(),
            1,
            List.of());
    int[] pixels = IntStream.range(0, 60).toArray();
    writer.write(new long[5], new int[] {5, 4, 1, 3, 1}, pixels);
    writer.finish(Progress.NONE);
    float[] slice = new float[20];
    int[] size = {5, 4, 1, 1, 1};
    try (OmeZarr image = OmeZarr.open(path)) {
      image.read(0, new long[5], size, slice);
      Files.delete(path.resolve("0/0/0/0"));
      image.read(0, new long[] {0, 0, 0, 2, 0}, size, slice);
      assertEquals(59, slice[19]);
      image.close();
      image.read(0, new long[] {0, 0, 0, 2, 0}, size, slice);
      assertEquals(0, slice[19]);
    }
  }

  @Test
  void theChunksUsedLastAreKept() {
    Recent<String, ByteBuffer> cache = new Recent<>(100, ByteBuffer::capacity);
    for (String name : List.of("a", "b")) cache.put(name, ByteBuffer.allocate(40));
    assertTrue(cache.get("a").isPresent());
    cache.put("c", ByteBuffer.allocate(60));
    assertTrue(cache.get("a").isPresent());
    assertTrue(cache.get("b").isEmpty());
    cache.put("d", ByteBuffer.allocate(101));
    assertTrue(cache.get("c").isPresent());
    assertTrue(cache.get("d").isEmpty());
  }

  @ParameterizedTest
  @EnumSource(NgffVersion.class)
  void threadsReadAndWriteAtOnce(NgffVersion version) {
    Path path = folder.resolve("threads.zarr");
    OmeZarrWriter writer =
        OmeZarrWriter.image(
            path,
            version,
            PixelType.UINT16,
            new long[] {256, 256, 1, 2, 1},
            new int[] {64, 64, 1, 2, 1},
            Optional.empty(),
            1,
            List.of());
    int[] size = {64, 64, 1, 2, 1};
    IntStream.range(0, 16)
        .parallel()
        .forEach(
            i -> {
              int[] pixels = new int[64 * 64 * 2];
              Arrays.fill(pixels, i);
              writer.write(new long[] {i % 4 * 64, i / 4 * 64, 0, 0, 0}, size, pixels);
            });
    writer.finish(Progress.NONE);
    OmeZarr image = OmeZarr.open(path);
    IntStream.range(0, 2000)
        .parallel()
        .forEach(
            i -> {
              float[] pixel = new float[1];
              long x = i * 7 % 256;
              long y = i * 13 % 256;
              image.read(0, new long[] {x, y, 0, i % 2, 0}, new int[] {1, 1, 1, 1, 1}, pixel);
              assertEquals(y / 64 * 4 + x / 64, pixel[0]);
            });
  }
}
