package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.util.NativeResource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sc.fiji.unet.SmallModels;

class NativeNetworkTest {

  private static final String DOUBLED =
      """
        def forward(self, x: Tensor) -> Tensor:
          return torch.mul(x, 2)
      """;

  private final TorchModule module = TorchModule.of(DOUBLED, SmallModels.COMPUTE);
  private final NativeNetwork network = new NativeNetwork(module, SmallModels.COMPUTE);
  private final ExecutorService threads = Executors.newFixedThreadPool(2);

  /** Of the network: each prediction has a manager below it. */
  private final AtomicReference<NDManager> manager = new AtomicReference<>();

  @AfterEach
  void close() {
    network.close();
    threads.shutdown();
  }

  /** Two channels, 3 wide and 1 high. */
  @Test
  void takesChannelsLastAndGivesThemFirst() {
    float[] values =
        network.predict(
            new float[] {1, 2, 3, 4, 5, 6},
            new int[] {1, 3},
            image -> {
              assertEquals(new Shape(1, 2, 1, 3), image.getShape());
              return image; // a view that is not contiguous
            });
    assertArrayEquals(new float[] {1, 3, 5, 2, 4, 6}, values);
  }

  @Test
  void leavesNothingInNativeMemory() {
    List<NDArray> arrays = new ArrayList<>();
    network.predict(
        new float[12],
        new int[] {3, 2},
        image -> {
          manager.set(image.getManager().getParentManager());
          arrays.add(image);
          arrays.add(module.predict(image));
          arrays.add(arrays.get(1).transpose(0, 1, 3, 2));
          return arrays.get(2);
        });
    for (NDArray array : arrays) assertTrue(((NativeResource<?>) array).isReleased());
    assertTrue(manager.get().isOpen());
    assertEquals(0, manager.get().getManagedArrays().size());
  }

  @Test
  @Timeout(20)
  void theLastPredictionReleasesAClosedNetwork() throws Exception {
    CountDownLatch begun = new CountDownLatch(2);
    CountDownLatch firstMayEnd = new CountDownLatch(1);
    CountDownLatch secondMayEnd = new CountDownLatch(1);
    Future<float[]> first = threads.submit(() -> predict(1, waiting(begun, firstMayEnd)));
    Future<float[]> second = threads.submit(() -> predict(2, waiting(begun, secondMayEnd)));
    begun.await();
    network.close();
    network.close();
    Exception error = assertThrows(IllegalStateException.class, () -> predict(3, module::predict));
    assertEquals("The network is closed.", error.getMessage());
    secondMayEnd.countDown();
    assertArrayEquals(new float[] {4}, second.get());
    assertTrue(manager.get().isOpen());
    firstMayEnd.countDown();
    assertArrayEquals(new float[] {2}, first.get());
    assertReleased();
  }

  /** One, in which the memory that a prediction released serves the next. */
  @Test
  @Timeout(20)
  void worksInAThreadThatEndsWithTheNetwork() throws Exception {
    List<Thread> workers = new ArrayList<>();
    List<float[]> predicted = new ArrayList<>();
    CountDownLatch done = new CountDownLatch(3);
    for (int i = 0; i < 3; i++) {
      int value = i;
      network.execute(
          () -> {
            workers.add(Thread.currentThread());
            predicted.add(predict(value, module::predict));
            done.countDown();
          });
    }
    done.await();
    for (int i = 0; i < 3; i++) {
      assertSame(workers.get(0), workers.get(i));
      assertArrayEquals(new float[] {2 * i}, predicted.get(i));
    }
    assertTrue(workers.get(0).isDaemon());
    network.close();
    workers.get(0).join();
    Exception error = assertThrows(IllegalStateException.class, () -> network.execute(() -> {}));
    assertEquals("The network is closed.", error.getMessage());
  }

  @Test
  void closeReleasesANetworkThatRests() {
    predict(1, waiting(new CountDownLatch(1), new CountDownLatch(0)));
    assertTrue(manager.get().isOpen());
    network.close();
    assertReleased();
  }

  @Test
  void aPredictionThatFailsHasEnded() {
    UnaryOperator<NDArray> fails =
        image -> {
          manager.set(image.getManager().getParentManager());
          throw new UnsupportedOperationException();
        };
    assertThrows(UnsupportedOperationException.class, () -> predict(1, fails));
    assertEquals(0, manager.get().getManagedArrays().size());
    network.close();
    assertReleased();
  }

  @Test
  void saysThatNativeMemoryDoesNotSuffice() {
    assertThrows(
        NativeMemoryException.class,
        () -> predict(1, image -> image.getManager().zeros(new Shape(1L << 50))));
  }

  private float[] predict(float value, UnaryOperator<NDArray> with) {
    return network.predict(new float[] {value}, new int[] {1, 1}, with);
  }

  private UnaryOperator<NDArray> waiting(CountDownLatch begun, CountDownLatch mayEnd) {
    return image -> {
      manager.set(image.getManager().getParentManager());
      begun.countDown();
      try {
        mayEnd.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      return module.predict(image);
    };
  }

  private void assertReleased() {
    assertFalse(manager.get().isOpen());
    try (NDManager memory = Torch.newManager(SmallModels.COMPUTE)) {
      NDArray image = memory.zeros(new Shape(1, 1, 1, 1));
      assertThrows(IllegalStateException.class, () -> module.predict(image));
    }
  }
}
