package sc.fiji.unet.progress;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class CancelableTest {

  /** Like the Escape key, which the next work forgets. */
  private static final class Escape implements Progress {

    private final List<String> told = new ArrayList<>();
    private volatile boolean pressed;

    @Override
    public void report(String status, double fraction) {
      told.add(status);
    }

    @Override
    public void note(String sentence) {
      told.add(sentence);
    }

    @Override
    public boolean isCanceled() {
      return pressed;
    }
  }

  /** Says when it begins, and goes on when it is told to. */
  private static final class Work implements Function<Progress, Void> {

    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final CompletableFuture<Boolean> canceled = new CompletableFuture<>();

    @Override
    public Void apply(Progress progress) {
      progress.report("begun", 0);
      progress.note("noted");
      begun.countDown();
      try {
        goOn.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
      progress.report("went on", 0.5);
      progress.note("noted too late");
      canceled.complete(progress.isCanceled());
      return null;
    }
  }

  @Test
  void givesWhatTheWorkGives() {
    assertEquals("7", Cancelable.call(progress -> "7", Progress.NONE));
    IllegalArgumentException wrong = new IllegalArgumentException("wrong");
    assertSame(
        wrong,
        assertThrows(
            wrong.getClass(),
            () ->
                Cancelable.call(
                    progress -> {
                      throw wrong;
                    },
                    Progress.NONE)));
    Error memory = new OutOfMemoryError("full");
    assertSame(
        memory,
        assertThrows(
            memory.getClass(),
            () ->
                Cancelable.call(
                    progress -> {
                      throw memory;
                    },
                    Progress.NONE)));
  }

  @Test
  void canceledWorkStaysSoThoughTheNextForgetsIt() throws Exception {
    Escape escape = new Escape();
    Work work = new Work();
    Thread presses =
        new Thread(
            () -> {
              try {
                work.begun.await();
                escape.pressed = true;
              } catch (InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    presses.start();
    assertThrows(CancellationException.class, () -> Cancelable.call(work, escape));
    escape.pressed = false;
    work.goOn.countDown();
    assertTrue(work.canceled.get());
    assertEquals(List.of("begun", "noted"), escape.told);
  }

  @Test
  void interruptionCancelsTheWork() throws Exception {
    Work work = new Work();
    Thread.currentThread().interrupt();
    assertThrows(CancellationException.class, () -> Cancelable.call(work, new Escape()));
    assertTrue(Thread.interrupted());
    work.goOn.countDown();
    assertTrue(work.canceled.get());
  }
}
