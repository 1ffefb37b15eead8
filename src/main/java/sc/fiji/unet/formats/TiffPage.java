package sc.fiji.unet.formats;

import static sc.fiji.unet.formats.TiffDirectory.BITS;
import static sc.fiji.unet.formats.TiffDirectory.COMPRESSION;
import static sc.fiji.unet.formats.TiffDirectory.EXTRA_SAMPLES;
import static sc.fiji.unet.formats.TiffDirectory.FILL_ORDER;
import static sc.fiji.unet.formats.TiffDirectory.HEIGHT;
import static sc.fiji.unet.formats.TiffDirectory.JPEG_TABLES;
import static sc.fiji.unet.formats.TiffDirectory.PHOTOMETRIC;
import static sc.fiji.unet.formats.TiffDirectory.PLANAR;
import static sc.fiji.unet.formats.TiffDirectory.PREDICTOR;
import static sc.fiji.unet.formats.TiffDirectory.ROWS_PER_STRIP;
import static sc.fiji.unet.formats.TiffDirectory.SAMPLES;
import static sc.fiji.unet.formats.TiffDirectory.SAMPLE_FORMAT;
import static sc.fiji.unet.formats.TiffDirectory.STRIP_LENGTHS;
import static sc.fiji.unet.formats.TiffDirectory.STRIP_OFFSETS;
import static sc.fiji.unet.formats.TiffDirectory.SUBFILE_TYPE;
import static sc.fiji.unet.formats.TiffDirectory.TILE_HEIGHT;
import static sc.fiji.unet.formats.TiffDirectory.TILE_LENGTHS;
import static sc.fiji.unet.formats.TiffDirectory.TILE_OFFSETS;
import static sc.fiji.unet.formats.TiffDirectory.TILE_WIDTH;
import static sc.fiji.unet.formats.TiffDirectory.WIDTH;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.zip.DataFormatException;

/**
 * A page of a TIFF file: an image of one or several samples a pixel, kept in blocks, which are
 * tiles or strips. Any number of threads may read it.
 */
final class TiffPage {

  private static final int WHITE_IS_ZERO = 0;
  private static final int BLACK_IS_ZERO = 1;
  private static final int RGB = 2;
  private static final int YCBCR = 6;

  /** What is always unpacked in memory; more only if the file has enough bytes for it. */
  private static final long SMALL = 16 << 20;

  private static final long LARGEST = 1 << 30;

  /** What is not packed is read in such parts. */
  private static final int READ_AT_ONCE = 1 << 20;

  /** Where the blocks are. */
  interface Blocks {

    /** Place of a block; 0 if nothing was written. */
    long offset(int block);

    /** Bytes of a block; 0 if nothing was written. */
    long length(int block);
  }

  /** A tile or strip. */
  record Block(TiffPage page, int number) {}

  private final TiffBytes file;
  private final Blocks blocks;
  private final long blocksInFile;
  private final long width;
  private final long height;
  private final boolean tiled;
  private final boolean reduced;
  private final long blockWidth;
  private final long blockHeight;
  private final int samples;
  private final boolean planar;
  private final int bits;
  private final int format;
  private final PixelType type;
  private final int compression;
  private final int predictor;
  private final int photometric;
  private final boolean reversedBits;
  private final boolean transparent;
  private final TiffDirectory.Field jpegTables;

  /** Looks at nothing but numbers; {@link #check} says whether they can be. */
  TiffPage(TiffBytes file, TiffDirectory directory) {
    this(file, directory, 0);
  }

