package sc.fiji.unet.bioimageio;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * An array in NumPy's file format (https://numpy.org/doc/stable/reference/generated/
 * numpy.lib.format.html), read in either order of axes and of bytes, written in C order,
 * little-endian.
 */
public final class Npy {

  private static final byte[] MAGIC = {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y'};
  private static final Pattern HEADER =
      Pattern.compile(
          "\\{'descr': '([<>|])([fiub][1248])', 'fortran_order': (False|True), 'shape':"
              + " \\(([0-9]{1,9}(?:, ?[0-9]{1,9}){0,7}),?\\), ?\\}\\s*");

  private static final int LONGEST_HEADER = 10_000; // as NumPy reads

  private final long[] shape;
  private final float[] values;

  /**
   * @param shape length of each axis
   * @param values the last axis runs fastest
   */
  public Npy(long[] shape, float[] values) {
    this.shape = shape.clone();
    this.values = values;
  }

  /** Number of axes. */
  public int axes() {
    return shape.length;
  }

  /** Length of an axis. */
  public long length(int axis) {
    return shape[axis];
  }

  float value(int index) {
    return values[index];
  }

  /** All values, the last axis fastest; not to be changed. */
  public float[] values() {
    return values;
  }

  /**
   * @throws UnusableException if it is none, or one of another kind
   */
  static Npy read(byte[] file) {
    ByteBuffer bytes = ByteBuffer.wrap(file).order(ByteOrder.LITTLE_ENDIAN);
    if (file.length < 12 || !Arrays.equals(file, 0, MAGIC.length, MAGIC, 0, MAGIC.length))
      throw new UnusableException("is no NumPy file (.npy).");
    int version = bytes.get(6);
    bytes.position(8);
    int length = version == 1 ? Short.toUnsignedInt(bytes.getShort()) : bytes.getInt();
    if (length < 0 || length > Math.min(bytes.remaining(), LONGEST_HEADER))
      throw new UnusableException("is a damaged NumPy file (.npy).");
    String text = new String(file, bytes.position(), length, StandardCharsets.ISO_8859_1);
    bytes.position(bytes.position() + length);
    Matcher header = HEADER.matcher(text);
    if (!header.matches())
      throw new UnusableException(
          "is a NumPy file (.npy) with the header "
              + text.strip()
              + "; supported are whole and floating-point numbers.");
    if (header.group(1).equals(">")) bytes.order(ByteOrder.BIG_ENDIAN);
    long[] shape =
        Arrays.stream(header.group(4).split(","))
            .map(String::strip)
            .mapToLong(Long::parseLong)
            .toArray();
    String type = header.group(2);
    int width = type.charAt(1) - '0';
    long numbers = 1;
    for (long axis : shape) if (numbers <= file.length) numbers *= axis; // more never fit
    if (numbers * width != bytes.remaining())
      throw new UnusableException(
          "is a damaged NumPy file (.npy): it should hold "
              + numbers
              + " numbers of "
              + width
              + " bytes, but there are "
              + bytes.remaining()
              + " bytes.");
    float[] values = new float[(int) numbers];
    for (int i = 0; i < values.length; i++) values[i] = next(bytes, type);
    return new Npy(shape, header.group(3).equals("True") ? inRows(values, shape) : values);
  }

  /** Where the first axis runs fastest, as in Fortran, to the last one. */
  private static float[] inRows(float[] columns, long[] shape) {
    float[] rows = new float[columns.length];
    long[] position = new long[shape.length];
    for (float value : columns) {
      int index = 0;
      for (int d = 0; d < shape.length; d++) index = (int) (index * shape[d] + position[d]);
      rows[index] = value;
      int d = 0;
      while (d < shape.length - 1 && position[d] == shape[d] - 1) position[d++] = 0;
      position[d]++;
    }
    return rows;
  }

  /** Of 16 bits (IEEE 754 binary16). */
  private static float half(short bits) {
    int exponent = bits >> 10 & 31;
    int fraction = bits & 1023;
    float size =
        exponent == 31
            ? fraction == 0 ? Float.POSITIVE_INFINITY : Float.NaN
            : exponent == 0 ? fraction * 0x1p-24f : Math.scalb(1024 + fraction, exponent - 25);
    return bits < 0 ? -size : size;
  }

  private static float next(ByteBuffer bytes, String type) {
    return switch (type) {
      case "f2" -> half(bytes.getShort());
      case "f4" -> bytes.getFloat();
      case "f8" -> (float) bytes.getDouble();
      case "u1", "b1" -> Byte.toUnsignedInt(bytes.get());
      case "i1" -> bytes.get();
      case "u2" -> Short.toUnsignedInt(bytes.getShort());
      case "i2" -> bytes.getShort();
      case "u4" -> Integer.toUnsignedLong(bytes.getInt());
      case "i4" -> bytes.getInt();
      case "i8", "u8" -> bytes.getLong();
      default ->
          throw new UnusableException(
              "is a NumPy file (.npy) of the type " + type + ", which is not supported.");
    };
  }

  /** As 32-bit floating point. */
  byte[] write() {
    String header =
        Arrays.stream(shape)
            .mapToObj(Long::toString)
            .collect(
                Collectors.joining(
                    ", ",
                    "{'descr': '<f4', 'fortran_order': False, 'shape': (",
                    shape.length == 1 ? ",), }" : "), }"));
    // Numbers begin at a multiple of 64 bytes; the header ends with a new line.
    int start = (MAGIC.length + 4 + header.length() + 1 + 63) / 64 * 64;
    ByteBuffer bytes =
        ByteBuffer.allocate(Math.addExact(start, Math.multiplyExact(4, values.length)))
            .order(ByteOrder.LITTLE_ENDIAN)
            .put(MAGIC)
            .put(new byte[] {1, 0})
            .putShort((short) (start - MAGIC.length - 4))
            .put(header.getBytes(StandardCharsets.ISO_8859_1));
    while (bytes.position() < start - 1) bytes.put((byte) ' ');
    bytes.put((byte) '\n');
    for (float value : values) bytes.putFloat(value);
    return bytes.array();
  }
}
