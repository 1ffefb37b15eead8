package sc.fiji.unet.formats;

import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Optional;

/** What a pixel is in a file. */
public enum PixelType {
  UINT8(1),
  INT8(1),
  UINT16(2),
  INT16(2),
  UINT32(4),
  INT32(4),
  UINT64(8),
  INT64(8),
  FLOAT32(4),
  FLOAT64(8);

  /** Of 64 bits. */
  private static final int MOST_DIGITS = 20;

  private final int bytes;

  PixelType(int bytes) {
    this.bytes = bytes;
  }

  int bytes() {
    return bytes;
  }

  boolean isFloat() {
    return this == FLOAT32 || this == FLOAT64;
  }

  /** The largest value, for showing it; of floats 1, the largest one of maps. */
  double most() {
    if (isFloat()) return 1;
    int bits = 8 * bytes - (name().startsWith("U") ? 0 : 1);
    return Math.scalb(1., bits) - 1;
  }

  /** As Zarr 3 calls it: uint8. */
  String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** As Zarr 2 calls it, in the order of bytes that is written here: &lt;u2. */
  String code() {
    String kind = isFloat() ? "f" : name().startsWith("U") ? "u" : "i";
    return (bytes == 1 ? "|" : "<") + kind + bytes;
  }

  /** By the name in Zarr 3; what is true or false is 1 or 0. */
  static Optional<PixelType> ofWord(String word) {
    for (PixelType type : values()) if (type.word().equals(word)) return Optional.of(type);
    return word.equals("bool") ? Optional.of(UINT8) : Optional.empty();
  }

  /** By the name in Zarr 2 without its first sign, the order of bytes. */
  static Optional<PixelType> ofCode(String code) {
    for (PixelType type : values())
      if (type.code().substring(1).equals(code)) return Optional.of(type);
    return code.equals("b1") ? Optional.of(UINT8) : Optional.empty();
  }

  /**
   * Copies pixels.
   *
   * @param first index of the first pixel
   * @param step from one pixel to the next
   */
  void toFloats(ByteBuffer from, int first, int step, float[] to, int at, int count) {
    int skip = step * bytes;
    int place = first * bytes;
    int end = at + count;
    switch (this) {
      case UINT8 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.get(place) & 0xff;
      }
      case INT8 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.get(place);
      }
      case UINT16 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getShort(place) & 0xffff;
      }
      case INT16 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getShort(place);
      }
      case UINT32 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getInt(place) & 0xffffffffL;
      }
      case INT32 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getInt(place);
      }
      case UINT64 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = unsigned(from.getLong(place));
      }
      case INT64 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getLong(place);
      }
      case FLOAT32 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getFloat(place);
      }
      case FLOAT64 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = (float) from.getDouble(place);
      }
    }
  }

  private static float unsigned(long value) {
    // Half of it, rounded to odd, rounds as the whole would.
    return value >= 0 ? value : 2f * (value >>> 1 | value & 1);
  }

  /**
   * Copies pixels exactly.
   *
   * @throws ArithmeticException if one does not fit
   */
  void toInts(ByteBuffer from, int first, int step, int[] to, int at, int count) {
    int skip = step * bytes;
    int place = first * bytes;
    int end = at + count;
    switch (this) {
      case UINT8 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.get(place) & 0xff;
      }
      case INT8 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.get(place);
      }
      case UINT16 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getShort(place) & 0xffff;
      }
      case INT16 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getShort(place);
      }
      case UINT32 -> {
        for (int i = at; i < end; i++, place += skip)
          to[i] = Math.toIntExact(from.getInt(place) & 0xffffffffL);
      }
      case INT32 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = from.getInt(place);
      }
      case UINT64, INT64 -> {
        for (int i = at; i < end; i++, place += skip) to[i] = Math.toIntExact(from.getLong(place));
      }
      case FLOAT32, FLOAT64 -> throw new IllegalStateException("Labels are whole numbers.");
    }
  }

  /** Copies pixels that stand beside one another; floats are rounded to whole numbers. */
  void fromFloats(float[] from, int at, ByteBuffer to, int first, int count) {
    for (int i = 0; i < count; i++) put(to, first + i, from[at + i]);
  }

  /** Copies pixels that stand beside one another. */
  void fromInts(int[] from, int at, ByteBuffer to, int first, int count) {
    if (bytes == Integer.BYTES && !isFloat())
      for (int i = 0; i < count; i++) to.putInt((first + i) * Integer.BYTES, from[at + i]);
    else for (int i = 0; i < count; i++) put(to, first + i, from[at + i]);
  }

  private void put(ByteBuffer to, int index, double value) {
    switch (this) {
      case FLOAT32 -> to.putFloat(index * bytes, (float) value);
      case FLOAT64 -> to.putDouble(index * bytes, value);
      default -> putWhole(to, index, Math.round(value));
    }
  }

  private void putWhole(ByteBuffer to, int index, long value) {
    switch (bytes) {
      case 1 -> to.put(index, (byte) value);
      case 2 -> to.putShort(index * bytes, (short) value);
      case 4 -> to.putInt(index * bytes, (int) value);
      default -> to.putLong(index * bytes, value);
    }
  }

  /**
   * Writes a value as metadata has it: a number, true, NaN, -Infinity, or the bits of a float as
   * 0x7fc00000.
   *
   * @throws NumberFormatException if it is none
   */
  void parse(String value, ByteBuffer to) {
    if (value.startsWith("0x")) putWhole(to, 0, Long.parseUnsignedLong(value.substring(2), 16));
    else if (isFloat()) put(to, 0, Double.parseDouble(value));
    else if (value.equals("true") || value.equals("false"))
      putWhole(to, 0, value.equals("true") ? 1 : 0);
    else putWhole(to, 0, whole(new BigDecimal(value)));
  }

  private static long whole(BigDecimal value) {
    // Else 1e999999999 takes all memory.
    if (value.precision() - value.scale() > MOST_DIGITS) throw new NumberFormatException();
    return value.toBigIntegerExact().longValue();
  }
}
