package sc.fiji.unet.formats;

import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import sc.fiji.unet.images.WholeFile;
import sc.fiji.unet.progress.UserException;

/** An array of pixels in the files of a folder; any number of threads may read and write it. */
final class ZarrArray {

  /** What a shard's index says of a chunk that was never written. */
  private static final long NONE = -1;

  private static final int INDEX_ENTRY = 2 * Long.BYTES;

  /** Array that Java makes. */
  private static final int LONGEST = Integer.MAX_VALUE - 8;

  private final Path folder;
  private final ZarrMetadata metadata;
  private final long[] shape;
  private final long[] file;
  private final long[] chunk;

  /** From a pixel to the next one of an axis, in a chunk. */
  private final int[] strides;

  private final ByteBuffer fill;

  /** Length of a chunk that is not compressed. */
  private final int chunkBytes;

  /**
   * Chunks of which a region took the smaller part: a chunk of 64 slices that are read one after
   * the other would be decompressed 64 times.
   */
  private final Recent<String, ByteBuffer> cache;

  /** An array that may change while it is read. */
  ZarrArray(Path folder, ZarrMetadata metadata) {
    this(folder, metadata, new Recent<>(0, ByteBuffer::capacity));
  }

  /**
   * An array that does not change.
   *
   * @param cache of any number of arrays
   */
  ZarrArray(Path folder, ZarrMetadata metadata, Recent<String, ByteBuffer> cache) {
    this.cache = cache;
    this.folder = folder;
    this.metadata = metadata;
    shape = metadata.shape().stream().mapToLong(Long::longValue).toArray();
    file = metadata.file().stream().mapToLong(Long::longValue).toArray();
    chunk = metadata.chunk().stream().mapToLong(Long::longValue).toArray();
    strides = new int[shape.length];
    int stride = 1;
    for (int i = shape.length - 1; i >= 0; i--) {
      int axis = metadata.storage().get(i);
      strides[axis] = stride;
      stride *= (int) chunk[axis];
    }
    chunkBytes = stride * metadata.type().bytes();
    fill = ByteBuffer.allocate(metadata.type().bytes()).order(metadata.order());
    metadata.type().parse(metadata.fill(), fill);
  }

  /** Copies a row between a chunk and another array. */
  interface Rows {
    /**
     * @param first index of the row's first pixel in the chunk
     * @param step from one of its pixels to the next in the chunk
     * @param at index of its first pixel in the other array, where the others follow
     */
    void copy(ByteBuffer chunk, int first, int step, int at, int count);
  }

  PixelType type() {
    return metadata.type();
  }

  long[] shape() {
    return shape.clone();
  }

  /** What is read at once of each axis. */
  int[] chunk() {
    return Arrays.stream(chunk).mapToInt(length -> (int) length).toArray();
  }

  /**
   * A part of the array, and how another array holds its pixels.
   *
   * @param min its first pixel, for each axis
   * @param size of each axis
   * @param strides from a pixel to the next one of an axis, in the other array; 1 of one axis
   * @param row that axis
   */
  final class Region {
    private final long[] min;
    private final long[] end;
    private final int[] others;
    private final int row;

    Region(long[] min, int[] size, int[] others, int row) {
      this.min = min;
      this.others = others;
      this.row = row;
      end = min.clone();
      for (int d = 0; d < end.length; d++) end[d] += size[d];
    }

    /** Reads all its pixels. */
    void read(Rows rows) {
      for (long[] cell : cells(min, end, file)) {
        Path path = folder.resolve(metadata.name(cell));
        try {
          read(path, cell, from(cell, file, min), to(cell, file, end), rows);
        } catch (ArithmeticException e) {
          throw new UserException(
              "'"
                  + path
                  + "' holds a label that is not between "
                  + Integer.MIN_VALUE
                  + " and "
                  + Integer.MAX_VALUE
                  + ".",
              e);
        } catch (IOException e) {
          throw Failure.reading(path, e);
        }
      }
    }

