package sc.fiji.unet.network;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/**
 * A zip as PyTorch wants it: nothing compressed, the data of each entry at a multiple of 64 bytes,
 * so that it can be mapped into memory.
 */
final class StoredZip {

  private static final int ALIGNMENT = 64; // bytes
  private static final int LOCAL_HEADER = 30; // bytes, without name and extra field
  private static final int EXTRA_HEADER = 4; // bytes
  private static final short PADDING = 0x4246; // PyTorch's own tag

  /**
   * The same network gives the same file. Not the first day a zip can tell, which Java would write
   * in a field of its own.
   */
  private static final LocalDateTime TIME = LocalDateTime.of(1980, 1, 2, 0, 0);

  private final ZipOutputStream zip;
  private final String folder;
  private long position;

  /**
   * @param out stays open
   * @param folder of all entries, with a slash at its end
   */
  StoredZip(OutputStream out, String folder) {
    zip = new ZipOutputStream(out);
    zip.setMethod(ZipOutputStream.STORED);
    this.folder = folder;
  }

  void add(String name, byte[] data) throws IOException {
    ZipEntry entry = new ZipEntry(folder + name);
    CRC32 crc = new CRC32();
    crc.update(data);
    entry.setCrc(crc.getValue());
    entry.setSize(data.length);
    entry.setTimeLocal(TIME);
    long header =
        position
            + LOCAL_HEADER
            + entry.getName().getBytes(StandardCharsets.UTF_8).length
            + EXTRA_HEADER;
    int padding = (int) Math.floorMod(-header, (long) ALIGNMENT);
    entry.setExtra(
        ByteBuffer.allocate(EXTRA_HEADER + padding)
            .order(ByteOrder.LITTLE_ENDIAN)
            .putShort(PADDING)
            .putShort((short) padding)
            .array());
    zip.putNextEntry(entry);
    zip.write(data);
    zip.closeEntry();
    position = header + padding + data.length;
  }

  void finish() throws IOException {
    zip.finish();
  }
}
