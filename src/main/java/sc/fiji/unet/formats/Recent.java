package sc.fiji.unet.formats;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** What was read and is likely to be read again: of what was used last, so many bytes. */
final class Recent<K, V> {

  /** An eighth of the heap. */
  static final long SHARE = Runtime.getRuntime().maxMemory() / 8;

  private final long limit;
  private final ToLongFunction<V> size;
  private final Map<K, V> kept = new LinkedHashMap<>(16, .75f, true);
  private long bytes;

  /**
   * @param limit bytes that are kept at most
   * @param size bytes of a value
   */
  Recent(long limit, ToLongFunction<V> size) {
    this.limit = limit;
    this.size = size;
  }

  synchronized Optional<V> get(K key) {
    return Optional.ofNullable(kept.get(key));
  }

  synchronized void put(K key, V value) {
    if (size.applyAsLong(value) > limit || kept.putIfAbsent(key, value) != null) return;
    bytes += size.applyAsLong(value);
    Iterator<V> oldest = kept.values().iterator();
    while (bytes > limit) {
      bytes -= size.applyAsLong(oldest.next());
      oldest.remove();
    }
  }

  synchronized void clear() {
    kept.clear();
    bytes = 0;
  }
}
