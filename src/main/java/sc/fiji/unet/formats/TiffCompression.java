package sc.fiji.unet.formats;

import io.airlift.compress.zstd.ZstdDecompressor;
import java.util.Map;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;

/**
 * How TIFF files keep a tile or a strip, without loss; what is unpacked is as long as is wanted.
 */
final class TiffCompression {

  static final int NONE = 1;
  static final int LZW = 5;
  static final int JPEG = 7;
  static final int DEFLATE = 8;
  static final int PACK_BITS = 32773;
  static final int OLD_DEFLATE = 32946;
  static final int ZSTD = 50000;

  private static final Map<Integer, String> OTHERS =
      Map.ofEntries(
          Map.entry(2, "CCITT"),
          Map.entry(3, "CCITT fax 3"),
          Map.entry(4, "CCITT fax 4"),
          Map.entry(6, "old JPEG"),
          Map.entry(33003, "JPEG 2000"),
          Map.entry(33004, "JPEG 2000"),
          Map.entry(33005, "JPEG 2000"),
          Map.entry(34712, "JPEG 2000"),
          Map.entry(34887, "LERC"),
          Map.entry(34892, "lossy JPEG"),
          Map.entry(34925, "LZMA"),
          Map.entry(34926, "Zstandard, preliminary"),
          Map.entry(34927, "WebP, preliminary"),
          Map.entry(34934, "JPEG XR"),
          Map.entry(50001, "WebP"),
          Map.entry(50002, "JPEG XL"));

  private TiffCompression() {}

  static boolean isKnown(long compression) {
    return compression == NONE
        || compression == LZW
        || compression == JPEG
        || compression == DEFLATE
        || compression == PACK_BITS
        || compression == OLD_DEFLATE
        || compression == ZSTD;
  }

  /** For sentences: the number of a compression that is not known, and its name. */
  static String describe(long compression) {
    String name = compression == (int) compression ? OTHERS.get((int) compression) : null;
    return name == null ? Long.toUnsignedString(compression) : compression + " (" + name + ")";
  }

  /**
   * The most bytes that one byte can stand for, roughly: what says that it is more is damaged, and
   * gets no memory.
   */
  static long mostOfOne(int compression) {
    return switch (compression) {
      case NONE -> 1;
      case PACK_BITS -> 64;
      case ZSTD -> 40_000;
      default -> 4_000;
    };
  }

  /**
   * Unpacks a tile or a strip.
   *
   * @param count wanted; what is more is passed over
   * @return how many there were, at most as many as are wanted
   * @throws DataFormatException if it is damaged
   */
  static int unpack(int compression, byte[] from, byte[] to, int count) throws DataFormatException {
    return switch (compression) {
      case LZW -> lzw(from, to, count);
      case PACK_BITS -> packBits(from, to, count);
      case ZSTD -> zstd(from, to, count);
      case DEFLATE, OLD_DEFLATE -> inflate(from, to, count);
      default -> throw new IllegalArgumentException("compression " + compression);
    };
  }

  private static int inflate(byte[] from, byte[] to, int count) throws DataFormatException {
    Inflater inflater = new Inflater();
    try {
      inflater.setInput(from);
      int done = 0;
      while (done < count) {
        int more = inflater.inflate(to, done, count - done);
        if (more == 0) break; // it ends, or wants what is not there
        done += more;
      }
      return done;
    } finally {
      inflater.end();
    }
  }

  private static int zstd(byte[] from, byte[] to, int count) throws DataFormatException {
    try {
      return new ZstdDecompressor().decompress(from, 0, from.length, to, 0, count);
    } catch (RuntimeException e) {
      // Of several classes, some of which the library does not mean to throw.
      throw damaged(e);
    }
  }

  private static DataFormatException damaged(RuntimeException e) {
    DataFormatException damaged = new DataFormatException(e.getMessage());
    damaged.initCause(e);
    return damaged;
  }

  private static int packBits(byte[] from, byte[] to, int count) {
    int done = 0;
    for (int i = 0; i < from.length && done < count; ) {
      int head = from[i++];
      if (head >= 0) {
        int run = Math.min(head + 1, Math.min(from.length - i, count - done));
        System.arraycopy(from, i, to, done, run);
        i += run;
        done += run;
      } else if (head != -128 && i < from.length) {
        int end = Math.min(done + 1 - head, count);
        byte value = from[i++];
        while (done < end) to[done++] = value;
      }
    }
    return done;
  }

  /**
   * LZW as in section 13 of TIFF 6.0. A code means what an earlier code meant and the byte behind
   * it: both stand beside one another in what was unpacked, so that a place and a length are all
   * that has to be kept of a code.
   */
  private static int lzw(byte[] from, byte[] to, int count) throws DataFormatException {
    int clear = 256;
    int end = 257;
    int[] place = new int[4096];
    int[] length = new int[4096];
    int next = end + 1;
    int width = 9;
    int before = -1; // where the previous code's bytes are
    int beforeLength = 0;
    int buffer = 0;
    int bits = 0;
    int done = 0;
    for (int i = 0; done < count; ) {
      while (bits < width && i < from.length) {
        buffer = buffer << 8 | from[i++] & 0xff;
        bits += 8;
      }
      if (bits < width) break;
      bits -= width;
      int code = buffer >>> bits & (1 << width) - 1;
      if (code == end) break;
      if (code == clear) {
        next = end + 1;
        width = 9;
        before = -1;
        continue;
      }
      int here = done;
      int run = 1;
      if (code < clear) to[done++] = (byte) code;
      else {
        if (before < 0 || code > next || code == next && next == place.length)
          throw new DataFormatException("code " + code);
        int source = code == next ? before : place[code];
        run = code == next ? beforeLength + 1 : length[code];
        // Byte by byte: the new code's last byte is the first that it writes itself.
        for (int stop = Math.min(done + run, count); done < stop; ) to[done++] = to[source++];
      }
      if (before >= 0 && next < place.length) {
        place[next] = before;
        length[next++] = beforeLength + 1;
        if (next == (1 << width) - 1 && width < 12) width++;
      }
      before = here;
      beforeLength = run;
    }
    return done;
  }
}
