package sc.fiji.unet.network;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.CRC32;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipEntry;

/**
 * TorchScript archives of other programs, which are not trusted: read and checked in Java, and
 * written anew, so that PyTorch sees nothing but what was checked.
 */
public final class ForeignArchive {

  private static final String FOLDER = "archive/";

  /** What PyTorch reads; notes for debugging, and what else there may be, it does without. */
  private static final Pattern NEEDED =
      Pattern.compile(
          "data\\.pkl|constants\\.pkl|(\\.data/)?version|byteorder|code/(\\w+/)*\\w+\\.py|(data|constants)/[0-9]+");

  private static final int MOST_FILES = 100_000;
  private static final int LARGEST_CODE = 20_000_000; // bytes

  private static final int LARGEST = Integer.MAX_VALUE - (1 << 24); // bytes
  private static final long FREE_OF_RATIO = 100_000_000;
  private static final long LARGEST_RATIO = 100;

  // A zip: the list of its files lies behind them, and where it begins stands at the end.
  private static final int END = 0x06054b50;
  private static final int END_SIZE = 22;
  private static final int LONGEST_COMMENT = 0xffff;
  private static final int LISTED = 0x02014b50;
  private static final int LISTED_SIZE = 46;
  private static final int LOCAL_SIZE = 30;

  private ForeignArchive() {}

  /**
   * Checks an archive.
   *
   * @return one of the same network
   * @throws IOException if it is damaged, or its program calls what networks do not need; the
   *     message is a sentence whose subject, "it", is the model
   */
  public static byte[] checked(byte[] archive) throws IOException {
    Map<String, byte[]> files;
    try {
      files = files(ByteBuffer.wrap(archive).order(ByteOrder.LITTLE_ENDIAN));
    } catch (RuntimeException e) { // a place outside of the archive
      throw damaged(e);
    }
    List<String> code = new ArrayList<>();
    int length = 0;
    for (Map.Entry<String, byte[]> file : files.entrySet())
      if (file.getKey().endsWith(".py")) {
        code.add(new String(file.getValue(), StandardCharsets.UTF_8));
        length += file.getValue().length;
        if (length > LARGEST_CODE)
          throw new IOException("its program is longer than that of any network.");
      }
    if (code.isEmpty() || !files.containsKey("data.pkl"))
      throw new IOException(
          "its weights are no TorchScript, or only the numbers of one: its authors can write them with"
              + " torch.jit.save.");
    ForeignCode.check(code);
    ForeignPickle.check(files.get("data.pkl"), "data/", files);
    byte[] constants = files.getOrDefault("constants.pkl", Pickle.NO_CONSTANTS);
    ForeignPickle.check(constants, "constants/", files);
    ByteArrayOutputStream out = new ByteArrayOutputStream(archive.length + (1 << 16));
    StoredZip zip = new StoredZip(out, FOLDER);
    for (Map.Entry<String, byte[]> file : files.entrySet()) zip.add(file.getKey(), file.getValue());
    zip.finish();
    return out.toByteArray();
  }

  /** What PyTorch needs, by names without the folder that all are in. */
  private static Map<String, byte[]> files(ByteBuffer zip) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    int end = end(zip);
    int count = zip.getShort(end + 10) & 0xffff;
    if (count > MOST_FILES) throw damaged(null);
    int at = zip.getInt(end + 16);
    String folder = null;
    long total = 0;
    for (int i = 0; i < count; i++) {
      if (zip.getInt(at) != LISTED) throw damaged(null);
      int nameLength = zip.getShort(at + 28) & 0xffff;
      String path = text(zip, at + LISTED_SIZE, nameLength);
      if (folder == null) folder = path.substring(0, path.indexOf('/') + 1);
      String name = path.startsWith(folder) ? path.substring(folder.length()) : path;
      if (NEEDED.matcher(name).matches()) {
        total += zip.getInt(at + 24) & 0xffffffffL;
        if (total > FREE_OF_RATIO + LARGEST_RATIO * zip.capacity() || total > LARGEST)
          throw new IOException("its weights would fill the memory when they are unpacked.");
        if (files.put(name, contents(zip, at)) != null)
          throw new IOException("its weights hold '" + name + "' twice.");
      }
      int extra = zip.getShort(at + 30) & 0xffff;
      int comment = zip.getShort(at + 32) & 0xffff;
      at += LISTED_SIZE + nameLength + extra + comment;
    }
    return files;
  }

  private static int end(ByteBuffer zip) throws IOException {
    int last = zip.capacity() - END_SIZE;
    for (int at = last; at >= Math.max(0, last - LONGEST_COMMENT); at--)
      if (zip.getInt(at) == END) return at;
    throw damaged(null);
  }

  private static String text(ByteBuffer zip, int at, int length) {
    byte[] text = new byte[length];
    zip.get(at, text);
    return new String(text, StandardCharsets.UTF_8);
  }

  /** Of the file that is listed at a place. */
  private static byte[] contents(ByteBuffer zip, int at) throws IOException {
    int method = zip.getShort(at + 10);
    int packed = zip.getInt(at + 20);
    int size = zip.getInt(at + 24);
    int local = zip.getInt(at + 42);
    int start =
        local
            + LOCAL_SIZE
            + (zip.getShort(local + 26) & 0xffff)
            + (zip.getShort(local + 28) & 0xffff);
    if (packed > zip.capacity() - start) throw damaged(null);
    byte[] bytes = new byte[packed];
    zip.get(start, bytes);
    if (method == ZipEntry.DEFLATED) bytes = inflated(bytes, size);
    else if (method != ZipEntry.STORED) throw damaged(null);
    CRC32 crc = new CRC32();
    crc.update(bytes);
    if (bytes.length != size || (int) crc.getValue() != zip.getInt(at + 16)) throw damaged(null);
    return bytes;
  }

  private static byte[] inflated(byte[] bytes, int size) throws IOException {
    try (InputStream in =
        new InflaterInputStream(new ByteArrayInputStream(bytes), new Inflater(true))) {
      return in.readNBytes(size);
    }
  }

  private static IOException damaged(Exception cause) {
    return new IOException("its weights are no whole TorchScript archive.", cause);
  }
}
