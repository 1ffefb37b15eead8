package sc.fiji.unet.labels;

import java.util.Arrays;
import sc.fiji.unet.progress.UserException;

/**
 * The region graph of a watershed: the highest pass between each two sets that touch. A hash table
 * with open addressing, 12 bytes an entry, at most three quarters full.
 */
final class Passes {

  private static final int MAX_CAPACITY = 1 << 30;

  private final DisjointSets sets;

  /** The lower set in the upper half; 0 where the place is free. */
  private long[] keys = new long[1024];

  private float[] heights = new float[1024];
  private int count;

  /** Where the last pass is: the next one is often between the same sets. */
  private int last;

  /** What looks at a pass. */
  interface Visitor {
    void visit(int set, int other, float height);
  }

  /**
   * @param sets are numbered from 1; those that were joined count as one
   */
  Passes(DisjointSets sets) {
    this.sets = sets;
  }

  /** Adds a pass between two roots. */
  void add(int root, int other, float height) {
    if (put(root, other, height) && count > keys.length / 4 * 3) compact();
  }

  /** Shows the passes, from the highest to the lowest; what comes first of equals is arbitrary. */
  void forEachDescending(Visitor visitor) {
    long[] order = new long[count];
    int found = 0;
    for (int i = 0; i < keys.length; i++)
      if (keys[i] != 0) order[found++] = (long) ~Watershed.sortable(heights[i]) << 32 | i;
    Arrays.sort(order);
    for (long place : order) {
      int i = (int) place;
      visitor.visit((int) (keys[i] >>> 32), (int) keys[i], heights[i]);
    }
  }

  private boolean put(int a, int b, float height) {
    long key = (long) Math.min(a, b) << 32 | Math.max(a, b);
    int i = last;
    if (keys[i] != key) {
      int mask = keys.length - 1;
      i = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
      while (keys[i] != 0 && keys[i] != key) i = i + 1 & mask;
      last = i;
    }
    if (keys[i] == key) {
      if (height > heights[i]) heights[i] = height;
      return false;
    }
    keys[i] = key;
    heights[i] = height;
    count++;
    return true;
  }

  /** Forgets passes inside of what is one set by now, and makes room if that was not enough. */
  private void compact() {
    rehash(keys.length);
    if (count <= keys.length / 2) return;
    if (keys.length == MAX_CAPACITY)
      throw new UserException(
          "Too many objects touch: a smoother map, or a higher threshold, makes fewer.");
    rehash(2 * keys.length);
  }

  private void rehash(int capacity) {
    long[] oldKeys = keys;
    float[] oldHeights = heights;
    keys = new long[capacity];
    heights = new float[capacity];
    count = 0;
    last = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] == 0) continue;
      int a = sets.root((int) (oldKeys[i] >>> 32));
      int b = sets.root((int) oldKeys[i]);
      if (a != b) put(a, b, oldHeights[i]);
    }
  }
}
