package sc.fiji.unet.labels;

import java.awt.Polygon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.Cast;

/**
 * Outlines of the objects of a label plane, along the edges of their pixels.
 *
 * <p>All objects are traced in one pass over the rows, of which two are held in memory, so the
 * plane may lie on disk. Each corner of an outline is joined to the corners at the other ends of
 * its two edges; where this closes an outline, its corners make room for others. An edge is
 * followed with its object on the right (Y points down): along the top from left to right, down the
 * right side, and so on; outlines of holes thus run the other way.
 */
public final class Contours {

  private static final int NONE = -1;

  private final NavigableMap<Integer, List<Polygon>> outlines = new TreeMap<>();
  private final int left;

  /** Corners of outlines that are not closed yet: where they are, and which one follows. */
  private int[] xs = new int[1024];

  private int[] ys = new int[1024];
  private int[] next = new int[1024];

  /** Of the first corner of a piece of an outline its last one, and the other way round. */
  private int[] ends = new int[1024];

  private int count;

  /** A corner whose place is free; further ones follow it. */
  private int free = NONE;

  /** Per column the upper corner of the edge that has its object on the left, and on the right. */
  private final int[] rightSides;

  private final int[] leftSides;

  /** The left corner of the edge that has its object above it, and below it. */
  private int bottomSide;

  private int topSide;

  private Contours(Interval plane) {
    left = (int) plane.min(0);
    int width = (int) plane.dimension(0);
    rightSides = new int[width + 1];
    leftSides = new int[width + 1];
  }

  /**
   * Traces all objects of a plane.
   *
   * @param labels axis order (x, y), whole numbers, 0 the background; wherever it begins
   * @return label to outlines; empty where there is no object. An outline's points are the corners
   *     of pixels, from the left one of the highest on: pixel (x, y) lies between (x, y) and (x +
   *     1, y + 1). An object has an outline for each of its parts, whose pixels share faces, and
   *     for each of its holes; all of them filled by the even-odd rule are its pixels
   * @throws CancellationException if the thread is interrupted
   */
  public static <T extends RealType<T>> NavigableMap<Integer, List<Polygon>> trace(
      RandomAccessibleInterval<T> labels) {
    int width = (int) labels.dimension(0);
    PrimitiveBlocks<IntType> rows =
        PrimitiveBlocks.of(integers(labels), PrimitiveBlocks.OnFallback.ACCEPT);
    Contours contours = new Contours(labels);
    int[] row = new int[width];
    // With a border of background; Views.expandZero fails on blocks of images outside the heap.
    int[] above = new int[width + 2];
    int[] below = new int[width + 2];
    for (long y = labels.min(1); y <= labels.max(1) + 1; y++) {
      if (Thread.currentThread().isInterrupted())
        throw new CancellationException("Interrupted while tracing objects.");
      if (y <= labels.max(1))
        rows.copy(FinalInterval.createMinSize(labels.min(0), y, width, 1), row);
      else Arrays.fill(row, 0);
      System.arraycopy(row, 0, below, 1, width);
      contours.findCorners(above, below, (int) y);
      int[] swap = above;
      above = below;
      below = swap;
    }
    return contours.outlines;
  }

  private static <T extends RealType<T>> RandomAccessibleInterval<IntType> integers(
      RandomAccessibleInterval<T> labels) {
    return labels.getType() instanceof IntType
        ? Cast.unchecked(labels)
        : RealTypeConverters.convert(labels, new IntType());
  }

  /** Looks at the four pixels around each point of the line between two rows. */
  private void findCorners(int[] above, int[] below, int y) {
    for (int x = 0; x < rightSides.length; x++) {
      int a = above[x];
      int b = above[x + 1];
      int c = below[x];
      int d = below[x + 1];
      if (a == b && c == d || a == c && b == d) continue;
      // In this order an edge that ends here comes before one that begins here.
      findCorner(a, b, c, d, x, y, true, true);
      findCorner(b, a, d, c, x, y, false, true);
      findCorner(c, d, a, b, x, y, true, false);
      findCorner(d, c, b, a, x, y, false, false);
    }
  }

  /**
   * Adds the corner that a point is to the object of one of the four pixels around it: a convex one
   * if the object has none of the pixel's two neighbours, a concave one if it has both, but not the
   * pixel across.
   *
   * @param beside the neighbour in the same row
   * @param stacked the neighbour in the same column
   * @param left whether the pixel lies to the left of the point
   * @param above whether it lies above
   */
  private void findCorner(
      int label, int beside, int stacked, int across, int x, int y, boolean left, boolean above) {
    boolean convex = label != beside && label != stacked;
    boolean concave = label == beside && label == stacked && label != across;
    if (label == 0 || !convex && !concave) return;
    int corner = add(this.left + x, y);
    boolean edgeToTheLeft = left == convex;
    if (above) {
      if (edgeToTheLeft) join(corner, bottomSide, label);
      else bottomSide = corner;
    } else {
      if (edgeToTheLeft) join(topSide, corner, label);
      else topSide = corner;
    }
    boolean edgeUpwards = above == convex;
    if (left) {
      if (edgeUpwards) join(rightSides[x], corner, label);
      else rightSides[x] = corner;
    } else {
      if (edgeUpwards) join(corner, leftSides[x], label);
      else leftSides[x] = corner;
    }
  }

  private int add(int x, int y) {
    int corner = free;
    if (corner == NONE) corner = count++;
    else free = next[corner];
    if (corner == xs.length) {
      int capacity = corner + (corner >> 1);
      xs = Arrays.copyOf(xs, capacity);
      ys = Arrays.copyOf(ys, capacity);
      next = Arrays.copyOf(next, capacity);
      ends = Arrays.copyOf(ends, capacity);
    }
    xs[corner] = x;
    ys[corner] = y;
    return ends[corner] = corner;
  }

  /** Lets a corner, the last of its piece, be followed by the first corner of a piece. */
  private void join(int corner, int following, int label) {
    next[corner] = following;
    int first = ends[corner];
    int last = ends[following];
    if (first == following) {
      outlines.computeIfAbsent(label, l -> new ArrayList<>(1)).add(outline(first));
      next[corner] = free;
      free = first;
    } else {
      ends[first] = last;
      ends[last] = first;
    }
  }

  private Polygon outline(int corner) {
    int first = corner;
    int length = 0;
    for (int c = next[corner]; ; c = next[c]) {
      length++;
      if (ys[c] < ys[first] || ys[c] == ys[first] && xs[c] < xs[first]) first = c;
      if (c == corner) break;
    }
    Polygon outline = new Polygon();
    outline.npoints = length;
    outline.xpoints = new int[length];
    outline.ypoints = new int[length];
    int c = first;
    for (int i = 0; i < length; i++) {
      outline.xpoints[i] = xs[c];
      outline.ypoints[i] = ys[c];
      c = next[c];
    }
    return outline;
  }
}
