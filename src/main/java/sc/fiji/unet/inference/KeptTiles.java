package sc.fiji.unet.inference;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.zip.CRC32C;
import net.imglib2.Interval;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.WholeFile;

/**
 * What tiles gave, a file for each in a folder, so that an interrupted work need not predict them
 * again. Who makes it answers for the folder being of the same model, precision, channels and
 * averaging; planes and their normalisation are told apart by their names.
 */
public final class KeptTiles {

  /** Keeps nothing. */
  public static final KeptTiles NONE = new KeptTiles(Optional.empty(), 0);

  /** Chosen by the free memory, of which a little less suffices too: the same goes on. */
  private static final double LITTLE = 1.25;

  private static final int FLOATS_AT_ONCE = 1 << 16;

  private final Optional<Path> folder;
  private final long reserve;

  /** To be written with the first tile; empty if it is, or somebody else has chosen it. */
  private OptionalInt begun = OptionalInt.empty();

  private KeptTiles(Optional<Path> folder, long reserve) {
    this.folder = folder;
    this.reserve = reserve;
  }

  /**
   * @param folder made when the first tile is kept
   * @param reserve bytes that are left free on its disk: what the results will need
   */
  public static KeptTiles in(Path folder, long reserve) {
    return new KeptTiles(Optional.of(folder), reserve);
  }

  /**
   * The tile size that was begun with, if it is about as large as what now suits the free memory.
   */
  int tileSize(int now) {
    if (folder.isEmpty()) return now;
    try {
      int before = Integer.parseInt(Files.readString(size()));
      if (before <= LITTLE * now) return before;
    } catch (IOException | NumberFormatException e) {
      // Nothing was begun.
    }
    begun = OptionalInt.of(now);
    return now;
  }

  private Path size() {
    return folder.orElseThrow().resolve("size");
  }

  /**
   * @param plane a name of its own for each plane, its size and its normalisation
   * @param length of what the tile gave
   * @return as {@link TilePredictor} gives it; empty if it is not kept
   */
  Optional<float[]> read(String plane, Tile tile, int length) {
    if (folder.isEmpty()) return Optional.empty();
    try (FileChannel in = FileChannel.open(file(plane, tile))) {
      if (in.size() != (long) Float.BYTES * length + Long.BYTES) return Optional.empty();
      float[] map = new float[length];
      ByteBuffer part = buffer();
      CRC32C sum = new CRC32C();
      for (int first = 0; first < length; first += FLOATS_AT_ONCE) {
        int count = Math.min(FLOATS_AT_ONCE, length - first);
        part.clear().limit(Float.BYTES * count);
        fill(part, in);
        sum.update(part.duplicate());
        part.asFloatBuffer().get(map, first, count);
      }
      fill(part.clear().limit(Long.BYTES), in);
      return part.getLong() == sum.getValue() ? Optional.of(map) : Optional.empty();
    } catch (IOException e) { // it is predicted again
      return Optional.empty();
    }
  }

  private static void fill(ByteBuffer part, FileChannel in) throws IOException {
    while (part.hasRemaining()) if (in.read(part) < 0) throw new EOFException(); // cut meanwhile
    part.flip();
  }

  /**
   * Keeps what a tile gave, whole or not at all.
   *
   * @throws IOException if it cannot be written, or the disk has no room for it beside the reserve
   */
  void keep(String plane, Tile tile, float[] map) throws IOException {
    if (folder.isEmpty()) return;
    Path file = file(plane, tile);
    if (Files.exists(file)) return;
    Files.createDirectories(file.getParent());
    long free = Files.getFileStore(file.getParent()).getUsableSpace();
    if (free - (long) Float.BYTES * map.length < reserve)
      throw new IOException(
          "'" + folder.get().getParent() + "' has little room: " + free / 1_000_000 + " MB");
    if (begun.isPresent()) {
      String number = String.valueOf(begun.getAsInt());
      WholeFile.write(size(), part -> Files.writeString(part, number));
      begun = OptionalInt.empty();
    }
    WholeFile.write(file, part -> write(part, map));
  }

  private static void write(Path file, float[] map) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer part = buffer();
      CRC32C sum = new CRC32C();
      for (int first = 0; first < map.length; first += FLOATS_AT_ONCE) {
        int count = Math.min(FLOATS_AT_ONCE, map.length - first);
        part.clear().limit(Float.BYTES * count);
        part.asFloatBuffer().put(map, first, count);
        sum.update(part.duplicate());
        while (part.hasRemaining()) out.write(part);
      }
      part.clear().putLong(sum.getValue()).flip();
      while (part.hasRemaining()) out.write(part);
    }
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocate(Float.BYTES * FLOATS_AT_ONCE).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Of the same name only if the network was given the same. */
  private Path file(String plane, Tile tile) {
    String name = words(tile.source()) + " " + words(tile.core()) + ".tile";
    return folder.orElseThrow().resolve(plane).resolve(name);
  }

  private static String words(Interval box) {
    return box.min(0) + "," + box.min(1) + " " + box.dimension(0) + "x" + box.dimension(1);
  }
}
