package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * Euclidean distance of each pixel of an object to the nearest pixel that is not of this object, in
 * any number of dimensions (Felzenszwalb and Huttenlocher 2012, "Distance Transforms of Sampled
 * Functions", along each axis within the runs of one label). Exact but for the rounding of single
 * precision.
 *
 * <p>The border of the image is no edge: of an object that is cut off only the edges count that are
 * in the image. Where there is none at all, for one object fills the image, the border is the edge.
 *
 * <p>Blocks of lines are read and written in turn, 8 bytes for each of their pixels, so the images
 * may lie on disk.
 */
public final class DistanceTransform {

  /** Pixels of a block, but for a single long line. */
  private static final int BLOCK = 1 << 22;

  private final RandomAccessibleInterval<FloatType> target;
  private final PrimitiveBlocks<IntType> labels;
  private final PrimitiveBlocks<FloatType> squares;
  private final double[] spacing;

  /** Whether there is one label only, so that squares of 0 tell the background. */
  private final boolean mask;

  private final int[] blockLabels;
  private final float[] blockSquares;

  /** Squares of a line, and the lower envelope of the parabolas on them. */
  private final double[] line;

  private final int[] sites;
  private final double[] bounds;

  /** What looks at pixels of one object in a block. */
  private interface Run {
    void accept(int label, int start, int stop);
  }

  private DistanceTransform(
      RandomAccessibleInterval<IntType> labels,
      double[] spacing,
      RandomAccessibleInterval<FloatType> target,
      boolean mask) {
    FlatImages.requireSameSize(target, labels);
    if (spacing.length != labels.numDimensions())
      throw new IllegalArgumentException(
          "There are "
              + spacing.length
              + " spacings for "
              + labels.numDimensions()
              + " axes; each axis needs one.");
    for (double distance : spacing) requireSpacing(distance);
    this.target = Views.zeroMin(target);
    this.labels = PrimitiveBlocks.of(Views.zeroMin(labels), PrimitiveBlocks.OnFallback.ACCEPT);
    squares = PrimitiveBlocks.of(this.target, PrimitiveBlocks.OnFallback.ACCEPT);
    this.spacing = spacing;
    this.mask = mask;
    int longest = (int) Arrays.stream(target.dimensionsAsLongArray()).max().orElse(0);
    int block = (int) Math.min(Math.max(longest, BLOCK), Intervals.numElements(target));
    blockLabels = new int[block];
    blockSquares = new float[block];
    line = new double[longest + 2];
    sites = new int[longest + 2];
    bounds = new double[longest + 3];
  }

  static void requireSpacing(double spacing) {
    if (!(spacing > 0 && spacing < Double.POSITIVE_INFINITY))
      throw new IllegalArgumentException(
          "The spacing is " + spacing + "; it must be above 0 and finite.");
  }

  /**
   * Distances in an image of touching objects.
   *
   * @param labels 0 is background, each other value an object
   * @param spacing distance of two neighbours along each axis, above 0, in any unit
   * @param distances is overwritten; as large as the label image, wherever it begins: the distance
   *     in that unit between the centres of the two pixels, 0 in the background
   * @throws IllegalArgumentException if the sizes differ, or a spacing is missing or not above 0
   */
  public static void of(
      RandomAccessibleInterval<IntType> labels,
      double[] spacing,
      RandomAccessibleInterval<FloatType> distances) {
    new DistanceTransform(labels, spacing, distances, false).run();
  }

  /** The same for an image of 0 and 1, which is read but once. */
  static void ofMask(
      RandomAccessibleInterval<IntType> mask,
      double[] spacing,
      RandomAccessibleInterval<FloatType> distances) {
    new DistanceTransform(mask, spacing, distances, true).run();
  }

  /**
   * The distances of each object by the largest one of this object: 1 at its centre, 0 in the
   * background.
   *
   * @param labels as in {@link #of}
   * @param spacing as in {@link #of}
   * @param distances is overwritten; as in {@link #of}
   * @throws IllegalArgumentException as {@link #of} does
   */
  public static void normalized(
      RandomAccessibleInterval<IntType> labels,
      double[] spacing,
      RandomAccessibleInterval<FloatType> distances) {
    DistanceTransform transform = new DistanceTransform(labels, spacing, distances, false);
    transform.run();
    transform.normalize();
  }

  private void run() {
    int last = spacing.length - 1;
    for (int d = 0; d <= last; d++) {
      int axis = d;
      forEachBlock(axis, block -> transform(block, axis, axis == last));
    }
    boolean edge =
        Intervals.isEmpty(target) || target.firstElement().get() < Float.POSITIVE_INFINITY;
    if (!edge) forEachBlock(0, this::measureToBorder);
  }

  /** Shows the image in blocks of whole lines. */
  private void forEachBlock(int axis, Consumer<Interval> work) {
    long[] image = target.dimensionsAsLongArray();
    long[] size = new long[image.length];
    Arrays.fill(size, 1);
    size[axis] = image[axis];
    int other = axis > 0 ? 0 : Math.min(1, image.length - 1);
    if (other != axis) size[other] = Math.min(image[other], Math.max(1, BLOCK / image[axis]));
    long[] counts = new long[image.length];
    Arrays.setAll(counts, d -> (image[d] + size[d] - 1) / size[d]);
    long blocks = Intervals.numElements(counts);
    long[] min = new long[image.length];
    long[] max = new long[image.length];
    for (long b = 0; b < blocks; b++) {
      IntervalIndexer.indexToPosition(b, counts, min);
      for (int d = 0; d < min.length; d++) {
        min[d] *= size[d];
        max[d] = Math.min(min[d] + size[d], image[d]) - 1;
      }
      work.accept(new FinalInterval(min, max));
    }
  }

  private void transform(Interval block, int axis, boolean last) {
    int pixels = (int) Intervals.numElements(block);
    int length = (int) block.dimension(axis);
    if (axis > 0) squares.copy(block, blockSquares);
    else Arrays.fill(blockSquares, 0, pixels, Float.POSITIVE_INFINITY);
    if (axis == 0 || !mask) labels.copy(block, blockLabels);
    else for (int p = 0; p < pixels; p++) blockLabels[p] = blockSquares[p] > 0 ? 1 : 0;
    int lines = pixels / length;
    int step = axis == 0 ? 1 : lines;
    for (int l = 0; l < lines; l++)
      transformLine(axis == 0 ? l * length : l, step, length, spacing[axis] * spacing[axis]);
    if (last) for (int p = 0; p < pixels; p++) blockSquares[p] = (float) Math.sqrt(blockSquares[p]);
    write(block);
  }

  private void transformLine(int first, int step, int length, double scale) {
    for (int start = 0, stop; start < length; start = stop) {
      int label = blockLabels[first + start * step];
      stop = start + 1;
      while (stop < length && blockLabels[first + stop * step] == label) stop++;
      if (label != 0) transformRun(first, step, start, stop, stop == length, scale);
      else for (int i = start; i < stop; i++) blockSquares[first + i * step] = 0;
    }
  }

  /** The pixels before and after a run belong to others, and their squares are 0. */
  private void transformRun(int first, int step, int start, int stop, boolean atEnd, double scale) {
    int count = start > 0 ? addSite(0, start - 1, 0, scale) : 0;
    for (int i = start; i < stop; i++) {
      float square = blockSquares[first + i * step];
      if (square < Float.POSITIVE_INFINITY) count = addSite(count, i, square, scale);
    }
    if (!atEnd) count = addSite(count, stop, 0, scale);
    if (count == 0) return;
    for (int i = start, lowest = 0; i < stop; i++) {
      while (lowest + 1 < count && bounds[lowest + 1] < i) lowest++;
      double distance = i - sites[lowest];
      blockSquares[first + i * step] = (float) (scale * distance * distance + line[lowest]);
    }
  }

  /** Adds a parabola to the envelope of so many, and returns how many are left. */
  private int addSite(int count, int position, double square, double scale) {
    double bound = Double.NEGATIVE_INFINITY;
    while (count > 0) {
      int before = sites[count - 1];
      double distance = position - before;
      // Where both are equally high.
      bound = (square - line[count - 1]) / (2 * scale * distance) + (position + before) / 2.0;
      if (bound > bounds[count - 1]) break;
      count--;
    }
    sites[count] = position;
    line[count] = square;
    bounds[count] = count == 0 ? Double.NEGATIVE_INFINITY : bound;
    return count + 1;
  }

  private void measureToBorder(Interval rows) {
    long[] position = new long[spacing.length];
    int pixels = (int) Intervals.numElements(rows);
    for (int p = 0; p < pixels; p++) {
      IntervalIndexer.indexToPositionWithOffset(
          p, rows.dimensionsAsLongArray(), rows.minAsLongArray(), position);
      double nearest = Double.POSITIVE_INFINITY;
      for (int d = 0; d < position.length; d++) {
        long pixelsToBorder = Math.min(position[d], target.max(d) - position[d]) + 1;
        nearest = Math.min(nearest, pixelsToBorder * spacing[d]);
      }
      blockSquares[p] = (float) nearest;
    }
    write(rows);
  }

  private void normalize() {
    Map<Integer, Float> largest = new HashMap<>();
    forEachBlock(
        0,
        rows -> {
          forEachRun(
              rows,
              (label, start, stop) -> {
                float max = 0;
                for (int p = start; p < stop; p++) max = Math.max(max, blockSquares[p]);
                largest.merge(label, max, Math::max);
              });
        });
    forEachBlock(
        0,
        rows -> {
          forEachRun(
              rows,
              (label, start, stop) -> {
                float max = largest.get(label);
                for (int p = start; p < stop; p++) blockSquares[p] /= max;
              });
          write(rows);
        });
  }

  /** Reads rows and shows the runs of each object in their block. */
  private void forEachRun(Interval rows, Run run) {
    labels.copy(rows, blockLabels);
    squares.copy(rows, blockSquares);
    int pixels = (int) Intervals.numElements(rows);
    for (int start = 0, stop; start < pixels; start = stop) {
      stop = start + 1;
      while (stop < pixels && blockLabels[stop] == blockLabels[start]) stop++;
      if (blockLabels[start] != 0) run.accept(blockLabels[start], start, stop);
    }
  }

  private void write(Interval block) {
    RandomAccess<FloatType> pixel = target.randomAccess(block);
    int pixels = (int) Intervals.numElements(block);
    int width = (int) block.dimension(0);
    for (int row = 0; row < pixels; row += width) {
      IntervalIndexer.indexToPositionForInterval(row, block, pixel);
      for (int p = row; p < row + width; p++) {
        pixel.get().set(blockSquares[p]);
        pixel.fwd(0);
      }
    }
  }
}
