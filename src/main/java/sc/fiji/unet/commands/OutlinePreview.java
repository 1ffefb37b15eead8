package sc.fiji.unet.commands;

import ij.ImageListener;
import ij.ImagePlus;
import ij.gui.ImageCanvas;
import ij.gui.Overlay;
import ij.gui.Roi;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import sc.fiji.unet.imagej.Outlines;

/**
 * Outlines of what is found in the plane that is shown, in place of the image's overlay; a newer
 * wish takes the place of one that waits.
 *
 * @param <S> settings
 */
final class OutlinePreview<S> implements Preview<S>, ImageListener {

  private record Wish<S>(S settings, Consumer<String> told) {}

  private final Supplier<Found> found;
  private final Function<S, Found> applied;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(work -> new Thread(work, "U-Net preview"));

  // Null until something is shown.
  private ImagePlus image;
  private Overlay before;
  private Overlay allRois;
  private Wish<S> wish;

  private int plane;
  private boolean isWaiting;
  private boolean closed;

  /**
   * @param found asked when something is to be shown
   * @param applied the same with settings
   */
  OutlinePreview(Supplier<Found> found, Function<S, Found> applied) {
    this.found = found;
    this.applied = applied;
  }

  @Override
  public synchronized void show(S settings, Consumer<String> told) {
    if (closed) return;
    if (image == null) begin();
    wish = new Wish<>(settings, told);
    work();
  }

  private void begin() {
    image = found.get().image();
    before = image.getOverlay();
    if (image.getWindow() != null) image.getWindow().toFront();
    canvas()
        .ifPresent(
            canvas -> {
              allRois = canvas.getShowAllList(); // the ROI Manager's, which are the old ones
              canvas.setShowAllList(null);
            });
    ImagePlus.addImageListener(this);
  }

  private Optional<ImageCanvas> canvas() {
    return Optional.ofNullable(image.getCanvas());
  }

  private void work() {
    if (isWaiting) return;
    isWaiting = true;
    thread.execute(this::outline);
  }

  private void outline() {
    Wish<S> now;
    int shown;
    synchronized (this) {
      isWaiting = false;
      now = wish;
      plane = shown = found.get().shownPlane();
    }
    try {
      List<Roi> outlines = applied.apply(now.settings()).outlines(shown);
      synchronized (this) {
        if (closed) return;
        image.setOverlay(Outlines.overlay(outlines));
      }
      now.told()
          .accept(
              outlines.size()
                  + (outlines.size() == 1 ? " object" : " objects")
                  + (image.getStackSize() > image.getNChannels() ? " in this plane" : "")
                  + " of "
                  + image.getTitle());
    } catch (CancellationException e) {
      // closed
    } catch (RuntimeException | OutOfMemoryError e) {
      now.told().accept("No preview: " + e.getMessage());
    }
  }

  /** Another plane is shown. */
  @Override
  public synchronized void imageUpdated(ImagePlus updated) {
    if (updated == image && !closed && found.get().shownPlane() != plane) work();
  }

  @Override
  public void imageOpened(ImagePlus opened) {}

  @Override
  public void imageClosed(ImagePlus gone) {}

  @Override
  public synchronized void close() {
    closed = true;
    thread.shutdownNow();
    if (image == null) return;
    ImagePlus.removeImageListener(this);
    image.setOverlay(before);
    canvas().ifPresent(canvas -> canvas.setShowAllList(allRois));
  }
}
