package sc.fiji.unet.formats;

import java.nio.ByteBuffer;

/**
 * What TIFF files keep instead of pixels so that they pack better: the differences of neighbours in
 * a row, sample by sample.
 */
final class TiffPredictor {

  static final int NONE = 1;
  static final int DIFFERENCES = 2;
  static final int FLOATS = 3;

  private TiffPredictor() {}

  /**
   * Makes pixels of differences (section 14 of TIFF 6.0).
   *
   * @param rows all of them, whose order of bytes counts
   * @param values in a row
   * @param step samples of a pixel
   * @param size bytes of a value
   */
  static void sum(ByteBuffer rows, int values, int step, int size) {
    int row = values * size;
    int back = step * size;
    for (int start = 0; start < rows.limit(); start += row) {
      int end = start + row;
      switch (size) {
        case 1 -> sumBytes(rows.array(), start + back, end, back);
        case 2 -> {
          for (int i = start + back; i < end; i += 2)
            rows.putShort(i, (short) (rows.getShort(i) + rows.getShort(i - back)));
        }
        case 4 -> {
          for (int i = start + back; i < end; i += 4)
            rows.putInt(i, rows.getInt(i) + rows.getInt(i - back));
        }
        default -> {
          for (int i = start + back; i < end; i += 8)
            rows.putLong(i, rows.getLong(i) + rows.getLong(i - back));
        }
      }
    }
  }

  /**
   * Makes differences of the pixels of one sample, of at most four bytes: what {@link #sum} undoes.
   */
  static void differ(ByteBuffer rows, int values, int size) {
    int row = values * size;
    for (int start = 0; start < rows.limit(); start += row)
      switch (size) {
        case 1 -> {
          for (int i = start + row - 1; i > start; i--)
            rows.put(i, (byte) (rows.get(i) - rows.get(i - 1)));
        }
        case 2 -> {
          for (int i = start + row - 2; i > start; i -= 2)
            rows.putShort(i, (short) (rows.getShort(i) - rows.getShort(i - 2)));
        }
        default -> {
          for (int i = start + row - 4; i > start; i -= 4)
            rows.putInt(i, rows.getInt(i) - rows.getInt(i - 4));
        }
      }
  }

  private static void sumBytes(byte[] bytes, int start, int end, int back) {
    for (int i = start; i < end; i++) bytes[i] += bytes[i - back];
  }

  /**
   * Makes big-endian floats of a row's first bytes, second bytes and so on, of which there are
   * differences (Adobe Photoshop TIFF Technical Note 3).
   *
   * @param rows all of them
   * @param values in a row
   * @param step samples of a pixel
   * @param size bytes of a value
   */
  static void join(ByteBuffer rows, int values, int step, int size) {
    byte[] bytes = rows.array();
    byte[] row = new byte[values * size];
    for (int start = 0; start < rows.limit(); start += row.length) {
      sumBytes(bytes, start + step, start + row.length, step);
      System.arraycopy(bytes, start, row, 0, row.length);
      for (int b = 0; b < size; b++)
        for (int from = b * values, to = start + b; from < (b + 1) * values; from++, to += size)
          bytes[to] = row[from];
    }
  }
}
