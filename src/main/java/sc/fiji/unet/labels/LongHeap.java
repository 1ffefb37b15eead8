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
    for (int parent; i > 0 && values[parent = (i - 1) / 2] > value; i = parent)
      values[i] = values[parent];
    values[i] = value;
  }

  /** Takes the smallest value out of a heap that is not empty. */
  long poll() {
    long smallest = values[0];
    long last = values[--size];
    int i = 0;
    for (int child; (child = 2 * i + 1) < size; i = child) {
      if (child + 1 < size && values[child + 1] < values[child]) child++;
      if (values[child] >= last) break;
      values[i] = values[child];
    }
    values[i] = last;
    return smallest;
  }
}
