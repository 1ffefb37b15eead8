package sc.fiji.unet.formats;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.io.FileSaver;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.UserException;

class TiffFileTest {

  private static final List<String> NAMES = GoldenTiffs.NAMES;

  @TempDir Path folder;

  @ParameterizedTest
  @FieldSource("NAMES")
  void eachPixelOfEachLevelIsWhatWasWritten(String name) {
    try (TiffFile file = TiffFile.open(GoldenTiffs.path(name))) {
      for (int level = 0; level < file.levels(); level++) {
        float[] values = whole(file, level);
        long[] size = file.size(level);
        for (int i = 0; i < values.length; i++) {
          long[] place = place(i, size);
          String where = name + " level " + level + " " + Arrays.toString(place);
          place[0] <<= level;
          place[1] <<= level;
          double tolerance = GoldenTiffs.tolerance(name);
          assertEquals(GoldenTiffs.expected(name, place), values[i], tolerance, where);
        }
      }
    }
  }

  @ParameterizedTest
  @FieldSource("NAMES")
  void regionsAreThoseOfTheWhole(String name) {
    Random random = new Random(name.hashCode());
    try (TiffFile file = TiffFile.open(GoldenTiffs.path(name))) {
      for (int level = 0; level < file.levels(); level++) {
        float[] whole = whole(file, level);
        long[] all = file.size(level);
        for (int trial = 0; trial < 30; trial++) {
          long[] min = new long[5];
          int[] size = new int[5];
          for (int d = 0; d < 5; d++) {
            min[d] = random.nextInt((int) all[d]);
            size[d] = 1 + random.nextInt((int) (all[d] - min[d]));
          }
          float[] part = new float[Arrays.stream(size).reduce(1, (a, b) -> a * b)];
          Arrays.fill(part, Float.NaN);
          file.read(level, min, size, part);
          long[] sizes = Arrays.stream(size).asLongStream().toArray();
          for (int i = 0; i < part.length; i++) {
            long[] place = place(i, sizes);
            for (int d = 0; d < 5; d++) place[d] += min[d];
            assertEquals(whole[index(place, all)], part[i]);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @CsvSource({
    "tiles.tif,           '37 29 1 1 1'",
    "lzw-long.tif,        '200 100 1 1 1'",
    "rgb.tif,             '19 13 3 1 1'",
    "rgb-alpha.tif,       '19 13 3 1 1'",
    "rgb-fourth.tif,      '19 13 4 1 1'",
    "rgb-planar.tif,      '19 13 3 1 1'",
    "samples.tif,         '19 13 5 1 1'",
    "pages.tif,           '19 13 1 4 1'",
    "imagej.tif,          '9 7 2 3 2'",
    "ome-xyczt.ome.tif,   '9 7 2 3 1'",
    "ome-xyzct.ome.tif,   '9 7 2 3 1'",
    "ome-xytzc.ome.tif,   '9 7 2 3 1'",
    "ome-rgb.ome.tif,     '19 13 3 1 1'",
    "sub.tif,             '40 30 1 1 1, 20 15 1 1 1, 10 8 1 1 1'",
    "reduced.tif,         '40 30 1 1 1, 20 15 1 1 1, 10 8 1 1 1'",
    "aperio-rgb.tif,      '30 20 3 1 1, 15 10 3 1 1'",
    "ome-pyramid.ome.tif, '30 20 2 1 1, 15 10 2 1 1'"
  })
  void axesAndLevels(String name, String sizes) {
    try (TiffFile file = TiffFile.open(GoldenTiffs.path(name))) {
      List<String> found =
          IntStream.range(0, file.levels())
              .mapToObj(level -> Arrays.toString(file.size(level)).replaceAll("[\\[\\],]", ""))
              .toList();
      assertEquals(sizes, String.join(", ", found));
    }
  }

  @ParameterizedTest
  @CsvSource({
    "ome-xyczt.ome.tif,   .25, .25,   4",
    "ome-pyramid.ome.tif, .5,  .5,    1",
    "imagej.tif,          .25, .5,    3",
    "aperio-rgb.tif,      .2525, .2525, 1",
    "reduced.tif,         .5,  1,     1",
    "pages.tif,           ,    ,      1",
    "tiles.tif,           ,    ,      1"
  })
  void sizesOfPixels(String name, Double width, Double height, double spacing) {
    try (TiffFile file = TiffFile.open(GoldenTiffs.path(name))) {
      Optional<PixelSize> size =
          Optional.ofNullable(width).map(across -> new PixelSize(across, height));
      assertEquals(size, file.pixelSize(0));
      assertEquals(spacing, file.sliceSpacing(0), 1e-9);
      if (file.levels() > 1 && width != null)
        assertEquals(Optional.of(new PixelSize(2 * width, 2 * height)), file.pixelSize(1));
    }
  }

  @Test
  void channelsHaveNames() {
    assertEquals(List.of("DAPI", "Actin"), channels("ome-xyzct.ome.tif"));
    assertEquals(List.of("red", "green", "blue"), channels("aperio-ycbcr.tif"));
    assertEquals(List.of("red", "green", "blue"), channels("ome-rgb.ome.tif"));
    assertEquals(List.of("red", "green", "blue"), channels("rgb-alpha.tif"));
    assertEquals(List.of(), channels("rgb-fourth.tif"));
    assertEquals(List.of(), channels("samples.tif"));
  }

  private static List<String> channels(String name) {
    try (TiffFile file = TiffFile.open(GoldenTiffs.path(name))) {
      return file.channels();
    }
  }

  @Test
  void blocksAreTilesOrStrips() {
    try (TiffFile tiles = TiffFile.open(GoldenTiffs.path("tiles.tif"));
        TiffFile strips = TiffFile.open(GoldenTiffs.path("strips-u2.tif"))) {
      assertArrayEquals(new int[] {16, 16}, tiles.blockSize(0));
      assertArrayEquals(new int[] {19, 5}, strips.blockSize(0));
    }
  }

  /**
   * Files of ImageJ itself. It writes an inverting lookup table of 8 bit as a palette, and says of
   * 16 bit that white is 0.
   */
  @ParameterizedTest
  @CsvSource({"8-bit", "16-bit", "32-bit", "RGB", "8-bit inverting", "16-bit inverting"})
  void imageJsFilesAreReadAsImageJReadsThem(String type) {
    ImagePlus image = IJ.createImage("stack", type.split(" ")[0] + " ramp", 50, 9, 3);
    image.getStack().getProcessor(2).multiply(.5);
    image.getCalibration().setUnit("micron");
    image.getCalibration().pixelWidth = .5;
    image.getCalibration().pixelHeight = .25;
    image.getCalibration().pixelDepth = 2;
    if (type.endsWith("inverting")) {
      image.getProcessor().invertLut();
      image.getStack().setColorModel(image.getProcessor().getColorModel());
      assertTrue(image.isInvertedLut());
    }
    Path path = folder.resolve("stack.tif");
    assertTrue(new FileSaver(image).saveAsTiffStack(path.toString()));
    try (TiffFile file = TiffFile.open(path)) {
      boolean rgb = type.equals("RGB");
      assertArrayEquals(new long[] {50, 9, rgb ? 3 : 1, 3, 1}, file.size(0));
      assertEquals(Optional.of(new PixelSize(.5, .25)), file.pixelSize(0));
      assertEquals(4, file.sliceSpacing(0), 1e-9);
      float[] values = whole(file, 0);
      for (int i = 0; i < values.length; i++) {
        long[] place = place(i, file.size(0));
        int x = (int) place[0];
        int y = (int) place[1];
        float stored =
            rgb
                ? image.getStack().getProcessor((int) place[3] + 1).getPixel(x, y)
                        >> 16 - 8 * place[2]
                    & 0xff
                : image.getStack().getProcessor((int) place[3] + 1).getf(x, y);
        assertEquals(type.equals("16-bit inverting") ? 65535 - stored : stored, values[i]);
      }
    }
  }

  @Test
  void whatWasNotWrittenIsZero() throws IOException {
    Path sparse =
        changed("tiles.tif", (bytes, entries) -> bytes.putInt(value(bytes, entries, 324), 0));
    try (TiffFile file = TiffFile.open(sparse)) {
      float[] values = new float[20];
      Arrays.fill(values, 7);
      file.read(0, new long[] {0, 3, 0, 0, 0}, new int[] {20, 1, 1, 1, 1}, values);
      for (int x = 0; x < 20; x++)
        assertEquals(
            x < 16 ? 0 : GoldenTiffs.expected("tiles.tif", new long[] {x, 3, 0, 0, 0}), values[x]);
    }
  }

  /** Of its left and its right half and all its channels: the file has zeros there by then. */
  @ParameterizedTest
  @ValueSource(strings = {"lzw-long.tif", "jpeg-rgb.tif"})
  void aStripIsUnpackedOnceForAllItsParts(String name) throws IOException {
    Path path = Files.copy(GoldenTiffs.path(name), folder.resolve("copy.tif"));
    try (TiffFile file = TiffFile.open(path)) {
      int[] size = {1, 1, 1, 1, 1};
      float[] value = new float[1];
      file.read(0, new long[5], size, value);
      clearFirstBlock(path);
      long[] last = {3, 2, file.size(0)[2] - 1, 0, 0};
      file.read(0, last, size, value);
      assertEquals(GoldenTiffs.expected(name, last), value[0], GoldenTiffs.tolerance(name));
    }
  }

  private static void clearFirstBlock(Path path) throws IOException {
    try (TiffBytes file = TiffBytes.open(path);
        FileChannel channel = FileChannel.open(path, StandardOpenOption.WRITE)) {
      TiffDirectory page = new TiffDirectory(file, file.firstDirectory());
      boolean tiled = page.field(TiffDirectory.TILE_OFFSETS).isPresent();
      long length =
          page.number(tiled ? TiffDirectory.TILE_LENGTHS : TiffDirectory.STRIP_LENGTHS, 0);
      channel.write(
          ByteBuffer.allocate((int) length),
          page.number(tiled ? TiffDirectory.TILE_OFFSETS : TiffDirectory.STRIP_OFFSETS, 0));
    }
  }

  @Test
  void wrongFilesAreSentences() throws IOException {
    assertSays(
        "unknown.tif' cannot be read: its compression is 34925 (LZMA)",
        GoldenTiffs.path("unknown.tif"));
    Path text = Files.writeString(folder.resolve("text.tif"), "This is no image.");
    assertSays("'text.tif' is no TIFF file", text);
    assertSays("cannot be read", folder.resolve("missing.tif"));
    assertSays(
        "compression is 777;",
        changed(
            "tiles.tif",
            (bytes, entries) -> bytes.putShort(entry(bytes, entries, 259) + 8, (short) 777)));
    assertSays(
        "predictor is 9",
        changed(
            "differences-u1-little.tif",
            (bytes, entries) -> bytes.putShort(entry(bytes, entries, 317) + 8, (short) 9)));
    assertSays(
        "of 12 bits",
        changed(
            "tiles.tif",
            (bytes, entries) -> bytes.putShort(entry(bytes, entries, 258) + 8, (short) 12)));
    assertSays(
        "lead back",
        changed(
            "tiles.tif",
            (bytes, entries) ->
                bytes.putInt(entries + 12 * bytes.getShort(entries - 2), bytes.getInt(4))));
    assertSays(
        "tiles or strips, but places of 6",
        changed(
            "tiles.tif", (bytes, entries) -> bytes.putInt(entry(bytes, entries, 256) + 8, 5000)));
    assertSays(
        "too many to be unpacked",
        changed(
            "deflate.tif",
            (bytes, entries) -> {
              bytes.putInt(entry(bytes, entries, 322) + 8, 0xfff0);
              bytes.putShort(entry(bytes, entries, 322) + 2, (short) 4);
              bytes.putInt(entry(bytes, entries, 323) + 8, 0xfff0);
              bytes.putShort(entry(bytes, entries, 323) + 2, (short) 4);
            }));
  }

  @Test
  void pixelsThatCannotBeReadAreSentences() throws IOException {
    assertReadSays(
        "tile or strip 1 cannot be unpacked",
        changed(
            "deflate.tif",
            (bytes, entries) -> bytes.putInt(bytes.getInt(value(bytes, entries, 324)), -1)));
    assertReadSays(
        "but it is",
        changed(
            "tiles.tif", (bytes, entries) -> bytes.putInt(value(bytes, entries, 324), 1 << 30)));
    assertReadSays(
        "tile or strip 1 ends too early",
        changed(
            "lzw.tif",
            (bytes, entries) -> {
              int lengths = value(bytes, entries, 325);
              boolean two = bytes.getShort(entry(bytes, entries, 325) + 2) == 3;
              if (two) bytes.putShort(lengths, (short) 20);
              else bytes.putInt(lengths, 20);
            }));
  }

  @Test
  void whatLiesOutsideOfTheXmlIsNotRead() throws IOException {
    Path secret = Files.writeString(folder.resolve("secret.txt"), "1");
    String xml =
        "<?xml version=\"1.0\"?><!DOCTYPE OME [<!ENTITY e SYSTEM \""
            + secret.toUri()
            + "\">]><OME><Image><Pixels DimensionOrder=\"XYCZT\" SizeX=\"37\" SizeY=\"29\"><Channel"
            + " Name=\"a\"/><TiffData IFD=\"0\"><UUID>&e;</UUID></TiffData></Pixels></Image></OME>";
    assertSays("OME-XML cannot be used", described(xml));
  }

  @ParameterizedTest
  @CsvSource({
    "SizeC='2', '', do not fit in 1 pages",
    "SizeC='-1', '', SizeC is -1",
    "SizeT='1000000000' SizeZ='1000000000' SizeC='1000000000', '', do not fit",
    "'', <UUID>a</UUID></TiffData><TiffData><UUID>b</UUID>, one of several files"
  })
  void wrongAxesAreSentences(String sizes, String data, String sentence) throws IOException {
    String xml =
        "<OME><Image><Pixels DimensionOrder='XYCZT' "
            + sizes
            + "><TiffData>"
            + data
            + "</TiffData></Pixels></Image></OME>";
    assertSays(sentence, described(xml));
  }

  @Test
  void axesOfImageJAreChecked() throws IOException {
    assertSays(
        "ends before the last of its 9 images",
        described("ImageJ=1.54p\nimages=9\n", "strips-u1.tif"));
    try (TiffFile file = TiffFile.open(described("ImageJ=1.54p\nimages=7\nchannels=7\n"))) {
      assertArrayEquals(new long[] {37, 29, 1, 1, 1}, file.size(0));
    }
  }

  @Test
  void regionsOutsideAreTheCallersMistake() {
    try (TiffFile file = TiffFile.open(GoldenTiffs.path("tiles.tif"))) {
      assertThrows(
          IllegalArgumentException.class,
          () -> file.read(0, new long[] {30, 0, 0, 0, 0}, new int[] {8, 1, 1, 1, 1}, new float[8]));
    }
  }

  @Test
  void manyThreadsReadOneFile() {
    try (TiffFile file = TiffFile.open(GoldenTiffs.path("aperio-rgb.tif"))) {
      float[] whole = whole(file, 0);
      assertTrue(
          IntStream.range(0, 64).parallel().allMatch(i -> Arrays.equals(whole, whole(file, 0))));
    }
  }

  @Test
  void closedFilesAreNotOpenAnyMore() throws IOException {
    Path copy = Files.copy(GoldenTiffs.path("tiles.tif"), folder.resolve("copy.tif"));
    TiffFile.open(copy).close();
    assertThrows(UserException.class, () -> TiffFile.open(folder));
    Files.delete(copy); // which Windows refuses of an open one
    assertFalse(Files.exists(copy));
  }

  private static void assertSays(String words, Path file) {
    String sentence =
        assertThrows(UserException.class, () -> TiffFile.open(file).close()).getMessage();
    assertTrue(sentence.contains(words), sentence);
  }

  private static void assertReadSays(String words, Path path) {
    try (TiffFile file = TiffFile.open(path)) {
      String sentence = assertThrows(UserException.class, () -> whole(file, 0)).getMessage();
      assertTrue(sentence.contains(words), sentence);
      assertTrue(sentence.contains("'" + path.getFileName() + "'"), sentence);
    }
  }

  private static float[] whole(TiffFile file, int level) {
    int[] size = Arrays.stream(file.size(level)).mapToInt(Math::toIntExact).toArray();
    float[] values = new float[Arrays.stream(size).reduce(1, (a, b) -> a * b)];
    file.read(level, new long[5], size, values);
    return values;
  }

  private static long[] place(int index, long[] size) {
    long[] place = new long[5];
    long rest = index;
    for (int d = 0; d < 5; d++) {
      place[d] = rest % size[d];
      rest /= size[d];
    }
    return place;
  }

  private static int index(long[] place, long[] size) {
    long index = 0;
    for (int d = 4; d >= 0; d--) index = index * size[d] + place[d];
    return (int) index;
  }

  private interface Change {
    /**
     * @param entries where the first page's fields are
     */
    void make(ByteBuffer bytes, int entries);
  }

  /** A golden file, little-endian and no BigTIFF, with something changed. */
  private Path changed(String name, Change change) throws IOException {
    ByteBuffer bytes =
        ByteBuffer.wrap(Files.readAllBytes(GoldenTiffs.path(name))).order(ByteOrder.LITTLE_ENDIAN);
    change.make(bytes, bytes.getInt(4) + 2);
    return Files.write(folder.resolve("changed-" + name), bytes.array());
  }

  private static int entry(ByteBuffer bytes, int entries, int tag) {
    int at = entries;
    while ((bytes.getShort(at) & 0xffff) != tag) at += 12;
    return at;
  }

  /** Place of the first of a field's values that lie outside of the directory. */
  private static int value(ByteBuffer bytes, int entries, int tag) {
    return bytes.getInt(entry(bytes, entries, tag) + 8);
  }

  private Path described(String text) throws IOException {
    return described(text, "tiles.tif");
  }

  /** A golden file of one page with a description in place of its software field, or a new one. */
  private Path described(String text, String name) throws IOException {
    byte[] old = Files.readAllBytes(GoldenTiffs.path(name));
    byte[] characters = (text + "\0").getBytes(StandardCharsets.UTF_8);
    ByteBuffer from = ByteBuffer.wrap(old).order(ByteOrder.LITTLE_ENDIAN);
    int start = from.getInt(4);
    int count = from.getShort(start);
    ByteBuffer to =
        ByteBuffer.allocate(old.length + characters.length + 2 + 12 * (count + 1) + 4)
            .order(ByteOrder.LITTLE_ENDIAN);
    to.put(old).put(characters).putShort((short) (count + 1));
    to.putShort((short) 270).putShort((short) 2).putInt(characters.length).putInt(old.length);
    to.put(old, start + 2, 12 * count).putInt(0);
    to.putInt(4, old.length + characters.length);
    return Files.write(folder.resolve("described-" + name), to.array());
  }
}
