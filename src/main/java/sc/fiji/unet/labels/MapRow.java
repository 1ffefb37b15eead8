package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/** A row of {@link Maps}. */
final class MapRow {

  private final float[] foreground;
  private final float[] distance;
  private final byte[] classes;

  MapRow(int width) {
    foreground = new float[width];
    distance = new float[width];
    classes = new byte[width];
  }

  float[] foreground() {
    return foreground;
  }

  float[] distance() {
    return distance;
  }

  /** Of each pixel the most probable one, from 0. */
  byte[] classes() {
    return classes;
  }

  /** Reads the rows of a part. */
  static final class Reader {

    private final PrimitiveBlocks<FloatType> foreground;
    private final Optional<PrimitiveBlocks<FloatType>> distance;
    private final List<PrimitiveBlocks<FloatType>> classes;

    /** Probabilities of a class, and the highest ones of those before. */
    private final float[] values;

    private final float[] highest;

    Reader(Maps part) {
      foreground = blocks(part.foreground());
      distance = part.distance().map(Reader::blocks);
      classes = part.classes().stream().map(Reader::blocks).toList();
      values = new float[classes.isEmpty() ? 0 : (int) part.foreground().dimension(0)];
      highest = new float[values.length];
    }

    private static PrimitiveBlocks<FloatType> blocks(RandomAccessibleInterval<FloatType> map) {
      return PrimitiveBlocks.of(Views.zeroMin(map), PrimitiveBlocks.OnFallback.ACCEPT);
    }

    /**
     * @param interval of a part that begins at 0
     */
    void read(Interval interval, MapRow row) {
      foreground.copy(interval, row.foreground);
      distance.ifPresent(map -> map.copy(interval, row.distance));
      Arrays.fill(highest, Float.NEGATIVE_INFINITY);
      Arrays.fill(row.classes, (byte) 0);
      for (int c = 0; c < classes.size(); c++) {
        classes.get(c).copy(interval, values);
        for (int x = 0; x < row.classes.length; x++) {
          if (!(values[x] > highest[x])) continue;
          highest[x] = values[x];
          row.classes[x] = (byte) c;
        }
      }
    }
  }
}