  /**
   * @param shift bytes that its blocks lie behind where the directory says
   */
  private TiffPage(TiffBytes file, TiffDirectory directory, long shift) {
    this.file = file;
    width = directory.number(WIDTH, 0);
    height = directory.number(HEIGHT, 0);
    reduced = (directory.number(SUBFILE_TYPE, 0) & 1) != 0;
    tiled = directory.field(TILE_OFFSETS).isPresent() || directory.field(TILE_WIDTH).isPresent();
    blockWidth = tiled ? directory.number(TILE_WIDTH, 0) : width;
    long rows = directory.number(ROWS_PER_STRIP, height);
    blockHeight = tiled ? directory.number(TILE_HEIGHT, 0) : Math.min(rows, height);
    samples = limited(directory.number(SAMPLES, 1));
    planar = samples > 1 && directory.number(PLANAR, 1) == 2;
    bits = same(directory, BITS, 1);
    format = same(directory, SAMPLE_FORMAT, 1);
    type = typeOf(bits, format);
    compression = limited(directory.number(COMPRESSION, TiffCompression.NONE));
    predictor = limited(directory.number(PREDICTOR, TiffPredictor.NONE));
    photometric = limited(directory.number(PHOTOMETRIC, BLACK_IS_ZERO));
    reversedBits = directory.number(FILL_ORDER, 1) == 2;
    // 0 is a sample of which nobody says what it is.
    transparent = samples == 4 && directory.number(EXTRA_SAMPLES, 1) != 0;
    jpegTables = directory.field(JPEG_TABLES).orElse(null);
    // Some programs keep the places of tiles where those of strips should be.
    Optional<TiffDirectory.Field> offsets =
        directory
            .field(tiled ? TILE_OFFSETS : STRIP_OFFSETS)
            .or(() -> directory.field(STRIP_OFFSETS));
    Optional<TiffDirectory.Field> lengths =
        directory
            .field(tiled ? TILE_LENGTHS : STRIP_LENGTHS)
            .or(() -> directory.field(STRIP_LENGTHS));
    blocksInFile =
        Math.min(
            offsets.map(TiffDirectory.Field::count).orElse(0L),
            lengths
                .map(TiffDirectory.Field::count)
                .orElse(compression == TiffCompression.NONE ? Long.MAX_VALUE : 0L));
    blocks =
        new Blocks() {
          @Override
          public long offset(int block) {
            return offsets.orElseThrow().number(block) + shift;
          }

          @Override
          public long length(int block) {
            return lengths.isPresent() ? lengths.get().number(block) : blockBytes();
          }
        };
  }

  /** A page of tiles of one sample, deflated, that is being written here. */
  TiffPage(TiffBytes file, long width, long height, int tile, PixelType type, Blocks blocks) {
    this.file = file;
    this.blocks = blocks;
    this.width = width;
    this.height = height;
    this.type = type;
    tiled = true;
    reduced = false;
    blockWidth = tile;
    blockHeight = tile;
    blocksInFile = Long.MAX_VALUE;
    samples = 1;
    planar = false;
    bits = 8 * type.bytes();
    format = 1;
    compression = TiffCompression.DEFLATE;
    predictor = predictorOf(type);
    photometric = BLACK_IS_ZERO;
    reversedBits = false;
    transparent = false;
    jpegTables = null;
  }

  /** What pages that are written here have. */
  static int predictorOf(PixelType type) {
    return type.isFloat() ? TiffPredictor.NONE : TiffPredictor.DIFFERENCES;
  }

  /** What no such number may be is 0. */
  private static int limited(long number) {
    return number < 0 || number > 0xffff ? 0 : (int) number;
  }

  /** What all samples have in common; 0 if it is not the same. */
  private static int same(TiffDirectory directory, int tag, int otherwise) {
    int first = limited(directory.number(tag, otherwise));
    long count = directory.field(tag).map(TiffDirectory.Field::count).orElse(0L);
    for (int i = 1; i < Math.min(count, 0xffff); i++)
      if (directory.field(tag).orElseThrow().number(i) != first) return 0;
    return first;
  }

  private static PixelType typeOf(int bits, int format) {
    // 4 is what nobody knows, written as whole numbers are.
    String kind =
        switch (format) {
          case 1, 4 -> "u";
          case 2 -> "i";
          case 3 -> "f";
          default -> "";
        };
    return bits < 8 || bits % 8 != 0 ? null : PixelType.ofCode(kind + bits / 8).orElse(null);
  }

  long width() {
    return width;
  }

  long height() {
    return height;
  }

  boolean isTiled() {
    return tiled;
  }

  /** Whether it says that it is a smaller version of another page. */
  boolean isReduced() {
    return reduced;
  }

  /** Values of a pixel. */
  int samples() {
    return samples;
  }

  /** Values of a pixel that are shown: all but how transparent a colour is, as in ImageJ. */
  int channels() {
    return transparent && isRgb() ? 3 : samples;
  }

  /** Whether its channels are red, green and blue. */
  boolean isColoured() {
    return isRgb() && channels() == 3;
  }

