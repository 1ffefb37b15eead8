package sc.fiji.unet.formats;

import java.io.IOException;

/**
 * The compression of Blosc's own. A control byte below 32 is followed by so many bytes, and one
 * more, that stand for themselves. In others the upper three bits are the length of a repetition,
 * less 2, which goes on in further bytes if all three are set; the lower five, and the byte behind,
 * are how far back it begins, less 1, and if all thirteen are set, two more bytes are added.
 */
final class BloscLz {

  private static final int LITERAL = 32;
  private static final int LONG = 7;
  private static final int FAR = 0x1fff;

  private BloscLz() {}

  /**
   * @return bytes that were written
   * @throws IndexOutOfBoundsException also tells of bytes that are damaged
   */
  static int decompress(byte[] from, int first, int length, byte[] to, int at, int size)
      throws IOException {
    int in = first;
    int end = first + length;
    int out = at;
    while (in < end) {
      // The first one can repeat nothing; its upper bits mean something else.
      int control = in == first ? from[in++] & LITERAL - 1 : from[in++] & 0xff;
      if (control < LITERAL) {
        int literals = control + 1;
        if (literals > end - in || literals > at + size - out) throw damaged();
        System.arraycopy(from, in, to, out, literals);
        in += literals;
        out += literals;
      } else {
        int repeated = control >> 5;
        if (repeated == LONG) {
          int more;
          do {
            more = from[in++] & 0xff;
            repeated += more;
            if (repeated > size) throw damaged();
          } while (more == 0xff);
        }
        repeated += 2;
        int back = (control & LITERAL - 1) << 8 | from[in++] & 0xff;
        if (back == FAR) back += (from[in++] & 0xff) << 8 | from[in++] & 0xff;
        back++;
        if (in > end || repeated > at + size - out || back > out - at) throw damaged();
        // Byte by byte: what is repeated may overlap what is written.
        for (int stop = out + repeated; out < stop; out++) to[out] = to[out - back];
      }
    }
    return out - at;
  }

  private static IOException damaged() {
    return new IOException("its bytes are not Blosc's");
  }
}
