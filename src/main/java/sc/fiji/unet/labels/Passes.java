package sc.fiji.unet.labels;

import java.util.Arrays;
import sc.fiji.unet.progress.UserException;

/**
 * The region graph of a watershed: the highest pass between each two sets that touch. A hash table
 * with open addressing, 20 bytes an entry, at most three quarters full.
 */
final class Passes {

  private static final int MAX_CAPACITY = 1 << 30;

  private final DisjointSets sets;

  /** The lower set in the upper half; 0 where the place is free. */
  private long[] keys = new long[1024];

  private float[] heights = new float[1024];
  private long[] places = new long[1024];
  private int count;

  /** Where the last pass is: the next one is often between the same sets. */
  private int last;

  /** What looks at a pass. */
  interface Visitor {
    void visit(int set, int other, float height, long place);
  }

  /**
   * @param sets are numbered from 1; those that were joined count as one
   */
  Passes(DisjointSets sets) {
    this.sets = sets;
  }

  /**
   * Adds a pass between two roots.
   *
   * @param place where in the image it is: no two passes are at one place
   */
  void add(int root, int other, float height, long place) {
    if (put(root, other, height, place) && count > keys.length / 4 * 3) compact();
  }

  /** Shows the passes, from the highest to the lowest, and of equals the lowest place first. */
  void forEachDescending(Visitor visitor) {
    long[] ascending = new long[count];
    int found = 0;
    for (int i = 0; i < keys.length; i++) if (keys[i] != 0) ascending[found++] = places[i];
    Arrays.sort(ascending);
    int[] atRank = new int[count];
    long[] order = new long[count];
    for (int i = 0; i < keys.length; i++) {
      if (keys[i] == 0) continue;
      int rank = Arrays.binarySearch(ascending, places[i]);
      atRank[rank] = i;
      order[rank] = (long) ~Watershed.sortable(heights[i]) << 32 | rank;
    }
    Arrays.sort(order);
    for (long next : order) {
      int i = atRank[(int) next];
      visitor.visit((int) (keys[i] >>> 32), (int) keys[i], heights[i], places[i]);
    }
  }

  private boolean put(int a, int b, float height, long place) {
    long key = (long) Math.min(a, b) << 32 | Math.max(a, b);
    int i = last;
    if (keys[i] != key) {
      int mask = keys.length - 1;
      i = (int) (key * 0x9E3779B97F4A7C15L >>> 32) & mask;
      while (keys[i] != 0 && keys[i] != key) i = i + 1 & mask;
      last = i;
    }
    if (keys[i] == key) {
      if (height < heights[i] || height == heights[i] && place > places[i]) return false;
      heights[i] = height;
      places[i] = place;
      return false;
    }
    keys[i] = key;
    heights[i] = height;
    places[i] = place;
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
    long[] oldPlaces = places;
    keys = new long[capacity];
    heights = new float[capacity];
    places = new long[capacity];
    count = 0;
    last = 0;
    for (int i = 0; i < oldKeys.length; i++) {
      if (oldKeys[i] == 0) continue;
      int a = sets.root((int) (oldKeys[i] >>> 32));
      int b = sets.root((int) oldKeys[i]);
      if (a != b) put(a, b, oldHeights[i], oldPlaces[i]);
    }
  }
}
