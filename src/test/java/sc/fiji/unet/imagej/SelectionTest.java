package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.gui.EllipseRoi;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.PointRoi;
import ij.gui.PolygonRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ByteProcessor;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.Point;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SelectionTest {

  private static final int WIDTH = 30;
  private static final int HEIGHT = 20;

  static Stream<Roi> areas() {
    int[] xs = {3, 25, 12, 5};
    int[] ys = {2, 7, 18, 9};
    Roi rounded = new Roi(2, 3, 20, 10);
    rounded.setCornerDiameter(8);
    Roi ring = new ShapeRoi(new Roi(4, 4, 20, 12)).not(new ShapeRoi(new OvalRoi(8, 6, 10, 7)));
    return Stream.of(
        new Roi(4, 5, 9, 6),
        new Roi(-4, 5, 9, 60),
        new Roi(0, 0, WIDTH, HEIGHT),
        rounded,
        new OvalRoi(5, 3, 17, 11),
        new OvalRoi(-6, -3, 17, 11),
        new OvalRoi(20, 9, 17, 30),
        new EllipseRoi(5, 5, 22, 15, 0.4),
        new PolygonRoi(xs, ys, 4, Roi.POLYGON),
        new PolygonRoi(new float[] {3.4f, 25.7f, 12}, new float[] {2, 7.5f, 25}, Roi.POLYGON),
        ring);
  }

  /** Roi.contains is ImageJ's other answer to which pixels are selected. */
  @ParameterizedTest
  @MethodSource("areas")
  void pixelsOutsideAreNotNumbers(Roi roi) {
    Selection selection = Selection.of(image(roi)).orElseThrow();
    RandomAccessibleInterval<FloatType> map = map();
    RandomAccessibleInterval<FloatType> restricted =
        selection.restrict(Views.interval(map, selection.region()));
    assertTrue(Intervals.equals(selection.region(), restricted));
    int selected = 0;
    for (int y = 0; y < HEIGHT; y++)
      for (int x = 0; x < WIDTH; x++) {
        boolean inside = roi.contains(x, y);
        if (inside) selected++;
        boolean found =
            Intervals.contains(restricted, new Point(x, y))
                && restricted.getAt(x, y).get() == map.getAt(x, y).get();
        assertEquals(inside, found, x + ", " + y);
      }
    assertTrue(selected > 20);
  }

  @Test
  void boundsAreCutAtTheImage() {
    Interval region = Selection.of(image(new OvalRoi(-6, 12, 17, 11))).orElseThrow().region();
    assertTrue(Intervals.equals(FinalInterval.createMinMax(0, 12, 10, 19), region));
  }

  @Test
  void stripsAreRestrictedToTheirPart() {
    OvalRoi roi = new OvalRoi(5, 3, 17, 11);
    Selection selection = Selection.of(image(roi)).orElseThrow();
    Interval strip = FinalInterval.createMinMax(6, 5, 20, 7);
    RandomAccessibleInterval<FloatType> map = map();
    RandomAccessibleInterval<FloatType> restricted = selection.restrict(Views.interval(map, strip));
    assertTrue(Intervals.equals(strip, restricted));
    for (int y = 5; y <= 7; y++)
      for (int x = 6; x <= 20; x++)
        assertEquals(roi.contains(x, y), restricted.getAt(x, y).get() == map.getAt(x, y).get());
  }

  @Test
  void aRectangleCopiesNothing() {
    RandomAccessibleInterval<FloatType> map = map();
    Roi all = new Roi(0, 0, WIDTH, HEIGHT);
    assertSame(map, Selection.of(image(all)).orElseThrow().restrict(map));
    Roi oval = new OvalRoi(0, 0, WIDTH, HEIGHT);
    assertNotSame(map, Selection.of(image(oval)).orElseThrow().restrict(map));
  }

  @Test
  void whatHasNoAreaSelectsNothing() {
    for (Roi roi : new Roi[] {null, new Line(1, 1, 9, 9), new PointRoi(3, 3)})
      assertTrue(Selection.of(image(roi)).isEmpty());
  }

  @Test
  void refusesWhatLiesOutside() {
    // The second only by its bounds inside.
    for (Roi roi : new Roi[] {new Roi(-5, 2, 5, 5), new OvalRoi(-9, -9, 10, 10)}) {
      Exception e = assertThrows(IllegalArgumentException.class, () -> Selection.of(image(roi)));
      assertEquals(
          "The selection lies outside of the image 'cells': move it into the image, or remove it"
              + " (Edit > Selection > Select None).",
          e.getMessage());
    }
  }

  private static ImagePlus image(Roi roi) {
    ImagePlus image = new ImagePlus("cells", new ByteProcessor(WIDTH, HEIGHT));
    if (roi != null) image.setRoi((Roi) roi.clone());
    return image;
  }

  private static RandomAccessibleInterval<FloatType> map() {
    float[] values = new float[WIDTH * HEIGHT];
    for (int p = 0; p < values.length; p++) values[p] = p;
    return ArrayImgs.floats(values, WIDTH, HEIGHT);
  }
}
