package sc.fiji.unet.formats;

/** Undoes what Blosc does to values before it compresses them. */
final class Shuffle {

  private Shuffle() {}

  /**
   * First came the first byte of all values, then the second one.
   *
   * @param width bytes of a value; those beyond the last whole one stand as they are
   */
  static void joinBytes(byte[] from, int width, byte[] to, int at, int size) {
    int values = size / width;
    for (int b = 0; b < width; b++)
      for (int i = 0, source = b * values, target = at + b; i < values; i++, target += width)
        to[target] = from[source++];
    int rest = values * width;
    System.arraycopy(from, rest, to, at + rest, size - rest);
  }

  /**
   * First came the lowest bit of all values, eight in a byte, then the second one. Blosc does it
   * only where the number of values is a multiple of 8.
   *
   * @param width bytes of a value; those beyond the last whole one stand as they are
   */
  static void joinBits(byte[] from, int width, byte[] to, int at, int size) {
    int values = size / width;
    int rest = values % 8 == 0 ? values * width : 0;
    int row = values / 8;
    if (rest > 0)
      for (int b = 0; b < width; b++)
        for (int i = 0; i < row; i++) {
          long bits = 0;
          for (int k = 7; k >= 0; k--) bits = bits << 8 | from[(b * 8 + k) * row + i] & 0xff;
          bits = transposed(bits);
          for (int k = 0, target = at + i * 8 * width + b; k < 8; k++, target += width) {
            to[target] = (byte) bits;
            bits >>>= 8;
          }
        }
    System.arraycopy(from, rest, to, at + rest, size - rest);
  }

  /** Of 8 x 8 bits: changes them in pairs, then in pairs of 2 x 2, then of 4 x 4. */
  private static long transposed(long bits) {
    long x = bits;
    long swap = (x ^ x >>> 7) & 0x00aa00aa00aa00aaL;
    x ^= swap ^ swap << 7;
    swap = (x ^ x >>> 14) & 0x0000cccc0000ccccL;
    x ^= swap ^ swap << 14;
    swap = (x ^ x >>> 28) & 0x00000000f0f0f0f0L;
    return x ^ swap ^ swap << 28;
  }
}
