package sc.fiji.unet.metrics;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import sc.fiji.unet.metrics.ContingencyTable.Pair;

/**
 * Counts pixels of pairs of labels without an object per count: a hash table of open addressing
 * over the pairs, which stand in the order of their first pixels.
 */
final class PairCounts {

  /** 2^64 over the golden ratio: a product's high bits depend on all bits of the pair. */
  private static final long FIBONACCI = 0x9E3779B97F4A7C15L;

  /** Position in {@link #pairs} plus 1, or 0 where free; a power of two long, at most half full. */
  private int[] slots = new int[64];

  /** Label of the ground truth in the high half, of the prediction in the low one. */
  private long[] pairs = new long[slots.length / 2];

  private long[] counts = new long[pairs.length];
  private int size;

  void add(int truth, int prediction, long pixels) {
    long pair = (long) truth << 32 | Integer.toUnsignedLong(prediction);
    int slot = slot(pair);
    if (slots[slot] == 0) {
      if (size == pairs.length) {
        grow();
        slot = slot(pair);
      }
      pairs[size++] = pair;
      slots[slot] = size;
    }
    counts[slots[slot] - 1] += pixels;
  }

  /** The slot that holds the pair, or the free one for it. */
  private int slot(long pair) {
    int slot = (int) (pair * FIBONACCI >>> Long.numberOfLeadingZeros(slots.length) + 1);
    while (slots[slot] != 0 && pairs[slots[slot] - 1] != pair) slot = slot + 1 & slots.length - 1;
    return slot;
  }

  private void grow() {
    slots = new int[2 * slots.length];
    pairs = Arrays.copyOf(pairs, slots.length / 2);
    counts = Arrays.copyOf(counts, pairs.length);
    for (int i = 0; i < size; i++) slots[slot(pairs[i])] = i + 1;
  }

  /** Number of pixels of each pair, in the order of their first pixels. */
  Map<Pair, Long> toMap() {
    Map<Pair, Long> pixels = new LinkedHashMap<>();
    for (int i = 0; i < size; i++)
      pixels.put(new Pair((int) (pairs[i] >>> 32), (int) pairs[i]), counts[i]);
    return pixels;
  }
}
