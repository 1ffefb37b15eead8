package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.function.Consumer;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;

/**
 * A place among the rows of an image (its lines along X) in raster order, Y before Z; and what may
 * come next. A line alone counts as a column of rows of one pixel, so that it may come in parts,
 * too.
 */
final class RowOrder {

  private final Interval image;
  private final int width;
  private final int sliceSize;

  /** The axis of the image that the first count belongs to. */
  private final int firstAxis;

  /** Positions along each axis but that of the rows. */
  private final long[] counts;

  private final long[] position;
  private int offset;
  private boolean finished;

  /**
   * @throws sc.fiji.unet.progress.UserException if a slice across the last axis has more than 2^31
   *     - 1 pixels
   */
  RowOrder(Interval image) {
    this.image = new FinalInterval(image);
    long[] size = image.dimensionsAsLongArray();
    firstAxis = Math.min(1, size.length - 1);
    counts = Arrays.copyOfRange(size, firstAxis, size.length);
    position = new long[counts.length];
    size[size.length - 1] = 1;
    sliceSize = FlatImages.size(new FinalInterval(size));
    width = (int) size[0];
  }

  Interval image() {
    return image;
  }

  int width() {
    return width;
  }

  /** Pixels at one position of the last axis: of a row in 2D, of a plane in 3D. */
  int sliceSize() {
    return sliceSize;
  }

  /** First pixel of this row in an array of its slice. */
  int offset() {
    return offset;
  }

  /** Number of axes that rows are counted along. */
  int axes() {
    return counts.length;
  }

  long position(int axis) {
    return position[axis];
  }

  long count(int axis) {
    return counts[axis];
  }

  boolean isLastOfPlane() {
    return position[0] == counts[0] - 1;
  }

  /** Whether all pixels of this row lie on the border; an axis of one position has none. */
  boolean isBorder() {
    for (int a = 0; a < counts.length; a++)
      if (counts[a] > 1 && (position[a] == 0 || position[a] == counts[a] - 1)) return true;
    return false;
  }

  /**
   * Where the rows before this one along each axis are, in an array of its slice that ahead of it
   * still holds the slice before.
   *
   * @param offsets is overwritten, as long as there are axes
   * @return how many there are
   */
  int findEarlier(int[] offsets) {
    int found = 0;
    int step = width;
    for (int a = 0; a < counts.length; a++) {
      boolean last = a == counts.length - 1;
      if (position[a] > 0) offsets[found++] = last ? offset : offset - step;
      if (!last) step *= (int) counts[a];
    }
    return found;
  }

  void advance() {
    offset += width;
    if (offset == sliceSize) offset = 0;
    int a = 0;
    while (++position[a] == counts[a] && a < counts.length - 1) position[a++] = 0;
  }

  /**
   * Goes on by the rows of a part.
   *
   * @param read gets the place of each in the part
   * @throws IllegalArgumentException if this part cannot be the next one
   * @throws IllegalStateException once finished
   */
  void add(Interval part, Consumer<Interval> read) {
    if (finished) throw new IllegalStateException("The objects are numbered already.");
    requireFits(part);
    long[] min = part.minAsLongArray();
    long[] size = part.dimensionsAsLongArray();
    if (firstAxis > 0) size[0] = 1;
    long rows = Intervals.numElements(size);
    long[] rowMin = new long[size.length];
    long[] rowSize = new long[size.length];
    Arrays.fill(rowSize, 1);
    rowSize[0] = width;
    for (long r = 0; r < rows; r++) {
      IntervalIndexer.indexToPositionWithOffset(r, size, min, rowMin);
      read.accept(FinalInterval.createMinSize(rowMin, rowSize));
      advance();
    }
  }

  /** A part is long along one axis, has all of the image along those before, and 1 after it. */
  private void requireFits(Interval part) {
    long[] size = part.dimensionsAsLongArray();
    boolean fits = size.length == image.numDimensions() && (firstAxis == 0 || size[0] == width);
    int longest = counts.length - 1;
    while (fits && longest > 0 && size[firstAxis + longest] == 1) longest--;
    for (int a = 0; fits && a < longest; a++)
      fits = position[a] == 0 && size[firstAxis + a] == counts[a];
    if (fits && size[firstAxis + longest] <= counts[longest] - position[longest]) return;
    int last = counts.length - 1;
    String missing = counts[last] - position[last] - (offset > 0 ? 1 : 0) + " slices";
    if (offset > 0) missing += " and " + (sliceSize - offset) / width + " rows";
    throw new IllegalArgumentException(
        "The part of the map has "
            + Arrays.toString(size)
            + " pixels; the image "
            + Arrays.toString(image.dimensionsAsLongArray())
            + " has "
            + missing
            + " left.");
  }

  /**
   * Lets nothing more come.
   *
   * @throws IllegalArgumentException if the first label is below 1
   * @throws IllegalStateException if parts are missing, or once finished
   */
  void finish(int firstLabel) {
    if (firstLabel < 1)
      throw new IllegalArgumentException(
          "The first label is " + firstLabel + "; it must be 1 or more, as 0 is background.");
    if (finished) throw new IllegalStateException("The objects are numbered already.");
    int last = counts.length - 1;
    if (position[last] < counts[last])
      throw new IllegalStateException(
          position[last] + " of " + counts[last] + " slices of the map are there.");
    finished = true;
  }
}
