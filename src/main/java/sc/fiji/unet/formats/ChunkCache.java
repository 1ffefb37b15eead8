package sc.fiji.unet.formats;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Chunks of which a region took the smaller part: a chunk of 64 slices that are read one after the
 * other would be decompressed 64 times. Those that were used last are kept.
 */
final class ChunkCache {

  private final long limit;
  private final Map<String, ByteBuffer> chunks = new LinkedHashMap<>(16, .75f, true);
  private long bytes;

  /**
   * @param limit bytes that are kept at most
   */
  ChunkCache(long limit) {
    this.limit = limit;
  }

  synchronized Optional<ByteBuffer> get(String name) {
    return Optional.ofNullable(chunks.get(name));
  }

  synchronized void put(String name, ByteBuffer chunk) {
    if (chunk.capacity() > limit || chunks.putIfAbsent(name, chunk) != null) return;
    bytes += chunk.capacity();
    Iterator<ByteBuffer> oldest = chunks.values().iterator();
    while (bytes > limit) {
      bytes -= oldest.next().capacity();
      oldest.remove();
    }
  }

  synchronized void clear() {
    chunks.clear();
    bytes = 0;
  }
}
