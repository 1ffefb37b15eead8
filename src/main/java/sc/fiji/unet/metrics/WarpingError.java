package sc.fiji.unet.metrics;

import java.util.Set;
import java.util.TreeSet;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * The warping error of Jain et al. 2010 (doi:10.1109/CVPR.2010.5539950): a boundary in another
 * place costs nothing, a gap in it, or one too many, does. The truth is warped towards the
 * prediction: pixels that differ are changed one after the other, as long as that neither joins nor
 * splits objects (4 neighbours) or the background (8 neighbours), nor makes or fills one. The error
 * is the share of the pixels that still differ. Which pixels are left depends a little on their
 * order, here row by row.
 *
 * <p>Empty cases: of a truth that is all background nothing can be changed, so that the warping
 * error is the pixel error. Objects that were not predicted shrink to a pixel each. How far a
 * boundary may move is not limited.
 */
public final class WarpingError {

  // Steps to the neighbours, around the pixel.
  private static final int[] X = {-1, 0, 1, 1, 1, 0, -1, -1};
  private static final int[] Y = {-1, -1, -1, 0, 1, 1, 1, 0};

  /** Whether a pixel with these neighbours, a bit each, may be changed. */
  private static final boolean[] SIMPLE = new boolean[256];

  static {
    for (int objects = 0; objects < 256; objects++)
      SIMPLE[objects] = runs(objects, true) == 1 && runs(~objects, false) == 1;
  }

  private final boolean[] warped;
  private final boolean[] wanted;
  private final int width;
  private final int height;

  private WarpingError(boolean[] warped, boolean[] wanted, int width) {
    this.warped = warped;
    this.wanted = wanted;
    this.width = width;
    height = warped.length / width;
  }

  /**
   * Connected neighbours that touch the pixel. Objects (4 neighbours) are runs around it that hold
   * a neighbour above, below, left or right; those of the background (8 neighbours) also go on
   * around a corner that is none of theirs.
   */
  private static int runs(int bits, boolean objects) {
    int runs = 0;
    boolean[] in = new boolean[8];
    for (int i = 0; i < 8; i++)
      // Above, below, left and right have odd numbers.
      in[i] = (bits >> i & 1) != 0 || !objects && i % 2 == 0 && joins(bits, i);
    int start = 0;
    while (start < 8 && in[start]) start++;
    if (start == 8) return 1;
    for (int i = 1; i <= 8; i++) {
      if (!in[(start + i) % 8]) continue;
      boolean touches = false;
      for (; in[(start + i) % 8]; i++)
        touches |= (bits >> (start + i) % 8 & 1) != 0 && (!objects || (start + i) % 2 == 1);
      if (touches) runs++;
    }
    return runs;
  }

  /** Whether the neighbours on both sides of a corner touch each other. */
  private static boolean joins(int bits, int corner) {
    return (bits >> (corner + 1) % 8 & 1) != 0 && (bits >> (corner + 7) % 8 & 1) != 0;
  }

  /**
   * Compares a plane.
   *
   * @param map axis order (x, y); inside where {@code value >= threshold}
   * @param truth as large as the map, greater than 0 inside
   * @throws IllegalArgumentException if the sizes differ
   */
  public static double of(
      RandomAccessibleInterval<? extends RealType<?>> map,
      RandomAccessibleInterval<? extends RealType<?>> truth,
      double threshold) {
    ContingencyTable.requireEqualSize(truth, map);
    boolean[] wanted = new boolean[Math.toIntExact(Intervals.numElements(map))];
    boolean[] warped = new boolean[wanted.length];
    Cursor<? extends RealType<?>> values = Views.flatIterable(map).cursor();
    Cursor<? extends RealType<?>> truths = Views.flatIterable(truth).cursor();
    Set<Integer> different = new TreeSet<>();
    for (int i = 0; i < wanted.length; i++) {
      wanted[i] = values.next().getRealDouble() >= threshold;
      warped[i] = truths.next().getRealDouble() > 0;
      if (wanted[i] != warped[i]) different.add(i);
    }
    WarpingError warping = new WarpingError(warped, wanted, (int) map.dimension(0));
    while (!different.isEmpty()) different = warping.change(different);
    int left = 0;
    for (int i = 0; i < wanted.length; i++) if (wanted[i] != warped[i]) left++;
    return (double) left / wanted.length;
  }

  /**
   * Changes what may be changed of some pixels.
   *
   * @return what may be possible now: the pixels that differ around those that were changed
   */
  private Set<Integer> change(Set<Integer> pixels) {
    Set<Integer> next = new TreeSet<>();
    for (int pixel : pixels) {
      if (warped[pixel] == wanted[pixel] || !isSimple(pixel)) continue;
      warped[pixel] = wanted[pixel];
      for (int i = 0; i < 8; i++) {
        int x = pixel % width + X[i];
        int y = pixel / width + Y[i];
        boolean inside = x >= 0 && x < width && y >= 0 && y < height;
        if (inside && warped[y * width + x] != wanted[y * width + x]) next.add(y * width + x);
      }
    }
    return next;
  }

  private boolean isSimple(int pixel) {
    int objects = 0;
    for (int i = 0; i < 8; i++) {
      int x = pixel % width + X[i];
      int y = pixel / width + Y[i];
      // Beyond the border all is background.
      boolean inside = x >= 0 && x < width && y >= 0 && y < height && warped[y * width + x];
      if (inside) objects |= 1 << i;
    }
    return SIMPLE[objects];
  }
}
