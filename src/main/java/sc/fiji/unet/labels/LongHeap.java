package sc.fiji.unet.labels;

import java.util.Arrays;

/** A binary heap, smallest value first: a {@link java.util.PriorityQueue} that does not box. */
final class LongHeap {

  private long[] values = new long[1024];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  void add(long value) {
    if (size == values.length) values = Arrays.copyOf(values, 2 * size);
    int i = size++;
    while (i > 0 && values[parent(i)] > value) {
      values[i] = values[parent(i)];
      i = parent(i);
    }
    values[i] = value;
  }

  /** Takes the smallest value out of a heap that is not empty. */
  long poll() {
    long smallest = values[0];
    long last = values[--size];
    int i = 0;
    int child = smallerChild(i);
    while (child < size && values[child] < last) {
      values[i] = values[child];
      i = child;
      child = smallerChild(i);
    }
    values[i] = last;
    return smallest;
  }

  private static int parent(int i) {
    return (i - 1) / 2;
  }

  /** The only one, if there is one; beyond the heap if there is none. */
  private int smallerChild(int i) {
    int left = 2 * i + 1;
    return left + 1 < size && values[left + 1] < values[left] ? left + 1 : left;
  }
}
