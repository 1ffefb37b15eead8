package sc.fiji.unet.images;

import java.nio.ByteBuffer;
import java.util.function.IntUnaryOperator;
import java.util.zip.CRC32;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/** A plane of a {@link PlaneStore}, in tiles, so that a part is read without its whole rows. */
public final class StoredPlane {

  private static final int TILE = 256; // pixels

  private static final int HIGHEST_BYTE = 0xff;
  private static final int HIGHEST_SHORT = 0xffff;

  private final int width;
  private final int height;
  private final int bytesPerPixel;

  /** Whether the bits are those of floats. */
  private final boolean real;

  private final PlaneStore.Kept[] tiles;
  private final long checksum;

  private StoredPlane(
      int width,
      int height,
      int bytesPerPixel,
      boolean real,
      IntUnaryOperator bits,
      PlaneStore in) {
    this.width = width;
    this.height = height;
    this.bytesPerPixel = bytesPerPixel;
    this.real = real;
    tiles = new PlaneStore.Kept[across() * ((height + TILE - 1) / TILE)];
    CRC32 crc = new CRC32();
    for (int t = 0; t < tiles.length; t++) {
      byte[] tile = tile(t, bits);
      crc.update(tile);
      tiles[t] = in.keep(tile);
    }
    checksum = crc.getValue();
  }

  static StoredPlane of(float[] values, int width, PlaneStore store) {
    int highest = 0;
    for (float value : values) {
      int number = (int) value;
      highest |= number == value ? number : -1;
    }
    int bytes = bytes(highest);
    boolean real = bytes > 2;
    return new StoredPlane(
        width,
        values.length / width,
        bytes,
        real,
        i -> real ? Float.floatToRawIntBits(values[i]) : (int) values[i],
        store);
  }

  static StoredPlane of(int[] numbers, int width, PlaneStore store) {
    int all = 0;
    for (int number : numbers) all |= number;
    return new StoredPlane(
        width, numbers.length / width, bytes(all), false, i -> numbers[i], store);
  }

  /**
   * @param all bits that any of the numbers has
   */
  private static int bytes(int all) {
    if (all < 0 || all > HIGHEST_SHORT) return Integer.BYTES;
    return all > HIGHEST_BYTE ? Short.BYTES : Byte.BYTES;
  }

  private int across() {
    return (width + TILE - 1) / TILE;
  }

  /** The pixels of a tile. */
  private Interval area(int tile) {
    int left = tile % across() * TILE;
    int top = tile / across() * TILE;
    return FinalInterval.createMinSize(
        left, top, Math.min(TILE, width - left), Math.min(TILE, height - top));
  }

  private byte[] tile(int tile, IntUnaryOperator bits) {
    Interval area = area(tile);
    ByteBuffer bytes = ByteBuffer.allocate((int) Intervals.numElements(area) * bytesPerPixel);
    for (int y = (int) area.min(1); y <= area.max(1); y++)
      for (int x = (int) area.min(0); x <= area.max(0); x++) {
        int pixel = bits.applyAsInt(y * width + x);
        switch (bytesPerPixel) {
          case Byte.BYTES -> bytes.put((byte) pixel);
          case Short.BYTES -> bytes.putShort((short) pixel);
          default -> bytes.putInt(pixel);
        }
      }
    return bytes.array();
  }

  /** In pixels. */
  public int width() {
    return width;
  }

  /** In pixels. */
  public int height() {
    return height;
  }

  /** Tells the pixels from others. */
  public long checksum() {
    return checksum;
  }

  /**
   * Reads numbers that were kept as such.
   *
   * @param part (x, y), inside the plane
   * @return row by row
   */
  public int[] numbers(Interval part) {
    int[] bits = new int[Math.toIntExact(Intervals.numElements(part))];
    int across = across();
    for (int row = (int) part.min(1) / TILE; row <= part.max(1) / TILE; row++)
      for (int column = (int) part.min(0) / TILE; column <= part.max(0) / TILE; column++)
        read(row * across + column, part, bits);
    return bits;
  }

  /**
   * Reads values.
   *
   * @param part (x, y), inside the plane
   * @return row by row
   */
  public float[] values(Interval part) {
    int[] bits = numbers(part);
    float[] values = new float[bits.length];
    for (int i = 0; i < values.length; i++)
      values[i] = real ? Float.intBitsToFloat(bits[i]) : bits[i];
    return values;
  }

  private void read(int tile, Interval part, int[] target) {
    Interval area = area(tile);
    Interval both = Intervals.intersect(area, part);
    int row = (int) area.dimension(0) * bytesPerPixel;
    ByteBuffer bytes =
        tiles[tile].read((int) (both.min(1) - area.min(1)) * row, (int) both.dimension(1) * row);
    for (int y = 0; y < both.dimension(1); y++) {
      int p = y * row + (int) (both.min(0) - area.min(0)) * bytesPerPixel;
      int first =
          (int) ((both.min(1) + y - part.min(1)) * part.dimension(0) + both.min(0) - part.min(0));
      int end = first + (int) both.dimension(0);
      switch (bytesPerPixel) {
        case Byte.BYTES -> {
          for (int i = first; i < end; i++) target[i] = bytes.get(p++) & HIGHEST_BYTE;
        }
        case Short.BYTES -> {
          for (int i = first; i < end; i++, p += Short.BYTES)
            target[i] = bytes.getShort(p) & HIGHEST_SHORT;
        }
        default -> bytes.asIntBuffer().get(p / Integer.BYTES, target, first, end - first);
      }
    }
  }
}
