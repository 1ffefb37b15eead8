package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WithoutMarginTest {

  private static final int SIDE = 100;

  /** Whether a pixel is image; its value is then 5, 10 or 15, so that 10 is the median. */
  private interface Shape {
    boolean has(int x, int y);
  }

  private static ArraySource image(float margin, Shape shape) {
    RandomAccessibleInterval<FloatType> image = ArrayImgs.floats(SIDE, SIDE, 1);
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++)
        image.getAt(x, y, 0).set(shape.has(x, y) ? 5 * ((x + y) % 3) + 5 : margin);
    return ArraySource.of("x", List.of(image));
  }

  private static boolean isInTurned(int x, int y, double degrees, double half) {
    double angle = Math.toRadians(degrees);
    double dx = x - 49.5;
    double dy = y - 49.5;
    return Math.abs(dx * Math.cos(angle) + dy * Math.sin(angle)) <= half
        && Math.abs(dy * Math.cos(angle) - dx * Math.sin(angle)) <= half;
  }

  private static void assertIsLeftOut(ArraySource image, Shape shape) {
    WithoutMargin without = new WithoutMargin(image);
    RandomAccessibleInterval<FloatType> item = without.item(0);
    RandomAccessibleInterval<FloatType> map = without.restrict(0, ArrayImgs.floats(SIDE, SIDE, 2));
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++) {
        float is = shape.has(x, y) ? image.item(0).getAt(x, y, 0).get() : 10;
        assertEquals(is, item.getAt(x, y, 0).get());
        for (int c = 0; c < 2; c++)
          assertEquals(!shape.has(x, y), Float.isNaN(map.getAt(x, y, c).get()));
      }
  }

  @ParameterizedTest
  @CsvSource({"0, 10, 90, 20, 80", "255, 0, 100, 0, 97", "0, 30, 100, 0, 100"})
  void aFrameIsFilledWithTheMedianAndTakenFromMaps(
      float number, int left, int right, int top, int bottom) {
    Shape shape = (x, y) -> x >= left && x < right && y >= top && y < bottom;
    assertIsLeftOut(image(number, shape), shape);
  }

  /** Enlarged, and cut by a frame of the old size. */
  @ParameterizedTest
  @CsvSource({"20, 38", "20, 50", "2, 47", "45, 35", "70, 30"})
  void soIsWhatIsAroundATurnedImage(double degrees, double half) {
    Shape shape = (x, y) -> isInTurned(x, y, degrees, half);
    assertIsLeftOut(image(0, shape), shape);
  }

  @Test
  void aPartOfAnItemIsThatPart() {
    WithoutMargin without = new WithoutMargin(image(0, (x, y) -> x >= 30 && y >= 20));
    Interval part = FinalInterval.createMinMax(10, 15, 60, 44);
    RandomAccessibleInterval<FloatType> found = without.item(0, part);
    Interval both = Intervals.addDimension(part, 0, 0);
    assertTrue(Intervals.equals(both, found));
    RandomAccessibleInterval<FloatType> expected = Views.interval(without.item(0), both);
    for (int y = 15; y <= 44; y++)
      for (int x = 10; x <= 60; x++)
        assertEquals(expected.getAt(x, y, 0), found.getAt(x, y, 0), x + ", " + y);
  }

  @Test
  void aPartOfAMapIsWhereItIsInTheImage() {
    WithoutMargin without = new WithoutMargin(image(0, (x, y) -> x >= 30 && y >= 20));
    without.item(0);
    RandomAccessibleInterval<FloatType> part =
        Views.translate(ArrayImgs.floats(50, 10, 1), 10, 15, 0);
    RandomAccessibleInterval<FloatType> map = without.restrict(0, part);
    assertTrue(Float.isNaN(map.getAt(30, 19, 0).get()));
    assertEquals(0, map.getAt(30, 20, 0).get());
    assertTrue(Float.isNaN(map.getAt(29, 20, 0).get()));
  }

  private static void assertIsAsItWas(ArraySource image) {
    WithoutMargin without = new WithoutMargin(image);
    assertSame(image.item(0), without.item(0));
    RandomAccessibleInterval<FloatType> map = ArrayImgs.floats(SIDE, SIDE, 1);
    assertSame(map, without.restrict(0, map));
  }

  @Test
  void anImageWithoutAMarginIsAsItWas() {
    ArraySource image = image(0, (x, y) -> true);
    assertIsAsItWas(image);
    assertEquals(List.of(), new WithoutMargin(image).remarks());
  }

  /** Of a fluorescence image whose background is exactly 0. */
  @Test
  void aBackgroundOfOneNumberIsNoMargin() {
    assertIsAsItWas(image(0, (x, y) -> Math.hypot(x % 25 - 12, y % 25 - 12) < 8));
    Random random = new Random(1);
    ArraySource noise =
        image(0, (x, y) -> y >= 20 && (y % 25 < 12 && x % 25 < 12 || random.nextInt(3) == 0));
    assertIsAsItWas(noise);
    assertEquals(List.of(), new WithoutMargin(noise).remarks());
  }

  /** As might be the one object of an image, or what is around a stitched one. */
  @Test
  void whatIsNotStraightIsToldOnly() {
    ArraySource disk = image(0, (x, y) -> Math.hypot(x - 49.5, y - 49.5) < 40);
    assertIsAsItWas(disk);
    assertEquals(
        List.of(
            "The edge of 'x', 50 % of it, has only the value 0: if that is no image, as around a"
                + " stitched one, crop it or select a part, since strips along it may be found."),
        new WithoutMargin(disk).remarks());
    assertIsAsItWas(image(0, (x, y) -> x + 30 * (y / 50) >= 30 && x + 30 * (y / 50) < 100));
  }

  @Test
  void aMarginIsTold() {
    assertEquals(
        List.of(
            "'x' has a margin that is no image, 36 % of it, all of the value 0: nothing is found in"
                + " it."),
        new WithoutMargin(image(0, (x, y) -> Math.max(Math.abs(x - 49.5), Math.abs(y - 49.5)) < 40))
            .remarks());
  }

  /** Of the channels of two microscopes, each with a margin of its own, what has neither. */
  @Test
  void aMapLosesWhatIsMarginInAllChannels() {
    RandomAccessibleInterval<FloatType> one = image(0, (x, y) -> x >= 30).item(0);
    RandomAccessibleInterval<FloatType> other = image(0, (x, y) -> x >= 20).item(0);
    RandomAccessibleInterval<FloatType> both =
        Channels.together(List.of(Channels.apart(one).get(0), Channels.apart(other).get(0)));
    WithoutMargin without = new WithoutMargin(ArraySource.of("x", List.of(both)));
    assertEquals(10, without.item(0).getAt(25, 5, 0).get());
    assertEquals(5 * (30 % 3) + 5, without.item(0).getAt(25, 5, 1).get());
    RandomAccessibleInterval<FloatType> map = without.restrict(0, ArrayImgs.floats(SIDE, SIDE, 1));
    assertTrue(Float.isNaN(map.getAt(19, 5, 0).get()));
    assertEquals(0, map.getAt(20, 5, 0).get());
  }
}
