package sc.fiji.unet.labels;

import java.util.Arrays;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/**
 * A box of an image whose objects are found apart from those of the others, and joined with them
 * later: {@link Separation#objects}.
 *
 * @param core its pixels, (x, y[, z]); the cores of all blocks are the cells of a grid, and cover
 *     the image once
 * @param image all pixels, wherever they begin
 */
public record Block(Interval core, Interval image) {

  /** All of an image. */
  static Block whole(Interval image) {
    return new Block(image, image);
  }

  /**
   * The core and what lies around it in the image.
   *
   * @param margin pixels along x and y; along z it is one
   */
  public Interval around(int margin) {
    long[] border = new long[core.numDimensions()];
    Arrays.fill(border, 1);
    Arrays.fill(border, 0, Math.min(2, border.length), margin);
    return Intervals.intersect(Intervals.expand(core, border), image);
  }

  /** The core and its neighbours. */
  Interval outer() {
    return around(1);
  }

  /** Where the neighbours begin, from the image's first pixel on. */
  long[] shift() {
    long[] shift = outer().minAsLongArray();
    Arrays.setAll(shift, d -> shift[d] - image.min(d));
    return shift;
  }

  /** Along each axis, whether there are neighbours before the core. */
  boolean[] before() {
    boolean[] before = new boolean[core.numDimensions()];
    for (int d = 0; d < before.length; d++) before[d] = core.min(d) > image.min(d);
    return before;
  }

  /** Along each axis, whether there are neighbours after the core. */
  boolean[] after() {
    boolean[] after = new boolean[core.numDimensions()];
    for (int d = 0; d < after.length; d++) after[d] = core.max(d) < image.max(d);
    return after;
  }

  /** The core's outermost pixels at an end of an axis, or their neighbours beyond it. */
  Interval face(int axis, boolean upper, boolean beyond) {
    long[] min = core.minAsLongArray();
    long[] max = core.maxAsLongArray();
    long place = upper ? core.max(axis) + (beyond ? 1 : 0) : core.min(axis) - (beyond ? 1 : 0);
    min[axis] = place;
    max[axis] = place;
    return new FinalInterval(min, max);
  }
}
