package sc.fiji.unet.imagej;

import ij.IJ;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.function.LongSupplier;
import sc.fiji.unet.progress.Progress;

/**
 * ImageJ's status and progress bars, with the time that is left, and its Log, which tells early how
 * long long work will take; the Escape key cancels. Make a new one for each piece of work, as it
 * begins.
 */
public final class ImageJProgress implements Progress {

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
    double now = (nanoseconds.getAsLong() - start) / 1e9;
    OptionalDouble all = forecast.seconds(now, fraction);
    OptionalDouble left = forecast.left(now, fraction);
    IJ.showStatus(status + (left.isPresent() ? left(left.getAsDouble()) : ""));
    IJ.showProgress(fraction);
    if (forecasts && all.isPresent()) note(expected(all.getAsDouble()));
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

  /** ", 3 h 00 min left". */
  static String left(double time) {
    long seconds = Math.round(time);
    if (seconds < 60) return ", " + seconds + " s left";
    long minutes = Math.round(seconds / 60.0);
    if (minutes < 60) return ", " + minutes + " min left";
    return String.format(", %d h %02d min left", minutes / 60, minutes % 60);
  }
}