  private boolean isRgb() {
    return photometric == RGB || photometric == YCBCR;
  }

  /** Whether both have as many pixels of the same kind. */
  boolean isLike(TiffPage other) {
    return width == other.width
        && height == other.height
        && samples == other.samples
        && type == other.type;
  }

  /**
   * Whether it can be a coarser version of another page: smaller, with the same samples, and of the
   * same shape but for rounding.
   */
  boolean isCoarserThan(TiffPage fine) {
    if (width < 1 || height < 1 || width >= fine.width || height >= fine.height) return false;
    double across = (double) width / fine.width;
    double down = (double) height / fine.height;
    return samples == fine.samples
        && type == fine.type
        && Math.abs(across - down) <= 1.0 / fine.width + 1.0 / fine.height + across / 100;
  }

  /** Width and height of what is read at once. */
  int[] blockSize() {
    long rows = blockHeight;
    if (!tiled && compression == TiffCompression.NONE)
      rows = Math.max(1, Math.min(rows, READ_AT_ONCE / Math.max(1, rowBytes())));
    return new int[] {(int) blockWidth, (int) rows};
  }

  /** Whether its pixels are as ImageJ writes them: others may follow without pages of their own. */
  boolean isPlain() {
    return compression == TiffCompression.NONE && !tiled && !planar;
  }

  /**
   * The images of a file that has the pixels of many one behind the other, and a directory of the
   * first only, which is plain: so ImageJ writes more than 4 GB.
   */
  static List<TiffPage> oneBehindTheOther(TiffBytes file, TiffDirectory directory, int images) {
    TiffPage first = new TiffPage(file, directory).check();
    long size = first.height * first.rowBytes();
    if (size > file.length() / images || first.blocks.offset(0) > file.length() - images * size)
      throw file.damaged("it ends before the last of its " + images + " images does");
    List<TiffPage> pages = new ArrayList<>();
    for (int i = 0; i < images; i++) pages.add(new TiffPage(file, directory, i * size));
    return pages;
  }

  /**
   * @return this
   * @throws sc.fiji.unet.progress.UserException if it is damaged, or kept in a way that is not
   *     supported
   */
  TiffPage check() {
    if (width < 1 || height < 1 || width > Integer.MAX_VALUE || height > Integer.MAX_VALUE)
      throw file.damaged("a page of it is of " + width + " x " + height + " pixels");
    if (!TiffCompression.isKnown(compression))
      throw file.unsupported(
          "its compression is "
              + TiffCompression.describe(compression)
              + "; supported are none, LZW, deflate, Zstandard, JPEG and PackBits");
    if (samples < 1) throw file.damaged("a pixel of it has " + samples + " samples");
    if (type == null)
      throw file.unsupported(
          "its samples are of "
              + (bits == 0 ? "several numbers of" : bits)
              + " bits in the format "
              + format
              + "; supported are whole numbers of 8, 16, 32 and 64 bits and floating-point numbers"
              + " of 32 and 64");
    if (compression == TiffCompression.JPEG && type != PixelType.UINT8)
      throw file.unsupported("it has JPEGs of " + bits + " bits; supported are 8");
    if (photometric == YCBCR && compression != TiffCompression.JPEG)
      throw file.unsupported("its colours are YCbCr, which is supported of JPEG only");
    if (reversedBits) throw file.unsupported("its bytes begin with the lowest bit (FillOrder 2)");
    checkPredictor();
    checkBlocks();
    return this;
  }

  private void checkPredictor() {
    boolean floats = predictor == TiffPredictor.FLOATS && type.isFloat();
    if (predictor != TiffPredictor.NONE && predictor != TiffPredictor.DIFFERENCES && !floats)
      throw file.unsupported(
          "its predictor is "
              + predictor
              + "; supported are 1, 2 and, of floating-point numbers, 3");
  }

