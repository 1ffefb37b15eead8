package sc.fiji.unet.images;

import java.util.List;
import java.util.stream.LongStream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;

/** A plane in blocks of whole rows, each small enough to be held as arrays. */
public final class RowBlocks {

  private static final int PIXELS = 1 << 18;

  private RowBlocks() {}

  /**
   * @param plane (x, y)
   * @return its blocks, from the top
   */
  public static List<Interval> of(Interval plane) {
    return of(plane, Math.max(1, PIXELS / plane.dimension(0)));
  }

  /**
   * @param rows of each block but the last
   */
  static List<Interval> of(Interval plane, long rows) {
    return LongStream.iterate(plane.min(1), y -> y <= plane.max(1), y -> y + rows)
        .<Interval>mapToObj(
            y ->
                FinalInterval.createMinMax(
                    plane.min(0), y, plane.max(0), Math.min(y + rows - 1, plane.max(1))))
        .toList();
  }
}
