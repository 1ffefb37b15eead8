package sc.fiji.unet.formats;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import sc.fiji.unet.progress.UserException;

/**
 * The bytes of a TIFF or BigTIFF file, from any place and by any number of threads. Nothing is
 * taken for true that the file says of itself: what lies outside of it is not read, nor memory
 * taken for it.
 */
final class TiffBytes implements Closeable {

  private static final int CLASSIC = 42;
  private static final int BIG = 43;

  private final Path file;
  private final FileChannel channel;
  private final long length;
  private final ByteOrder order;
  private final boolean big;
  private final long firstDirectory;

  /** Tiles and strips of which a region took the smaller part. */
  private final Recent<TiffPage.Block, ByteBuffer> unpacked =
      new Recent<>(Recent.SHARE, ByteBuffer::capacity);

  private TiffBytes(Path file, FileChannel channel) throws IOException {
    this.file = file;
    this.channel = channel;
    length = channel.size();
    if (length < 8) throw none();
    int mark = read(0, 2, ByteOrder.BIG_ENDIAN).getShort();
    if (mark != 0x4949 && mark != 0x4d4d) throw none();
    order = mark == 0x4949 ? ByteOrder.LITTLE_ENDIAN : ByteOrder.BIG_ENDIAN;
    int version = number16(2);
    if (version != CLASSIC && version != BIG) throw none();
    big = version == BIG;
    if (big && (number16(4) != 8 || number16(6) != 0))
      throw damaged("it should have offsets of 8 bytes");
    firstDirectory = big ? number64(8) : number32(4);
  }

  /** A file that is being written here, as a little-endian BigTIFF. */
  TiffBytes(Path file, FileChannel channel, long length) {
    this.file = file;
    this.channel = channel;
    this.length = length;
    order = ByteOrder.LITTLE_ENDIAN;
    big = true;
    firstDirectory = 0;
  }

  /**
   * @throws UserException if it is no TIFF file, or cannot be read
   */
  static TiffBytes open(Path file) {
    try {
      FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
      try {
        return new TiffBytes(file, channel);
      } catch (IOException | RuntimeException e) {
        channel.close();
        throw e;
      }
    } catch (IOException e) {
      throw Failure.reading(file, e);
    }
  }

  String name() {
    return file.getFileName().toString();
  }

  long length() {
    return length;
  }

  ByteOrder order() {
    return order;
  }

  /** Whether offsets are of 8 bytes. */
  boolean isBig() {
    return big;
  }

  long firstDirectory() {
    return firstDirectory;
  }

  Recent<TiffPage.Block, ByteBuffer> unpacked() {
    return unpacked;
  }

  int number16(long position) {
    return read(position, 2).getShort() & 0xffff;
  }

  long number32(long position) {
    return read(position, 4).getInt() & 0xffffffffL;
  }

  /**
   * @return negative for what is above 2^63
   */
  long number64(long position) {
    return read(position, 8).getLong();
  }

  /**
   * @return these bytes, in the file's order
   * @throws UserException if they are not all in the file, or cannot be read
   */
  ByteBuffer read(long position, long count) {
    return read(position, count, order);
  }

  private ByteBuffer read(long position, long count, ByteOrder wanted) {
    if (position < 0 || count < 0 || position > length - count || count > Integer.MAX_VALUE - 8)
      throw damaged(
          "it says that there are "
              + Long.toUnsignedString(count)
              + " bytes at "
              + Long.toUnsignedString(position)
              + ", but it is "
              + length
              + " bytes long");
    ByteBuffer bytes = ByteBuffer.allocate((int) count).order(wanted);
    try {
      while (bytes.hasRemaining())
        if (channel.read(bytes, position + bytes.position()) < 0)
          throw damaged("it became shorter while it was read");
    } catch (IOException e) {
      throw Failure.reading(file, e);
    }
    return bytes.flip();
  }

  private UserException none() {
    return new UserException("'" + name() + "' is no TIFF file, or it is damaged.");
  }

  /**
   * @param what is wrong, part of a sentence
   * @return what to throw
   */
  UserException damaged(String what) {
    return new UserException(
        "The TIFF file '" + name() + "' is damaged: " + what + "; copy or export it again.");
  }

  /**
   * @param what is not supported, and what is: part of a sentence
   * @return what to throw
   */
  UserException unsupported(String what) {
    return new UserException("The TIFF file '" + name() + "' cannot be read: " + what + ".");
  }

  @Override
  public void close() {
    unpacked.clear();
    try {
      channel.close();
    } catch (IOException e) {
      throw Failure.reading(file, e);
    }
  }
}
