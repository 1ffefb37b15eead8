package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.PriorityQueue;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LongHeapTest {

  @Test
  void equalsPriorityQueue() {
    Random random = new Random(11);
    LongHeap heap = new LongHeap();
    PriorityQueue<Long> expected = new PriorityQueue<>();
    for (int i = 0; i < 20_000; i++) {
      // Grows at first, past the initial capacity, then runs empty.
      if (expected.isEmpty() || i < 10_000 && random.nextInt(3) > 0) {
        long value = random.nextInt(100) - 50L << random.nextInt(40);
        heap.add(value);
        expected.add(value);
      } else assertEquals(expected.remove(), heap.poll());
      assertEquals(expected.isEmpty(), heap.isEmpty());
    }
  }
}
