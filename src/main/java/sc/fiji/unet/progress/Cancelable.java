package sc.fiji.unet.progress;

import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

/** Work in other threads that a cancellation does not wait for. */
public final class Cancelable {

  /** How long a cancellation may go unnoticed. */
  private static final int MILLISECONDS = 100;

  private Cancelable() {}

  /**
   * Does work in a thread of its own.
   *
   * @param work must look for a cancellation itself, and clean up behind it; it may go on for a
   *     while when this has ended. The progress it is given is canceled and silent from then on,
   *     whatever the next work makes of the other one
   * @return what the work returns
   * @throws CancellationException if canceled, or if this thread is interrupted
   */
  public static <T> T call(Function<Progress, T> work, Progress progress) {
    AtomicBoolean ended = new AtomicBoolean();
    Progress itsOwn =
        new Progress() {
          @Override
          public void report(String status, double fraction) {
            if (!ended.get()) progress.report(status, fraction);
          }

          @Override
          public void note(String sentence) {
            if (!ended.get()) progress.note(sentence);
          }

          @Override
          public void memory(long bytes) {
            if (!ended.get()) progress.memory(bytes);
          }

          @Override
          public boolean isCanceled() {
            return ended.get() || progress.isCanceled();
          }
        };
    FutureTask<T> task = new FutureTask<>(() -> work.apply(itsOwn));
    new Thread(task, "U-Net").start();
    try {
      return await(task, progress);
    } finally {
      ended.set(true);
    }
  }

  /**
   * Waits for the result of work.
   *
   * @throws CancellationException if canceled before it is there, or if this thread is interrupted
   */
  public static <T> T await(Future<T> work, Progress progress) {
    while (true) {
      if (!work.isDone() && progress.isCanceled()) throw new CancellationException();
      try {
        return work.get(MILLISECONDS, TimeUnit.MILLISECONDS);
      } catch (TimeoutException e) {
        // Not yet.
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new CancellationException();
      } catch (ExecutionException e) {
        if (e.getCause() instanceof Error error) throw error;
        if (e.getCause() instanceof RuntimeException exception) throw exception;
        throw new IllegalStateException(e.getCause());
      }
    }
  }
}
