package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class SelectionTest {

  private static final int WIDTH = 30;
  private static final int HEIGHT = 20;
  private static final Interval REGION = FinalInterval.createMinMax(5, 3, 21, 14);

  /** A disc that the left side of the region cuts. */
  private static boolean inside(int x, int y) {
    return Math.hypot(x - 8, y - 9) < 6;
  }

  private static Selection disc() {
    RandomAccessibleInterval<UnsignedByteType> mask =
        Views.translate(ArrayImgs.unsignedBytes(17, 12), 5, 3);
    for (int y = 3; y <= 14; y++)
      for (int x = 5; x <= 21; x++) mask.getAt(x, y).set(inside(x, y) ? 255 : 0);
    return new Selection(REGION, Optional.of(mask));
  }

  @Test
  void pixelsOutsideAreNotNumbers() {
    assertRestricted(REGION);
  }

  @Test
  void stripsAreRestrictedToTheirPart() {
    assertRestricted(FinalInterval.createMinMax(6, 5, 20, 7));
    assertRestricted(FinalInterval.createMinMax(5, 14, 21, 14));
  }

  private static void assertRestricted(Interval part) {
    RandomAccessibleInterval<FloatType> map = map();
    RandomAccessibleInterval<FloatType> restricted = disc().restrict(Views.interval(map, part));
    assertTrue(Intervals.equals(part, restricted));
    int selected = 0;
    for (int y = (int) part.min(1); y <= part.max(1); y++)
      for (int x = (int) part.min(0); x <= part.max(0); x++) {
        if (inside(x, y)) selected++;
        float expected = inside(x, y) ? map.getAt(x, y).get() : Float.NaN;
        assertEquals(expected, restricted.getAt(x, y).get(), x + ", " + y);
      }
    assertTrue(selected > 0 && selected < Intervals.numElements(part));
  }

  @Test
  void allCopiesNothing() {
    RandomAccessibleInterval<FloatType> map = map();
    assertSame(map, Selection.all(map).restrict(map));
    assertSame(map, new Selection(REGION, Optional.empty()).restrict(map));
    RandomAccessibleInterval<FloatType> part = Views.interval(map, REGION);
    assertNotSame(part, disc().restrict(part));
  }

  private static RandomAccessibleInterval<FloatType> map() {
    float[] values = new float[WIDTH * HEIGHT];
    for (int p = 0; p < values.length; p++) values[p] = p;
    return ArrayImgs.floats(values, WIDTH, HEIGHT);
  }
}
