package sc.fiji.unet.progress;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.BooleanSupplier;

/** Remembers what it was told, and cancels when a test wants it to. */
public final class ToldProgress implements Progress {

  private final BooleanSupplier canceled;
  private final List<String> notes = new CopyOnWriteArrayList<>();
  private final List<String> reports = new CopyOnWriteArrayList<>();

  public ToldProgress() {
    this(() -> false);
  }

  public ToldProgress(BooleanSupplier canceled) {
    this.canceled = canceled;
  }

  public List<String> notes() {
    return notes;
  }

  public List<String> reports() {
    return reports;
  }

  @Override
  public void report(String status, double fraction) {
    reports.add(status);
  }

  @Override
  public void note(String sentence) {
    notes.add(sentence);
  }

  @Override
  public boolean isCanceled() {
    return canceled.getAsBoolean();
  }
}
