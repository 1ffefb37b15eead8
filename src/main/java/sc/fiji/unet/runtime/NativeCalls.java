package sc.fiji.unet.runtime;

import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.Supplier;

/**
 * Calls that compute. When the program ends, as ImageJ does at <i>Quit</i> during a training, the
 * running ones are waited for and no other one begins: PyTorch destroys what it computes with, and
 * a crash report would be the last that people see. The process has one PyTorch, and so one of
 * these.
 */
final class NativeCalls {

  private static final int LONGEST_WAIT = 10; // seconds

  /** Calls read; the end writes, and never unlocks. */
  private static final ReadWriteLock END = new ReentrantReadWriteLock();

  static {
    try {
      Runtime.getRuntime().addShutdownHook(new Thread(NativeCalls::end, "U-Net: end"));
    } catch (IllegalStateException e) {
      // The program is ending already.
    }
  }

  private NativeCalls() {}

  /** May be called within another. */
  static <T> T run(Supplier<T> call) {
    END.readLock().lock();
    try {
      return call.get();
    } finally {
      END.readLock().unlock();
    }
  }

  private static void end() {
    try {
      END.writeLock().tryLock(LONGEST_WAIT, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
