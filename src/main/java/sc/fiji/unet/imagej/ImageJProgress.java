package sc.fiji.unet.imagej;

import ij.IJ;
import java.util.Locale;
import java.util.function.LongSupplier;
import sc.fiji.unet.progress.Progress;

/**
 * ImageJ's status and progress bars, with the time that is left, and its Log, which tells early how
 * long long work will take; the Escape key cancels. Make a new one for each piece of work, as it
 * begins.
 */
public final class ImageJProgress implements Progress {

  /** Before that many seconds nothing is said about the time that is left. */
  private static final int UNCERTAIN = 2;

  private final LongSupplier nanoseconds;
  private final boolean forecasts;
  private final long start;
  private final Forecast forecast = new Forecast();
  private volatile long memory;

  /** Forgets an Escape that was meant for earlier work. */
  public ImageJProgress() {
    this(System::nanoTime, true);
  }

  ImageJProgress(LongSupplier nanoseconds, boolean forecasts) {
    this.nanoseconds = nanoseconds;
    this.forecasts = forecasts;
    start = nanoseconds.getAsLong();
    IJ.resetEscape();
  }

  /** For work that itself tells how long it takes, or was told. */
  public static ImageJProgress withoutForecast() {
    return new ImageJProgress(System::nanoTime, false);
  }

  @Override
  public void report(String status, double fraction) {
    IJ.showStatus(status + left(fraction));
    IJ.showProgress(fraction);
    if (!forecasts) return;
    forecast
        .seconds((nanoseconds.getAsLong() - start) / 1e9, fraction)
        .ifPresent(seconds -> note(expected(seconds)));
  }

  @Override
  public void memory(long bytes) {
    memory = bytes;
  }

  private String expected(double seconds) {
    String time = "This takes about " + Forecast.words(seconds);
    return memory == 0
        ? time + "."
        : String.format(
            Locale.ROOT,
            "%s and %.1f GB of memory beside ImageJ's own; Escape cancels.",
            time,
            memory / 1e9);
  }

  @Override
  public void note(String sentence) {
    IJ.log("U-Net: " + sentence);
  }

  @Override
  public boolean isCanceled() {
    return IJ.escapePressed();
  }

  /** The time that is left if the work goes on as fast as so far. */
  String left(double fraction) {
    double elapsed = (nanoseconds.getAsLong() - start) / 1e9;
    if (elapsed < UNCERTAIN || fraction <= 0 || fraction >= 1) return "";
    long seconds = Math.round(elapsed / fraction * (1 - fraction));
    if (seconds < 60) return ", " + seconds + " s left";
    long minutes = Math.round(seconds / 60.0);
    if (minutes < 60) return ", " + minutes + " min left";
    return String.format(", %d h %02d min left", minutes / 60, minutes % 60);
  }
}
