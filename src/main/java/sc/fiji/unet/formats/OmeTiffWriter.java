package sc.fiji.unet.formats;

import static sc.fiji.unet.formats.TiffDirectory.ASCII;
import static sc.fiji.unet.formats.TiffDirectory.LONG8;
import static sc.fiji.unet.formats.TiffDirectory.SHORT;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.model.PixelSize;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/**
 * Writes labels, or maps, of an image larger than memory as OME-TIFF: a BigTIFF in deflated tiles,
 * with coarser resolutions, as QuPath and Bio-Formats read it. Any number of threads write regions
 * of whole tiles; in memory is only where the tiles are. The file has a name of its own that ends
 * with .part until {@link #finish}, and is deleted by {@link #close} if it never comes so far, or,
 * after a kill, by {@link #deleteUnfinished}.
 */
public final class OmeTiffWriter implements ImageWriter {

  /** Width and height of a tile: regions begin at multiples of it. */
  public static final int TILE = 512;

  private static final int HEADER = 16;

  private final Path file;
  private final Path part;
  private final FileChannel channel;
  private final long[] size;
  private final PixelType type;
  private final String description;
  private final AtomicLong end = new AtomicLong(HEADER);
  private final Plane[][] levels; // of each plane
  private final long[] blank;
  private boolean finished;
  private volatile boolean closed;

  /** Where the tiles of a plane are, in one resolution. */
  private static final class Plane implements TiffPage.Blocks {

    private final long width;
    private final long height;
    private final long[] offsets;
    private final long[] lengths;

    private Plane(long width, long height) {
      this.width = width;
      this.height = height;
      offsets = new long[Math.multiplyExact(across(), down())];
      lengths = new long[offsets.length];
    }

    private int across() {
      return Math.toIntExact((width + TILE - 1) / TILE);
    }

    private int down() {
      return Math.toIntExact((height + TILE - 1) / TILE);
    }

    @Override
    public long offset(int block) {
      return offsets[block];
    }

    @Override
    public long length(int block) {
      return lengths[block];
    }
  }

  private OmeTiffWriter(
      Path file, Path part, long[] size, PixelType type, String description, FileChannel channel)
      throws IOException {
    this.file = file;
    this.part = part;
    this.size = size.clone();
    this.type = type;
    this.description = description;
    this.channel = channel;
    levels = new Plane[Math.toIntExact(size[2] * size[3] * size[4])][];
    for (int plane = 0; plane < levels.length; plane++) {
      List<Plane> all = new ArrayList<>();
      long width = size[0];
      long height = size[1];
      for (; ; width = (width + 1) / 2, height = (height + 1) / 2) {
        all.add(new Plane(width, height));
        if (Math.max(width, height) <= TILE) break;
      }
      levels[plane] = all.toArray(Plane[]::new);
    }
    blank = store(new byte[TILE * TILE * type.bytes()]);
  }

