package sc.fiji.unet.model;

/**
 * Widths or heights that a network takes: min, min + step, min + 2 step ...
 *
 * @param min smallest one, in pixels, 1 to 16384
 * @param step in pixels, up to 16384; 0 if there is none but the smallest
 */
public record AxisSize(int min, int step) {

  private static final int LARGEST = 1 << 14; // more than memory holds of any network

  public AxisSize {
    if (min < 1 || step < 0 || Math.max(min, step) > LARGEST)
      throw new IllegalArgumentException(
          String.format(
              "An axis has the smallest size %d and the step %d; allowed are 1 to %d, and 0 to %d.",
              min, step, LARGEST, LARGEST));
  }

  /** The smallest size that holds a length; the largest of all where none does. */
  public int atLeast(long length) {
    return step == 0 || length <= min
        ? min
        : Math.toIntExact(min + (length - min + step - 1) / step * step);
  }

  /** The largest size up to a limit; the smallest of all where none is. */
  public int atMost(int limit) {
    return step == 0 || limit <= min ? min : min + (limit - min) / step * step;
  }

  /** Whether this is one of the sizes. */
  public boolean allows(long size) {
    return atLeast(size) == size;
  }
}
