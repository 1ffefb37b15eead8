package sc.fiji.unet.formats;

import java.io.Closeable;
import sc.fiji.unet.progress.Progress;

/**
 * Writes an image that may be larger than memory, block by block; it is one only when it is
 * finished. Sizes and places are as in {@link ImageFile}.
 */
public interface ImageWriter extends Closeable {

  /** Five numbers. */
  long[] size();

  /** Width and height of a block. */
  int[] blockSize();

  /**
   * Writes whole numbers.
   *
   * @param min the first pixel, of a block
   * @param size five numbers, up to the end of blocks or of the image
   * @param values as many as the region has pixels, x fastest
   * @throws java.util.concurrent.CancellationException if this is closed: who wrote was canceled
   * @throws sc.fiji.unet.progress.UserException if the disk is full or cannot be written
   */
  void write(long[] min, int[] size, int[] values);

  /** The same of other numbers. */
  void write(long[] min, int[] size, float[] values);

  /**
   * Makes an image of what was written, with coarser resolutions.
   *
   * @throws sc.fiji.unet.progress.UserException if the disk is full or cannot be written
   * @throws java.util.concurrent.CancellationException if canceled
   */
  void finish(Progress progress);

  /**
   * Gives up what is not finished: it is no image, and what other threads still write is refused.
   */
  @Override
  void close();
}
