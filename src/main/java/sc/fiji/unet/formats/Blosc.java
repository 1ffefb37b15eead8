package sc.fiji.unet.formats;

import io.airlift.compress.Decompressor;
import io.airlift.compress.lz4.Lz4Decompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * Blosc, the first: blocks, in each of which the bytes or bits of equal weight stand together
 * (shuffled) and are compressed by one of several methods, together or byte by byte.
 */
record Blosc() implements Codec {

  private static final int HEAD = 16;

  // Flags.
  private static final int BYTES_SHUFFLED = 1;
  private static final int NOT_COMPRESSED = 2;
  private static final int BITS_SHUFFLED = 4;
  private static final int NOT_SPLIT = 16;

  // Wider values, or blocks of fewer of them, are compressed together.
  private static final int WIDEST_SPLIT = 16;
  private static final int FEWEST_SPLIT = 128;

  private static final int NEWEST_VERSION = 2;

  /** How a part of a block is compressed. */
  private interface Method {
    /**
     * @return bytes that were written
     */
    int decompress(byte[] from, int first, int length, byte[] to, int at, int size)
        throws IOException;
  }

  @Override
  public byte[] decode(byte[] encoded, int most) throws IOException {
    if (encoded.length < HEAD) throw new EOFException("it is cut short");
    ByteBuffer head = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN);
    int version = encoded[0];
    int flags = encoded[2];
    int width = encoded[3] & 0xff;
    int length = head.getInt(4);
    int block = head.getInt(8);
    if (version < 1 || version > NEWEST_VERSION)
      throw new IOException("its version of Blosc, " + version + ", is not known");
    if (head.getInt(12) != encoded.length) throw new EOFException("it is cut short");
    if (length < 0 || length > most || width == 0 || block <= 0 && length > 0) throw damaged();
    byte[] plain = new byte[length];
    if ((flags & NOT_COMPRESSED) != 0) {
      if (encoded.length - HEAD != length) throw damaged();
      System.arraycopy(encoded, HEAD, plain, 0, length);
      return plain;
    }
    Method method = method(flags >> 5 & 7);
    try {
      byte[] shuffled = new byte[Math.min(block, length)];
      for (int first = 0, i = 0; first < length; first += block, i++) {
        int size = Math.min(block, length - first);
        boolean split =
            (flags & NOT_SPLIT) == 0
                && width <= WIDEST_SPLIT
                && block / width >= FEWEST_SPLIT
                && size == block;
        int parts = split ? width : 1;
        int from = head.getInt(HEAD + i * Integer.BYTES);
        for (int part = 0; part < parts; part++)
          from = part(head, from, method, shuffled, part * (size / parts), size / parts);
        if ((flags & BYTES_SHUFFLED) != 0 && width > 1)
          Shuffle.joinBytes(shuffled, width, plain, first, size);
        else if ((flags & BITS_SHUFFLED) != 0)
          Shuffle.joinBits(shuffled, width, plain, first, size);
        else System.arraycopy(shuffled, 0, plain, first, size);
        if (first > length - block) break; // else the sum may be above the largest int
      }
    } catch (IndexOutOfBoundsException e) {
      throw new IOException(damaged().getMessage(), e);
    }
    return plain;
  }

  /**
   * Decompresses a part of a block.
   *
   * @param from where its length stands, and then its bytes
   * @return where the next one's stands
   */
  private static int part(ByteBuffer encoded, int from, Method method, byte[] to, int at, int size)
      throws IOException {
    int length = encoded.getInt(from);
    int first = from + Integer.BYTES;
    if (length < 0 || length > encoded.capacity() - first) throw damaged();
    if (length == size) System.arraycopy(encoded.array(), first, to, at, size);
    else if (method.decompress(encoded.array(), first, length, to, at, size) != size)
      throw damaged();
    return first + length;
  }

  private static Method method(int number) throws IOException {
    return switch (number) {
      case 0 -> BloscLz::decompress;
      case 1 -> by(new Lz4Decompressor());
      case 2 -> throw new IOException("it is compressed by Snappy, which is not read");
      case 3 -> Blosc::inflate;
      case 4 -> by(new ZstdDecompressor());
      default -> throw new IOException("method " + number + " of Blosc is not known");
    };
  }

  private static Method by(Decompressor decompressor) {
    return (from, first, length, to, at, size) -> {
      try {
        return decompressor.decompress(from, first, length, to, at, size);
      } catch (RuntimeException e) {
        throw new IOException(damaged().getMessage(), e);
      }
    };
  }

  private static int inflate(byte[] from, int first, int length, byte[] to, int at, int size)
      throws IOException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(from, first, length);
      return inflater.inflate(to, at, size);
    } catch (DataFormatException e) {
      throw new IOException(damaged().getMessage(), e);
    } finally {
      inflater.end();
    }
  }

  private static IOException damaged() {
    return new IOException("its bytes are not Blosc's");
  }
}
