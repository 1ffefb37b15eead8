package sc.fiji.unet.inference;

import java.io.IOException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.imglib2.Interval;
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.WholeFile;

/**
 * What tiles gave, a file for each in a folder, so that an interrupted work need not predict them
 * again. Who makes it answers for the folder being of the same image, model, precision and
 * channels.
 */
public final class KeptTiles {

  /** Keeps nothing. */
  public static final KeptTiles NONE = new KeptTiles(Optional.empty(), 0);

  /** Chosen by the free memory, of which a little less suffices too: the same goes on. */
  private static final double LITTLE = 1.25;

  private static final int FLOATS_AT_ONCE = 1 << 16;

  private final Optional<Path> folder;
  private final long reserve;

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

  /** How many there are. */
  public int count() throws IOException {
    if (folder.isEmpty() || !Files.exists(folder.get())) return 0;
    try (Stream<Path> files = Files.walk(folder.get())) {
      return (int) files.filter(file -> file.toString().endsWith(".tile")).count();
    }
  }

  /** Deletes them. */
  public void delete() throws IOException {
    if (folder.isPresent()) WholeFile.deleteFolder(folder.get());
  }

  /**
   * The tile size that was begun with, if it is about as large as what now suits the free memory.
   */
  int tileSize(int now) {
    if (folder.isEmpty()) return now;
    try {
      int before = Integer.parseInt(Files.readString(size()));
      return before <= LITTLE * now ? before : now;
    } catch (IOException | NumberFormatException e) { // nothing was begun
      return now;
    }
  }

  private Path size() {
    return folder.orElseThrow().resolve("size");
  }

  /**
   * @param item number of the image's plane
   * @param plane as the network sees it
   * @param length of what the tile gave
   * @return as {@link TilePredictor} gives it; empty if it is not kept
   */
  Optional<float[]> read(int item, Interval plane, Tile tile, int length) {
    if (folder.isEmpty()) return Optional.empty();
    float[] map = new float[length];
    try (FileChannel in = FileChannel.open(file(item, plane, tile))) {
      if (in.size() != (long) Float.BYTES * length) return Optional.empty();
      ByteBuffer part = buffer();
      for (int first = 0; first < length; first += FLOATS_AT_ONCE) {
        int count = Math.min(FLOATS_AT_ONCE, length - first);
        part.clear().limit(Float.BYTES * count);
        while (part.hasRemaining() && in.read(part) >= 0)
          ;
        part.flip().asFloatBuffer().get(map, first, count);
      }
      return Optional.of(map);
    } catch (IOException | BufferUnderflowException e) { // it is predicted again
      return Optional.empty();
    }
  }

  /**
   * Keeps what a tile gave, whole or not at all.
   *
   * @param tileSize that was begun with
   * @throws IOException if it cannot be written, or the disk has no room for it beside the reserve
   */
  void keep(int item, Interval plane, Tile tile, float[] map, int tileSize) throws IOException {
    if (folder.isEmpty()) return;
    Path file = file(item, plane, tile);
    if (Files.exists(file)) return;
    Files.createDirectories(file.getParent());
    long free = Files.getFileStore(file.getParent()).getUsableSpace();
    if (free - (long) Float.BYTES * map.length < reserve)
      throw new IOException(
          "'" + folder.get().getParent() + "' has little room: " + free / 1_000_000 + " MB");
    if (!Files.exists(size()))
      WholeFile.write(size(), part -> Files.writeString(part, String.valueOf(tileSize)));
    WholeFile.write(file, part -> write(part, map));
  }

  private static void write(Path file, float[] map) throws IOException {
    try (FileChannel out =
        FileChannel.open(file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE)) {
      ByteBuffer part = buffer();
      for (int first = 0; first < map.length; first += FLOATS_AT_ONCE) {
        int count = Math.min(FLOATS_AT_ONCE, map.length - first);
        part.clear().limit(Float.BYTES * count);
        part.asFloatBuffer().put(map, first, count);
        while (part.hasRemaining()) out.write(part);
      }
    }
  }

  private static ByteBuffer buffer() {
    return ByteBuffer.allocate(Float.BYTES * FLOATS_AT_ONCE).order(ByteOrder.LITTLE_ENDIAN);
  }

  /** Of the same name only if the network was given the same. */
  private Path file(int item, Interval plane, Tile tile) {
    String name =
        Stream.of(plane, tile.source(), tile.core())
            .map(KeptTiles::words)
            .collect(Collectors.joining(" "));
    return folder.orElseThrow().resolve(String.valueOf(item)).resolve(name + ".tile");
  }

  private static String words(Interval box) {
    return box.min(0) + "," + box.min(1) + " " + box.dimension(0) + "x" + box.dimension(1);
  }
}
