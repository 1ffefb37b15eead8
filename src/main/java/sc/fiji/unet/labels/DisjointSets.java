package sc.fiji.unet.labels;

import java.util.Arrays;
import sc.fiji.unet.progress.UserException;

/**
 * Union-find over sets of pixels, which are numbered from 1 as they appear. The lowest set of an
 * object stands for it.
 */
final class DisjointSets {

  /** The longest array that every Java machine can make. */
  private static final int MAX_CAPACITY = Integer.MAX_VALUE - 8;

  /**
   * Per set itself or a lower one of its object, 0 if it is dropped; after {@link #number} its
   * label.
   */
  private int[] parents = new int[1024];

  private long[] sizes = new long[1024];
  private int last;

  /** A new set without pixels. */
  int add() {
    int set = last + 1;
    if (set == parents.length) {
      parents = Arrays.copyOf(parents, capacityAfter(set));
      sizes = Arrays.copyOf(sizes, parents.length);
    }
    last = set;
    return parents[set] = set;
  }

  static int capacityAfter(int capacity) {
    if (capacity >= MAX_CAPACITY)
      throw new UserException(
          "The image falls into more than "
              + MAX_CAPACITY
              + " pieces at this threshold; another threshold or a smoother image gives fewer.");
    return (int) Math.min(capacity * 3L / 2, MAX_CAPACITY);
  }

  void addPixels(int set, int count) {
    sizes[set] += count;
  }

  /** Makes two sets one object and returns the set that stands for it. */
  int join(int set, int other) {
    int a = root(set);
    int b = root(other);
    int lower = Math.min(a, b);
    parents[Math.max(a, b)] = lower;
    return lower;
  }

  /** The set that stands for a set's object; 0 of a dropped one, and of 0. */
  int root(int set) {
    while (parents[set] != set) {
      parents[set] = parents[parents[set]];
      set = parents[set];
    }
    return set;
  }

  /** Makes the object of a set background. */
  void drop(int set) {
    parents[root(set)] = 0;
  }

  /** Whether a set stands for an object. */
  boolean isRoot(int set) {
    return parents[set] == set;
  }

  /** The highest set. */
  int last() {
    return last;
  }

  /**
   * Numbers the objects in the order of their first sets; nothing can be added or joined after it.
   *
   * @param keep objects of other sizes get label 0
   * @return the number of objects that got a label
   */
  int number(ObjectFilter keep, int firstLabel) {
    for (int set = last; set > 0; set--) if (parents[set] != set) sizes[parents[set]] += sizes[set];
    int objects = 0;
    for (int set = 1; set <= last; set++) {
      int parent = parents[set];
      // Parents come first, so an earlier one already holds its label.
      if (parent != set) parents[set] = parents[parent];
      else parents[set] = keep.keeps(sizes[set]) ? label(firstLabel, objects++) : 0;
    }
    return objects;
  }

  private static int label(int first, int index) {
    if (index > Integer.MAX_VALUE - first)
      throw new UserException(
          "There are too many objects: labels from "
              + first
              + " on are at most "
              + Integer.MAX_VALUE
              + "; a larger minimum size leaves fewer.");
    return first + index;
  }

  /** The label of a set once they are numbered; 0 of 0, the background. */
  int label(int set) {
    return parents[set];
  }
}