    private void read(Path path, long[] fileCell, long[] from, long[] to, Rows rows)
        throws IOException {
      try (Chunks chunks = new Chunks(path)) {
        for (long[] cell : cells(from, to, chunk)) {
          long[] low = from(cell, chunk, from);
          long[] high = to(cell, chunk, to);
          String name = path + Arrays.toString(cell);
          Optional<ByteBuffer> pixels = cache.get(name);
          if (pixels.isEmpty()) {
            pixels = chunks.read(entry(cell, fileCell));
            if (pixels.isPresent() && 2 * pixels(low, high) <= pixels(chunk))
              cache.put(name, pixels.get());
          }
          if (pixels.isPresent()) copy(pixels.get(), cell, low, high, rows);
          else fill(low, high, rows);
        }
      }
    }

    private void copy(ByteBuffer chunkBytes, long[] cell, long[] from, long[] to, Rows rows) {
      int first = 0;
      for (int d = 0; d < cell.length; d++)
        first += (int) (from[d] - cell[d] * chunk[d]) * strides[d];
      copy(chunkBytes, first, strides, from, to, rows);
    }

    /** What was never written is one pixel, again and again. */
    private void fill(long[] from, long[] to, Rows rows) {
      copy(fill, 0, new int[shape.length], from, to, rows);
    }

    private void copy(
        ByteBuffer pixels, int first, int[] steps, long[] from, long[] to, Rows rows) {
      int at = 0;
      for (int d = 0; d < from.length; d++) at += (int) (from[d] - min[d]) * others[d];
      copy(0, pixels, first, steps, from, to, at, rows);
    }

    private void copy(
        int axis,
        ByteBuffer pixels,
        int first,
        int[] steps,
        long[] from,
        long[] to,
        int at,
        Rows rows) {
      if (axis == from.length)
        rows.copy(pixels, first, steps[row], at, (int) (to[row] - from[row]));
      else if (axis == row) copy(axis + 1, pixels, first, steps, from, to, at, rows);
      else
        for (int i = 0; i < to[axis] - from[axis]; i++)
          copy(
              axis + 1,
              pixels,
              first + i * steps[axis],
              steps,
              from,
              to,
              at + i * others[axis],
              rows);
    }

    /**
     * Writes all its pixels: whole chunks, those at the end of an axis being filled up with zeros.
     */
    void write(Path parts, Rows rows) {
      for (long[] cell : cells(min, end, chunk)) {
        ByteBuffer pixels = ByteBuffer.allocate(chunkBytes).order(metadata.order());
        copy(pixels, cell, from(cell, chunk, min), to(cell, chunk, end), rows);
        byte[] bytes = pixels.array();
        for (Codec codec : metadata.codecs()) bytes = codec.encode(bytes);
        byte[] encoded = bytes;
        Path path = folder.resolve(metadata.name(cell));
        try {
          Files.createDirectories(path.getParent());
          WholeFile.writeIn(parts, path, part -> Files.write(part, encoded));
        } catch (IOException e) {
          throw Failure.writing(path, e);
        }
      }
    }

    /** Whether all its chunks were written. */
    boolean isWritten() {
      for (long[] cell : cells(min, end, chunk))
        if (!Files.isRegularFile(folder.resolve(metadata.name(cell)))) return false;
      return true;
    }
  }

  /** The place of a chunk in a shard. */
  private int entry(long[] cell, long[] fileCell) {
    long entry = 0;
    for (int d = 0; d < cell.length; d++) {
      long inFile = file[d] / chunk[d];
      entry = entry * inFile + cell[d] - fileCell[d] * inFile;
    }
    return (int) entry;
  }

  /** The chunks of a file, which is opened when one is read. */
  private final class Chunks implements Closeable {
    private final Path path;
    private FileChannel channel;
    private boolean missing;
    private ByteBuffer index;

    Chunks(Path path) {
      this.path = path;
    }

    /** A chunk; none if it was never written. */
    Optional<ByteBuffer> read(int entry) throws IOException {
      try {
        if (channel == null && !missing) channel = FileChannel.open(path, StandardOpenOption.READ);
      } catch (NoSuchFileException e) {
        missing = true;
      }
      if (missing) return Optional.empty();
      return metadata.shard().isPresent()
          ? ofShard(metadata.shard().get(), entry)
          : Optional.of(decoded(bytes(channel, 0, channel.size())));
    }

