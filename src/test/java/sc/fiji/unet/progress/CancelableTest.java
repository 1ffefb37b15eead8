package sc.fiji.unet.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CancellationException;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CancelableTest {

  @Test
  void givesWhatTheWorkGives() {
    assertEquals(7, Cancelable.call(() -> 7, Progress.NONE));
    IllegalArgumentException wrong = new IllegalArgumentException("wrong");
    assertSame(wrong, assertThrows(wrong.getClass(), () -> call(wrong)));
    Error memory = new OutOfMemoryError("full");
    assertSame(memory, assertThrows(memory.getClass(), () -> call(memory)));
  }

  private static void call(Throwable failure) {
    Cancelable.call(
        () -> {
          if (failure instanceof Error error) throw error;
          throw (Exception) failure;
        },
        Progress.NONE);
  }

  @Test
  void doesNotWaitForCanceledWork() throws InterruptedException {
    CountDownLatch canceled = new CountDownLatch(1);
    CountDownLatch done = new CountDownLatch(1);
    Progress progress =
        new Progress() {
          @Override
          public void report(String status, double fraction) {}

          @Override
          public boolean isCanceled() {
            return true;
          }
        };
    assertThrows(
        CancellationException.class,
        () ->
            Cancelable.call(
                () -> {
                  canceled.await();
                  done.countDown();
                  return null;
                },
                progress));
    canceled.countDown();
    done.await(); // the work is not killed
  }
}