  private void checkBlocks() {
    if (blockWidth < 1
        || blockHeight < 1
        || blockWidth > 1 << 24
        || blockHeight > Integer.MAX_VALUE)
      throw file.damaged("a tile of it is of " + blockWidth + " x " + blockHeight + " pixels");
    // A row is below 2^24 pixels x 2^16 samples x 8 bytes.
    if (rowBytes() > LARGEST
        || compression != TiffCompression.NONE && rowBytes() * blockHeight > LARGEST)
      throw file.unsupported(
          "its tiles or strips are of "
              + blockWidth
              + " x "
              + blockHeight
              + " pixels, too many to be unpacked; save it in tiles of 512 x 512");
    long planes = planar ? samples : 1;
    long wanted = across() * down(); // of a plane, below 2^62
    if (wanted > Integer.MAX_VALUE / planes || wanted * planes > blocksInFile)
      throw file.damaged(
          "a page of it has "
              + planes
              + " x "
              + wanted
              + " tiles or strips, but places of "
              + blocksInFile);
  }

  private long across() {
    return (width + blockWidth - 1) / blockWidth;
  }

  private long down() {
    return (height + blockHeight - 1) / blockHeight;
  }

  private int samplesInBlock() {
    return planar ? 1 : samples;
  }

  private long rowBytes() {
    return blockWidth * samplesInBlock() * (type == null ? 1 : type.bytes());
  }

  private long blockBytes() {
    return rowBytes() * blockHeight;
  }

  /** Of the last strip there are fewer. */
  private int rowsOf(long blockRow) {
    return (int) (tiled ? blockHeight : Math.min(blockHeight, height - blockRow * blockHeight));
  }

  /** A rectangle, and where it comes to. */
  private record Target(long x, long y, int width, int height, float[] values, int at, int step) {

    private int at(int sample, long x, long y) {
      return at + sample * step + (int) (y - this.y) * width + (int) (x - this.x);
    }
  }

  /**
   * Reads a rectangle of samples that follow one another.
   *
   * @param first sample
   * @param count of samples
   * @param at index of the first sample's first value
   * @param step from a sample's values to the next one's
   */
  void read(
      long x,
      long y,
      int width,
      int height,
      int first,
      int count,
      float[] values,
      int at,
      int step) {
    Target target = new Target(x, y, width, height, values, at, step);
    if (!planar) read(target, 0, first, count);
    else
      for (int i = 0; i < count; i++)
        read(new Target(x, y, width, height, values, at + i * step, step), first + i, 0, 1);
  }

  private void read(Target target, int plane, int first, int count) {
    byte[] unpacked = new byte[0];
    long lastRow = (target.y + target.height - 1) / blockHeight;
    long lastColumn = (target.x + target.width - 1) / blockWidth;
    for (long row = target.y / blockHeight; row <= lastRow; row++)
      for (long column = target.x / blockWidth; column <= lastColumn; column++) {
        int block = (int) ((plane * down() + row) * across() + column);
        long left = Math.max(target.x, column * blockWidth);
        long right = Math.min(target.x + target.width, (column + 1) * blockWidth);
        long top = Math.max(target.y, row * blockHeight);
        long bottom = Math.min(target.y + target.height, (row + 1) * blockHeight);
        int inX = (int) (left - column * blockWidth);
        int inY = (int) (top - row * blockHeight);
        Part part = new Part(left, top, (int) (right - left), (int) (bottom - top), inX, inY);
        if (blocks.offset(block) == 0 || blocks.length(block) == 0) part.fill(target, count);
        else if (compression == TiffCompression.NONE) readStored(block, part, target, first, count);
        else {
          int rows = rowsOf(row);
          long all = blockWidth * rows * samplesInBlock();
          ByteBuffer pixels;
          if (2L * part.width * part.height * count <= all) pixels = kept(block, rows);
          else {
            if (unpacked.length == 0) unpacked = new byte[memory()];
            pixels = unpack(block, rows, unpacked);
          }
          for (int y = 0; y < part.height; y++)
            copy(pixels, (long) (inY + y) * blockWidth + inX, part, y, target, first, count);
        }
      }
  }

  /** Of a block more is likely to be asked for soon. */
  private ByteBuffer kept(int number, int rows) {
    Block block = new Block(this, number);
    return file.unpacked()
        .get(block)
        .orElseGet(
            () -> {
              ByteBuffer pixels = unpack(number, rows, new byte[memory()]);
              file.unpacked().put(block, pixels);
              return pixels;
            });
  }

  /** What a block has of a rectangle. */
  private record Part(long x, long y, int width, int height, int inX, int inY) {

