package sc.fiji.unet.labels;

import java.awt.Polygon;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.Cast;
import net.imglib2.view.Views;

/**
 * Outlines of the objects of a label plane, along the edges of their pixels.
 *
 * <p>All objects are traced in one pass over the rows, of which two are held in memory, so the
 * plane may lie on disk; a corner takes 16 bytes. Each corner of an outline is joined to the
 * corners at the other ends of its two edges. An edge is followed with its object on the right (Y
 * points down): along the top from left to right, down the right side, and so on; outlines of holes
 * thus run the other way.
 */
public final class Contours {

  /** Corners: where they are, whose they are, and which one follows on the outline. */
  private int[] xs = new int[1024];

  private int[] ys = new int[1024];
  private int[] labels = new int[1024];
  private int[] next = new int[1024];
  private int count;

  /** Per column the upper corner of the edge that has its object on the left, and on the right. */
  private final int[] rightSides;

  private final int[] leftSides;

  /** The left corner of the edge that has its object above it, and below it. */
  private int bottom;

  private int top;

  private Contours(int width) {
    rightSides = new int[width + 1];
    leftSides = new int[width + 1];
  }

  /**
   * Traces all objects of a plane.
   *
   * @param labels axis order (x, y), whole numbers, 0 the background; wherever it begins
   * @return label to outlines; empty where there is no object. An outline's points are the corners
   *     of pixels: pixel (x, y), counted from 0, lies between (x, y) and (x + 1, y + 1). An object
   *     has an outline for each of its parts, whose pixels share faces, and for each of its holes;
   *     all of them filled by the even-odd rule are its pixels
   * @throws CancellationException if the thread is interrupted
   */
  public static <T extends RealType<T>> SortedMap<Integer, List<Polygon>> trace(
      RandomAccessibleInterval<T> labels) {
    int width = (int) labels.dimension(0);
    int height = (int) labels.dimension(1);
    PrimitiveBlocks<IntType> rows =
        PrimitiveBlocks.of(integers(Views.zeroMin(labels)), PrimitiveBlocks.OnFallback.ACCEPT);
    Contours contours = new Contours(width);
    int[] row = new int[width];
    // With a border of background; Views.expandZero fails on blocks of images outside the heap.
    int[] above = new int[width + 2];
    int[] below = new int[width + 2];
    for (int y = 0; y <= height; y++) {
      if (Thread.currentThread().isInterrupted())
        throw new CancellationException("Interrupted while tracing objects.");
      if (y < height) rows.copy(FinalInterval.createMinSize(0, y, width, 1), row);
      else Arrays.fill(row, 0);
      System.arraycopy(row, 0, below, 1, width);
      contours.findCorners(above, below, y);
      int[] swap = above;
      above = below;
      below = swap;
    }
    return contours.outlines();
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
    int corner = add(x, y, label);
    boolean edgeToTheLeft = left == convex;
    if (above) {
      if (edgeToTheLeft) next[corner] = bottom;
      else bottom = corner;
    } else {
      if (edgeToTheLeft) next[top] = corner;
      else top = corner;
    }
    boolean edgeUpwards = above == convex;
    if (left) {
      if (edgeUpwards) next[rightSides[x]] = corner;
      else rightSides[x] = corner;
    } else {
      if (edgeUpwards) next[corner] = leftSides[x];
      else leftSides[x] = corner;
    }
  }

  private int add(int x, int y, int label) {
    if (count == xs.length) {
      int capacity = count + (count >> 1);
      xs = Arrays.copyOf(xs, capacity);
      ys = Arrays.copyOf(ys, capacity);
      labels = Arrays.copyOf(labels, capacity);
      next = Arrays.copyOf(next, capacity);
    }
    xs[count] = x;
    ys[count] = y;
    labels[count] = label;
    return count++;
  }

  private SortedMap<Integer, List<Polygon>> outlines() {
    SortedMap<Integer, List<Polygon>> outlines = new TreeMap<>();
    for (int corner = 0; corner < count; corner++)
      if (next[corner] >= 0)
        outlines.computeIfAbsent(labels[corner], label -> new ArrayList<>(1)).add(outline(corner));
    return outlines;
  }

  /** Follows an outline, and marks its corners as done. */
  private Polygon outline(int first) {
    Polygon outline = new Polygon();
    for (int corner = first; next[corner] >= 0; ) {
      outline.addPoint(xs[corner], ys[corner]);
      int following = next[corner];
      next[corner] = -1;
      corner = following;
    }
    return outline;
  }
}
