package sc.fiji.unet.formats;

import io.airlift.compress.zstd.ZstdCompressor;
import io.airlift.compress.zstd.ZstdDecompressor;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.zip.CRC32C;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;

/** One step between the bytes of a chunk and the bytes of its file. */
sealed interface Codec permits Codec.Zlib, Codec.Gzip, Codec.Zstd, Codec.Crc32c, Blosc {

  /**
   * @param most length that the result has at most
   * @throws IOException whose message says of the bytes what is wrong with them
   */
  byte[] decode(byte[] encoded, int most) throws IOException;

  /** Of those that are written here, too. */
  default byte[] encode(byte[] plain) {
    throw new UnsupportedOperationException(this + " is only read");
  }

  /** The most that may come of so many bytes. */
  default long longest(long plain) {
    return plain + plain / 8 + 1024;
  }

  /** Deflate, with the head and the checksum of zlib. */
  record Zlib() implements Codec {
    @Override
    public byte[] decode(byte[] encoded, int most) throws IOException {
      return all(new InflaterInputStream(new ByteArrayInputStream(encoded)), most);
    }

    @Override
    public byte[] encode(byte[] plain) {
      ByteArrayOutputStream bytes = new ByteArrayOutputStream();
      Deflater deflater = new Deflater(Deflater.BEST_SPEED);
      try (DeflaterOutputStream out = new DeflaterOutputStream(bytes, deflater, 1 << 14)) {
        out.write(plain);
      } catch (IOException e) {
        throw new AssertionError("Memory is no file.", e);
      } finally {
        deflater.end();
      }
      return bytes.toByteArray();
    }
  }

  /** Deflate, with the head and the checksum of gzip. */
  record Gzip() implements Codec {
    @Override
    public byte[] decode(byte[] encoded, int most) throws IOException {
      return all(new GZIPInputStream(new ByteArrayInputStream(encoded), 1 << 14), most);
    }
  }

  /** Zstandard. */
  record Zstd() implements Codec {
    @Override
    public byte[] decode(byte[] encoded, int most) throws IOException {
      byte[] plain = new byte[most];
      try {
        int length =
            new ZstdDecompressor().decompress(encoded, 0, encoded.length, plain, 0, plain.length);
        return length == most ? plain : Arrays.copyOf(plain, length);
      } catch (RuntimeException e) {
        // The library's own exception for bad bytes, and others where they mislead it.
        throw new IOException("its bytes are not Zstandard's", e);
      }
    }

    @Override
    public byte[] encode(byte[] plain) {
      ZstdCompressor compressor = new ZstdCompressor();
      byte[] encoded = new byte[compressor.maxCompressedLength(plain.length)];
      int length = compressor.compress(plain, 0, plain.length, encoded, 0, encoded.length);
      return Arrays.copyOf(encoded, length);
    }
  }

  /** Four bytes behind the others: their checksum. */
  record Crc32c() implements Codec {
    @Override
    public byte[] decode(byte[] encoded, int most) throws IOException {
      int length = encoded.length - Integer.BYTES;
      if (length < 0) throw new EOFException("it is cut short");
      CRC32C sum = new CRC32C();
      sum.update(encoded, 0, length);
      int stored = ByteBuffer.wrap(encoded).order(ByteOrder.LITTLE_ENDIAN).getInt(length);
      if (stored != (int) sum.getValue())
        throw new IOException("its bytes do not agree with their checksum");
      return Arrays.copyOf(encoded, length);
    }

    @Override
    public long longest(long plain) {
      return plain + Integer.BYTES;
    }
  }

  private static byte[] all(InputStream stream, int most) throws IOException {
    try (stream) {
      byte[] plain = new byte[most];
      int length = stream.readNBytes(plain, 0, most);
      if (stream.read() >= 0) throw new IOException("it holds more than a chunk");
      return length == most ? plain : Arrays.copyOf(plain, length);
    } catch (EOFException e) {
      throw new IOException("it is cut short", e);
    }
  }
}