  /**
   * Begins a file.
   *
   * @param file to be written, which replaces one that is there when it is complete
   * @param size five numbers in ImageJ's order: x, y, channel, z, t
   * @param type of a pixel, of at most 32 bit
   * @param pixelSize empty if it is not known
   * @param sliceSpacing in widths of a pixel
   * @param channels names; empty if they have none
   * @throws UserException if it cannot be written
   */
  public static OmeTiffWriter create(
      Path file,
      long[] size,
      PixelType type,
      Optional<PixelSize> pixelSize,
      double sliceSpacing,
      List<String> channels) {
    if (type.bytes() > 4 || !channels.isEmpty() && channels.size() != size[2])
      throw new IllegalArgumentException(type + ", " + channels);
    String name = file.getFileName().toString();
    String description = OmeXml.write(name, size, type, pixelSize, sliceSpacing, channels);
    Path part = WholeFile.beside(file);
    try {
      FileChannel channel =
          FileChannel.open(
              part,
              StandardOpenOption.CREATE_NEW,
              StandardOpenOption.READ,
              StandardOpenOption.WRITE);
      try {
        return new OmeTiffWriter(file, part, size, type, description, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        Files.deleteIfExists(part);
        throw e;
      }
    } catch (IOException e) {
      throw Failure.writing(file, e);
    }
  }

  /**
   * Deletes what programs left that were killed, as far as that is possible.
   *
   * @param file that nobody else writes
   */
  public static void deleteUnfinished(Path file) {
    try (DirectoryStream<Path> parts =
        Files.newDirectoryStream(
            file.toAbsolutePath().getParent(), part -> WholeFile.isPart(part, file))) {
      for (Path part : parts) Files.deleteIfExists(part);
    } catch (IOException | DirectoryIteratorException e) {
      // It takes room, no more.
    }
  }

  @Override
  public long[] size() {
    return size.clone();
  }

  @Override
  public int[] blockSize() {
    return new int[] {TILE, TILE};
  }

  /**
   * Writes a region of whole numbers.
   *
   * @param min its first pixel, x and y multiples of {@link #TILE}
   * @param size five numbers; x and y up to such a multiple, or to the end of the image
   * @param values as many as the region has pixels, x fastest
   * @throws CancellationException if this is closed
   * @throws UserException if the disk is full or cannot be written
   */
  @Override
  public void write(long[] min, int[] size, int[] values) {
    write(
        min,
        size,
        values.length,
        (at, to, first, count) -> type.fromInts(values, at, to, first, count));
  }

  /**
   * Writes a region; where whole numbers are stored, values are rounded.
   *
   * @param min its first pixel, x and y multiples of {@link #TILE}
   * @param size five numbers; x and y up to such a multiple, or to the end of the image
   * @param values as many as the region has pixels, x fastest
   * @throws CancellationException if this is closed
   * @throws UserException if the disk is full or cannot be written
   */
  @Override
  public void write(long[] min, int[] size, float[] values) {
    write(
        min,
        size,
        values.length,
        (at, to, first, count) -> type.fromFloats(values, at, to, first, count));
  }

  /** Copies values of a row to a tile. */
  private interface Copy {
    void row(int at, ByteBuffer to, int first, int count);
  }

  private void write(long[] min, int[] size, int count, Copy copy) {
    check(min, size, count);
    byte[] tile = new byte[TILE * TILE * type.bytes()];
    ByteBuffer pixels = ByteBuffer.wrap(tile).order(ByteOrder.LITTLE_ENDIAN);
    int planes = size[2] * size[3] * size[4];
    for (int i = 0; i < planes; i++) {
      long c = min[2] + i % size[2];
      long z = min[3] + i / size[2] % size[3];
      long t = min[4] + i / size[2] / size[3];
      Plane plane = levels[(int) (c + this.size[2] * (z + this.size[3] * t))][0];
      for (int top = 0; top < size[1]; top += TILE)
        for (int left = 0; left < size[0]; left += TILE) {
          Arrays.fill(tile, (byte) 0); // beyond the image
          int width = Math.min(TILE, size[0] - left);
          int height = Math.min(TILE, size[1] - top);
          for (int y = 0; y < height; y++)
            copy.row((i * size[1] + top + y) * size[0] + left, pixels, y * TILE, width);
          store(plane, (int) ((min[0] + left) / TILE), (int) ((min[1] + top) / TILE), tile);
        }
    }
  }

  private void check(long[] min, int[] size, int count) {
    long pixels = 1;
    for (int d = 0; d < 5; d++) {
      long stop = min[d] + size[d];
      boolean inside = min[d] >= 0 && size[d] > 0 && stop <= this.size[d];
      if (!inside || d < 2 && (min[d] % TILE != 0 || stop % TILE != 0 && stop != this.size[d]))
        throw new IllegalArgumentException(
            Arrays.toString(min) + " and " + Arrays.toString(size) + " are no tiles");
      pixels = Math.multiplyExact(pixels, size[d]);
    }
    if (pixels != count) throw new IllegalArgumentException(count + " values");
  }

  private void store(Plane plane, int column, int row, byte[] tile) {
    if (closed) throw new CancellationException();
    try {
      long[] place = isBlank(tile) ? blank : store(tile);
      int index = row * plane.across() + column;
      plane.offsets[index] = place[0];
      plane.lengths[index] = place[1];
    } catch (IOException e) {
      throw Failure.writing(file, e);
    }
  }

  /** Tiles without anything in them are many in a slide, and kept once. */
  private static boolean isBlank(byte[] tile) {
    return tile[0] == 0 && Arrays.equals(tile, 0, tile.length - 1, tile, 1, tile.length);
  }

  /**
   * Appends a tile, which is changed.
   *
   * @return its place and length
   */
  private long[] store(byte[] tile) throws IOException {
    if (TiffPage.predictorOf(type) == TiffPredictor.DIFFERENCES)
      TiffPredictor.differ(
          ByteBuffer.wrap(tile).order(ByteOrder.LITTLE_ENDIAN), TILE, type.bytes());
    Deflater deflater = new Deflater(Deflater.BEST_SPEED);
    try {
      deflater.setInput(tile);
      deflater.finish();
      // What does not pack becomes longer by five bytes in 16 kB at most, and a few.
      byte[] packed = new byte[tile.length + tile.length / 1000 + 64];
      int length = deflater.deflate(packed);
      if (!deflater.finished()) throw new IllegalStateException("longer than " + packed.length);
      long place = end.getAndAdd(length + (length & 1));
      write(ByteBuffer.wrap(packed, 0, length), place);
      return new long[] {place, length};
    } finally {
      deflater.end();
    }
  }

  private void write(ByteBuffer bytes, long place) throws IOException {
    for (long at = place; bytes.hasRemaining(); ) at += channel.write(bytes, at);
  }

  /**
   * Makes the file complete: what was not written is 0; coarser resolutions have every second pixel
   * of every second row.
   *
   * @throws UserException if the disk is full or cannot be written
   * @throws CancellationException if canceled, or closed
   */
  @Override
  public void finish(Progress progress) {
    if (closed) throw new CancellationException();
    try {
      for (Plane[] plane : levels)
        for (int i = 0; i < plane[0].offsets.length; i++)
          if (plane[0].offsets[i] == 0) {
            plane[0].offsets[i] = blank[0];
            plane[0].lengths[i] = blank[1];
          }
      int tiles = Arrays.stream(levels[0]).skip(1).mapToInt(plane -> plane.offsets.length).sum();
      AtomicInteger done = new AtomicInteger();
      for (int level = 1; level < levels[0].length; level++)
        for (Plane[] plane : levels) halve(plane[level - 1], plane[level], done, tiles, progress);
      writeDirectories();
      channel.close();
      WholeFile.move(part, file);
      finished = true;
    } catch (IOException e) {
      throw Failure.writing(file, e);
    }
  }

  private void halve(Plane fine, Plane coarse, AtomicInteger done, int tiles, Progress progress) {
    TiffBytes written = new TiffBytes(part, channel, end.get());
    TiffPage page = new TiffPage(written, fine.width, fine.height, TILE, type, fine);
    IntStream.range(0, coarse.offsets.length)
        .parallel()
        .forEach(
            tile -> {
              if (progress.isCanceled()) throw new CancellationException();
              int column = tile % coarse.across();
              int row = tile / coarse.across();
              store(coarse, column, row, quarter(page, fine, 2 * column, 2 * row));
              progress.report(
                  "Writing coarser resolutions",
                  Math.min(1, (double) done.incrementAndGet() / (tiles * levels.length)));
            });
  }

  /** Every second pixel of every second row of four tiles, of which there may be fewer. */
  private byte[] quarter(TiffPage page, Plane fine, int column, int row) {
    int bytes = type.bytes();
    byte[] from = new byte[TILE * TILE * bytes];
    byte[] to = new byte[from.length];
    for (int down = 0; down < 2 && row + down < fine.down(); down++)
      for (int right = 0; right < 2 && column + right < fine.across(); right++) {
        int tile = (row + down) * fine.across() + column + right;
        if (fine.offsets[tile] == blank[0]) continue;
        page.unpack(tile, TILE, from);
        for (int y = 0; y < TILE / 2; y++) {
          int source = 2 * y * TILE * bytes;
          int target = ((down * TILE / 2 + y) * TILE + right * TILE / 2) * bytes;
          for (int x = 0; x < TILE / 2; x++, source += bytes)
            for (int b = 0; b < bytes; b++) to[target++] = from[source++];
        }
      }
    return to;
  }

  /** Last pages first, because each says where the next one is. */
  private void writeDirectories() throws IOException {
    long next = 0;
    for (int plane = levels.length - 1; plane >= 0; plane--) {
      long[] coarse = new long[levels[plane].length - 1];
      for (int i = 0; i < coarse.length; i++)
        coarse[i] = writeDirectory(fields(levels[plane][i + 1], true), 0);
      Map<Integer, Values> fields = fields(levels[plane][0], false);
      if (coarse.length > 0) fields.put(TiffDirectory.SUB_DIRECTORIES, Values.longs(coarse));
      if (plane == 0) fields.put(TiffDirectory.DESCRIPTION, Values.text(description));
      next = writeDirectory(fields, next);
    }
    ByteBuffer header = ByteBuffer.allocate(HEADER).order(ByteOrder.LITTLE_ENDIAN);
    header.putShort((short) 0x4949).putShort((short) 43).putShort((short) 8).putShort((short) 0);
    write(header.putLong(next).flip(), 0);
  }

  /** Values of a field, as they are written. */
  private record Values(int type, int count, ByteBuffer bytes) {

    private static Values number(int value) {
      return new Values(SHORT, 1, buffer(2).putShort((short) value).flip());
    }

    private static Values longs(long... values) {
      ByteBuffer bytes = buffer(Math.multiplyExact(values.length, 8));
      for (long value : values) bytes.putLong(value);
      return new Values(LONG8, values.length, bytes.flip());
    }

    private static Values text(String text) {
      byte[] characters = (text + '\0').getBytes(StandardCharsets.UTF_8);
      return new Values(ASCII, characters.length, ByteBuffer.wrap(characters));
    }

    private static ByteBuffer buffer(int length) {
      return ByteBuffer.allocate(length).order(ByteOrder.LITTLE_ENDIAN);
    }
  }

  /** In the order of their tags. */
  private Map<Integer, Values> fields(Plane plane, boolean reduced) {
    boolean signed = type == PixelType.INT8 || type == PixelType.INT16 || type == PixelType.INT32;
    Map<Integer, Values> fields = new TreeMap<>();
    fields.put(TiffDirectory.SUBFILE_TYPE, Values.number(reduced ? 1 : 0));
    fields.put(TiffDirectory.WIDTH, Values.longs(plane.width));
    fields.put(TiffDirectory.HEIGHT, Values.longs(plane.height));
    fields.put(TiffDirectory.BITS, Values.number(8 * type.bytes()));
    fields.put(TiffDirectory.COMPRESSION, Values.number(TiffCompression.DEFLATE));
    fields.put(TiffDirectory.PHOTOMETRIC, Values.number(1)); // black is 0
    fields.put(TiffDirectory.SAMPLES, Values.number(1));
    fields.put(TiffDirectory.SOFTWARE, Values.text("U-Net for Fiji"));
    fields.put(TiffDirectory.PREDICTOR, Values.number(TiffPage.predictorOf(type)));
    fields.put(TiffDirectory.TILE_WIDTH, Values.number(TILE));
    fields.put(TiffDirectory.TILE_HEIGHT, Values.number(TILE));
    fields.put(TiffDirectory.TILE_OFFSETS, Values.longs(plane.offsets));
    fields.put(TiffDirectory.TILE_LENGTHS, Values.longs(plane.lengths));
    fields.put(TiffDirectory.SAMPLE_FORMAT, Values.number(type.isFloat() ? 3 : signed ? 2 : 1));
    return fields;
  }

  /**
   * Appends a page's directory, and before it the values that do not fit into it.
   *
   * @return its place
   */
  private long writeDirectory(Map<Integer, Values> fields, long next) throws IOException {
    ByteBuffer directory = Values.buffer(8 + 20 * fields.size() + 8);
    directory.putLong(fields.size());
    for (Map.Entry<Integer, Values> field : fields.entrySet()) {
      Values values = field.getValue();
      directory.putShort(field.getKey().shortValue()).putShort((short) values.type());
      directory.putLong(values.count());
      int start = directory.position();
      if (values.bytes().limit() <= 8) directory.put(values.bytes());
      else directory.putLong(append(values.bytes()));
      directory.position(start + 8);
    }
    return append(directory.putLong(next).flip());
  }

  private long append(ByteBuffer bytes) throws IOException {
    int length = bytes.limit();
    long place = end.getAndAdd(length + (length & 1));
    write(bytes, place);
    return place;
  }

  /** Deletes what was written if it was not finished. */
  @Override
  public void close() {
    closed = true;
    if (finished) return;
    try {
      channel.close();
      Files.deleteIfExists(part);
    } catch (IOException e) {
      throw Failure.writing(file, e);
    }
  }
}
