package sc.fiji.unet;

import ij.process.ImageProcessor;
import java.io.IOException;
import java.util.Locale;
import java.util.concurrent.CancellationException;
import sc.fiji.unet.progress.Progress;

/** How long a cancellation takes, and what memory it leaves: {@code SIDE}, for bench/segment. */
final class CancelBenchmark {

  private CancelBenchmark() {}

  /** Cancels after three quarters of a second of work, after one, and so on. */
  public static void main(String[] arguments) throws IOException {
    ImageProcessor pixels = new Workbench().mosaic(Integer.parseInt(arguments[0]), 0);
    for (int i = 1; i <= 20; i++) cancel(pixels, 500 + 250 * i);
  }

  private static void cancel(ImageProcessor pixels, long milliseconds) throws IOException {
    Deadline deadline = new Deadline();
    try (UNetModel model = Workbench.openModel()) {
      deadline.nanoseconds = System.nanoTime() + milliseconds * 1_000_000;
      Workbench.segment(model, Workbench.image(pixels), deadline);
    } catch (CancellationException e) {
      double late = (System.nanoTime() - deadline.nanoseconds) / 1e6;
      awaitEndOfWork();
      System.out.printf(Locale.ROOT, "canceled, and back after %.0f ms; ", late);
      Workbench.printResident("when all is released");
    }
  }

  /** Cancels at a time that is set when the work begins. */
  private static final class Deadline implements Progress {

    private volatile long nanoseconds = Long.MAX_VALUE;

    @Override
    public void report(String status, double fraction) {}

    @Override
    public boolean isCanceled() {
      return System.nanoTime() >= nanoseconds;
    }
  }

  private static void awaitEndOfWork() {
    try {
      for (Thread thread : Thread.getAllStackTraces().keySet())
        if (thread.getName().startsWith("U-Net")) thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
