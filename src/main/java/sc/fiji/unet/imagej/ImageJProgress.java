package sc.fiji.unet.imagej;

import ij.IJ;
import sc.fiji.unet.progress.Progress;

/**
 * ImageJ's status and progress bars; the Escape key cancels. Make a new one for each piece of work.
 */
public final class ImageJProgress implements Progress {

  /** Forgets an Escape that was meant for earlier work. */
  public ImageJProgress() {
    IJ.resetEscape();
  }

  @Override
  public void report(String status, double fraction) {
    IJ.showStatus(status);
    IJ.showProgress(fraction);
  }

  @Override
  public boolean isCanceled() {
    return IJ.escapePressed();
  }
}
