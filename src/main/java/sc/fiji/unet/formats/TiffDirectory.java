package sc.fiji.unet.formats;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What a TIFF file says of one of its pages: an image file directory. */
final class TiffDirectory {

  static final int SUBFILE_TYPE = 254;
  static final int WIDTH = 256;
  static final int HEIGHT = 257;
  static final int BITS = 258;
  static final int COMPRESSION = 259;
  static final int PHOTOMETRIC = 262;
  static final int FILL_ORDER = 266;
  static final int DESCRIPTION = 270;
  static final int STRIP_OFFSETS = 273;
  static final int SAMPLES = 277;
  static final int ROWS_PER_STRIP = 278;
  static final int STRIP_LENGTHS = 279;
  static final int X_RESOLUTION = 282;
  static final int Y_RESOLUTION = 283;
  static final int PLANAR = 284;
  static final int RESOLUTION_UNIT = 296;
  static final int SOFTWARE = 305;
  static final int PREDICTOR = 317;
  static final int TILE_WIDTH = 322;
  static final int TILE_HEIGHT = 323;
  static final int TILE_OFFSETS = 324;
  static final int TILE_LENGTHS = 325;
  static final int SUB_DIRECTORIES = 330;
  static final int EXTRA_SAMPLES = 338;
  static final int SAMPLE_FORMAT = 339;
  static final int JPEG_TABLES = 347;

  static final int ASCII = 2;
  static final int SHORT = 3;
  static final int LONG8 = 16;
  private static final int RATIONAL = 5;

  /** Bytes of a value of each type; 0 for those that there are not. */
  private static final int[] SIZES = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4, 0, 0, 8, 8, 8};

  /** Descriptions are read whole: more than one of a hundred thousand planes in OME-XML. */
  private static final int LONGEST_TEXT = 64 << 20;

  /**
   * Values of a field, which stay in the file.
   *
   * @param position of the first
   */
  record Field(TiffBytes file, int type, long count, long position) {

    private int size() {
      return SIZES[type];
    }

    /**
     * @param index below the count
     * @return a whole number, as it is stored
     */
    long number(long index) {
      return number(file.read(position + index * size(), size()));
    }

    private long number(ByteBuffer bytes) {
      return switch (size()) {
        case 1 -> bytes.get() & 0xff;
        case 2 -> bytes.getShort() & 0xffff;
        case 4 -> bytes.getInt() & 0xffffffffL;
        default -> bytes.getLong();
      };
    }
  }

  private final TiffBytes file;
  private final Map<Integer, Field> fields = new HashMap<>();
  private final ByteBuffer bytes;
  private final long start;
  private final long next;

  TiffDirectory(TiffBytes file, long position) {
    this.file = file;
    boolean big = file.isBig();
    long count = big ? file.number64(position) : file.number16(position);
    int size = big ? 20 : 12;
    int offset = big ? 8 : 4;
    if (count < 1 || count > 0xffff)
      throw file.damaged("a page of it has " + Long.toUnsignedString(count) + " fields");
    start = position + (big ? 8 : 2);
    bytes = file.read(start, count * size + offset);
    for (int i = 0; i < count; i++) {
      int at = i * size;
      int tag = bytes.getShort(at) & 0xffff;
      int type = bytes.getShort(at + 2) & 0xffff;
      long values = offset(at + 4);
      // Fields of types that came later are passed over, as the specification wants it.
      if (type >= SIZES.length || SIZES[type] == 0) continue;
      if (values < 0 || values > file.length() / SIZES[type])
        throw file.damaged(
            "its field " + tag + " has " + Long.toUnsignedString(values) + " values");
      int at2 = at + 4 + offset;
      boolean inside = values * SIZES[type] <= offset;
      fields.put(tag, new Field(file, type, values, inside ? start + at2 : offset(at2)));
    }
    next = offset((int) count * size);
  }

  private long offset(int at) {
    return file.isBig() ? bytes.getLong(at) : bytes.getInt(at) & 0xffffffffL;
  }

  /** Where the next page's directory is; 0 if there is none. */
  long next() {
    return next;
  }

  /** A field of at least one value. */
  Optional<Field> field(int tag) {
    return Optional.ofNullable(fields.get(tag)).filter(field -> field.count() > 0);
  }

  /** The first value of a field, or what it is if it is not there. */
  long number(int tag, long otherwise) {
    Field field = fields.get(tag);
    if (field == null || field.count() == 0) return otherwise;
    long at = field.position() - start;
    // Most are in the directory itself, which was read at once.
    if (at >= 0 && at + field.size() <= bytes.capacity())
      return field.number(bytes.duplicate().order(bytes.order()).position((int) at));
    return field.number(0);
  }

  /** A text, empty if it is not there. */
  String text(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.size() != 1) return "";
    if (field.count() > LONGEST_TEXT)
      throw file.damaged("its field " + tag + " has " + field.count() + " characters");
    String text =
        StandardCharsets.UTF_8.decode(file.read(field.position(), field.count())).toString();
    int end = text.indexOf('\0');
    return (end < 0 ? text : text.substring(0, end)).strip();
  }

  /** A fraction; NaN if it is not there. */
  double fraction(int tag) {
    Field field = fields.get(tag);
    if (field == null || field.count() == 0 || field.type() != RATIONAL) return Double.NaN;
    long counter = file.number32(field.position());
    return (double) counter / file.number32(field.position() + 4);
  }
}