    private void fill(Target target, int samples) {
      for (int s = 0; s < samples; s++)
        for (int row = 0; row < height; row++) {
          int at = target.at(s, x, y + row);
          Arrays.fill(target.values, at, at + width, 0);
        }
    }
  }

  /** Reads what is not packed: only rows that are wanted, and little beside them. */
  private void readStored(int block, Part part, Target target, int first, int count) {
    int pixel = samplesInBlock() * type.bytes();
    long start = blocks.offset(block) + part.inY * rowBytes();
    boolean whole = 4L * part.width * pixel >= rowBytes();
    int rows = whole ? (int) Math.max(1, READ_AT_ONCE / rowBytes()) : 1;
    if (blocks.length(block)
        < (part.inY + part.height - 1) * rowBytes() + (part.inX + part.width) * (long) pixel)
      throw ended(block);
    for (int y = 0; y < part.height; y += rows) {
      int more = Math.min(rows, part.height - y);
      // From the first wanted pixel of the first row to the last one of the last row.
      ByteBuffer pixels =
          file.read(
              start + y * rowBytes() + (long) part.inX * pixel,
              (more - 1) * rowBytes() + (long) part.width * pixel);
      for (int i = 0; i < more; i++)
        copy(pixels, i * blockWidth, part, y + i, target, first, count);
    }
  }

  /**
   * Copies a row.
   *
   * @param from index of its first pixel
   */
  private void copy(
      ByteBuffer pixels, long from, Part part, int row, Target target, int first, int count) {
    int step = samplesInBlock();
    for (int s = 0; s < count; s++) {
      int at = target.at(s, part.x, part.y + row);
      type.toFloats(pixels, (int) from * step + first + s, step, target.values, at, part.width);
      if (isInverted()) invert(target.values, at, at + part.width);
    }
  }

  private boolean isInverted() {
    return photometric == WHITE_IS_ZERO && (type == PixelType.UINT8 || type == PixelType.UINT16);
  }

  private void invert(float[] values, int start, int end) {
    int white = type == PixelType.UINT8 ? 0xff : 0xffff;
    for (int i = start; i < end; i++) values[i] = white - values[i];
  }

  /**
   * Memory that a block is unpacked to.
   *
   * @throws sc.fiji.unet.progress.UserException if what is kept cannot be so much
   */
  int memory() {
    long bytes = blockBytes();
    if (bytes > SMALL && bytes / TiffCompression.mostOfOne(compression) > file.length())
      throw file.damaged("a tile or strip of it should have " + bytes + " bytes, which it cannot");
    return (int) bytes;
  }

  /**
   * Unpacks a block of a page that is compressed.
   *
   * @param rows that it has
   * @param to as much as {@link #memory} says
   */
  ByteBuffer unpack(int block, int rows, byte[] to) {
    byte[] kept = file.read(blocks.offset(block), blocks.length(block)).array();
    int step = samplesInBlock();
    int values = (int) blockWidth * step;
    int wanted = (int) (rows * rowBytes());
    ByteBuffer pixels = ByteBuffer.wrap(to, 0, wanted).order(file.order());
    try {
      if (compression == TiffCompression.JPEG) {
        byte[] tables =
            jpegTables == null
                ? new byte[0]
                : file.read(jpegTables.position(), jpegTables.count()).array();
        TiffJpeg.decode(tables, kept, to, (int) blockWidth, rows, (int) blockHeight, step);
        boolean yCbCr = photometric == YCBCR || photometric == RGB && TiffJpeg.isJfif(kept);
        if (step == 3 && yCbCr) TiffJpeg.toRgb(to, wanted);
        return pixels;
      }
      if (TiffCompression.unpack(compression, kept, to, wanted) < wanted) throw ended(block);
    } catch (DataFormatException e) {
      throw file.damaged(
          "its tile or strip " + (block + 1) + " cannot be unpacked, " + e.getMessage());
    }
    if (predictor == TiffPredictor.DIFFERENCES)
      TiffPredictor.sum(pixels, values, step, type.bytes());
    if (predictor != TiffPredictor.FLOATS) return pixels;
    TiffPredictor.join(pixels, values, step, type.bytes());
    return pixels.order(ByteOrder.BIG_ENDIAN);
  }

  private RuntimeException ended(int block) {
    return file.damaged("its tile or strip " + (block + 1) + " ends too early");
  }
}