    private Optional<ByteBuffer> ofShard(ZarrMetadata.Shard shard, int entry) throws IOException {
      if (index == null) index = index(shard);
      long offset = index.getLong(entry * INDEX_ENTRY);
      long length = index.getLong(entry * INDEX_ENTRY + Long.BYTES);
      if (offset == NONE && length == NONE) return Optional.empty();
      if (offset < 0 || length < 0 || offset > channel.size() - length)
        throw new IOException("its index points to where it has nothing");
      return Optional.of(decoded(bytes(channel, offset, length)));
    }

    private ByteBuffer index(ZarrMetadata.Shard shard) throws IOException {
      long entries = 1;
      for (int d = 0; d < file.length; d++) entries *= file[d] / chunk[d];
      long length = entries * INDEX_ENTRY + (shard.checked() ? Integer.BYTES : 0);
      if (length > channel.size()) throw new EOFException("it is shorter than its index");
      byte[] bytes = bytes(channel, shard.atEnd() ? channel.size() - length : 0, length);
      try {
        if (shard.checked()) bytes = new Codec.Crc32c().decode(bytes, bytes.length);
      } catch (IOException e) {
        throw new IOException("its index does not agree with its checksum", e);
      }
      return ByteBuffer.wrap(bytes).order(shard.order());
    }

    @Override
    public void close() throws IOException {
      if (channel != null) channel.close();
    }
  }

  private static byte[] bytes(FileChannel channel, long offset, long length) throws IOException {
    if (length > LONGEST) throw new IOException("it is too long");
    ByteBuffer bytes = ByteBuffer.allocate((int) length);
    while (bytes.hasRemaining())
      if (channel.read(bytes, offset + bytes.position()) < 0)
        throw new EOFException("it is cut short");
    return bytes.array();
  }

  private ByteBuffer decoded(byte[] encoded) throws IOException {
    List<Codec> codecs = metadata.codecs();
    long[] most = new long[codecs.size()];
    long longest = chunkBytes;
    for (int i = 0; i < most.length; i++) {
      most[i] = longest;
      longest = codecs.get(i).longest(longest);
    }
    byte[] bytes = encoded;
    for (int i = most.length - 1; i >= 0; i--)
      bytes = codecs.get(i).decode(bytes, (int) Math.min(most[i], LONGEST));
    if (bytes.length != chunkBytes)
      throw new IOException("it holds " + bytes.length + " bytes in place of " + chunkBytes);
    return ByteBuffer.wrap(bytes).order(metadata.order());
  }

  private static long pixels(long[] size) {
    return pixels(new long[size.length], size);
  }

  private static long pixels(long[] from, long[] to) {
    long pixels = 1;
    for (int d = 0; d < from.length; d++) pixels *= to[d] - from[d];
    return pixels;
  }

  /** Cells of a grid, each as its place in cells, that have a part in a region. */
  static List<long[]> cells(long[] min, long[] end, long[] size) {
    List<long[]> cells = new ArrayList<>();
    for (int d = 0; d < min.length; d++) if (end[d] <= min[d]) return cells;
    long[] cell = new long[min.length];
    Arrays.setAll(cell, d -> min[d] / size[d]);
    while (true) {
      cells.add(cell.clone());
      int d = cell.length - 1;
      while (d >= 0 && (cell[d] + 1) * size[d] >= end[d]) {
        cell[d] = min[d] / size[d];
        d--;
      }
      if (d < 0) return cells;
      cell[d]++;
    }
  }

  private static long[] from(long[] cell, long[] size, long[] min) {
    long[] from = new long[cell.length];
    Arrays.setAll(from, d -> Math.max(cell[d] * size[d], min[d]));
    return from;
  }

  private static long[] to(long[] cell, long[] size, long[] end) {
    long[] to = new long[cell.length];
    Arrays.setAll(to, d -> Math.min((cell[d] + 1) * size[d], end[d]));
    return to;
  }
}
