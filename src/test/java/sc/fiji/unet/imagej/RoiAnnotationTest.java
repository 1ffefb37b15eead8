package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.PointRoi;
import ij.gui.Roi;
import java.awt.Color;
import java.util.List;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

/** On an image of 6 x 2 pixels. */
class RoiAnnotationTest {

  private final ToldProgress told = new ToldProgress();

  @Test
  void areasAreObjects() {
    assertNumbers(
        new float[] {1, 1, 0, 0, 2, 2, 1, 1, 0, 0, 0, 0},
        false,
        new Roi(0, 0, 2, 2),
        new Roi(4, 0, 2, 1));
    assertEquals(
        List.of(
            "'x': 2 ROIs; all around them is taken as background (an area ROI named 'annotated' says"
                + " where that is so)."),
        told.notes());
  }

  @Test
  void groupsAreClasses() {
    Roi first = new Roi(0, 0, 2, 2);
    first.setGroup(2);
    Roi second = new Roi(4, 0, 2, 1);
    second.setGroup(1);
    assertNumbers(new float[] {2, 2, 0, 0, 1, 1, 2, 2, 0, 0, 0, 0}, true, first, second);
    second.setGroup(0);
    second.setName("mine");
    assertEquals(
        "The ROI 'mine' of 'x' is in no group; where there are several classes each has a group, 1 the"
            + " first one.",
        error(true, first, second));
  }

  /** The lowest group is the background. */
  @Test
  void strokesMarkSomePixelsOnly() {
    Roi background = line(0, 0, 2);
    background.setGroup(3);
    Roi object = line(3, 1, 5);
    object.setGroup(7);
    assertNumbers(
        new float[] {0, 0, 0, -1, -1, -1, -1, -1, -1, 1, 1, 1}, false, object, background);
    assertEquals(
        List.of("2 strokes on 'x': group 3 is background, group 7 is class 1."), told.notes());
    assertEquals(
        "The strokes on 'x' are all of one kind (group 7): draw others in another ROI group or colour;"
            + " the first kind is the background.",
        error(false, object));
  }

  @Test
  void strokesHaveColoursWhereTheyHaveNoGroup() {
    Roi background = line(0, 0, 1);
    background.setStrokeColor(Color.BLUE);
    Roi object = line(3, 1, 5);
    object.setStrokeColor(Color.RED);
    assertNumbers(
        new float[] {0, 0, -1, -1, -1, -1, -1, -1, -1, 1, 1, 1}, false, background, object);
    assertEquals(List.of("2 strokes on 'x': blue is background, red is class 1."), told.notes());
  }

  /** Beside objects that are drawn around one kind of strokes is the background. */
  @Test
  void areasAndStrokes() {
    assertNumbers(
        new float[] {1, 1, -1, 0, 0, 0, 1, 1, -1, -1, -1, -1},
        false,
        new Roi(0, 0, 2, 2),
        line(3, 0, 5));
  }

  @Test
  void outsideOfAnAnnotatedAreaNothingIsKnown() {
    Roi frame = new Roi(0, 0, 4, 1);
    frame.setName("Annotated 1");
    assertNumbers(
        new float[] {0, 1, 0, 0, -1, -1, -1, -1, -1, -1, -1, -1},
        false,
        frame,
        new Roi(1, 0, 1, 1),
        new Roi(4, 1, 2, 1));
    assertEquals(
        List.of(
            "'x': 1 ROIs, and 1 'annotated': outside of it nothing is known, and 1 ROIs are left"
                + " out."),
        told.notes());
  }

  @Test
  void slicesWithoutARoiAreNotAnnotated() {
    ImagePlus image = IJ.createImage("x", 2, 1, 3, 8);
    Roi roi = new Roi(0, 0, 1, 1);
    roi.setPosition(2);
    ImagePlus annotation = RoiAnnotation.of(image, List.of(roi), false, told);
    assertArrayEquals(new float[] {-1, -1}, (float[]) annotation.getStack().getPixels(1));
    assertArrayEquals(new float[] {1, 0}, (float[]) annotation.getStack().getPixels(2));
    assertEquals(
        "2 of 3 slices of 'x' have no ROI and so are not annotated.",
        told.notes().get(told.notes().size() - 1));
  }

  @Test
  void pointsMarkNothing() {
    assertNumbers(
        new float[] {1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0},
        false,
        new Roi(0, 0, 1, 1),
        new PointRoi(3, 1));
    assertEquals(
        "1 ROIs of 'x' are points, angles or text, which mark no pixels: they are left out.",
        told.notes().get(0));
    assertEquals(
        "'x' has no ROIs that annotate it: draw around objects, or draw strokes on them.",
        error(false, new PointRoi(3, 1)));
  }

  private static Roi line(int fromX, int y, int toX) {
    return new Line(fromX, y, toX, y);
  }

  private void assertNumbers(float[] expected, boolean classes, Roi... rois) {
    ImagePlus image = IJ.createImage("x", 6, 2, 1, 8);
    ImagePlus annotation = RoiAnnotation.of(image, List.of(rois), classes, told);
    assertEquals("x labels", annotation.getTitle());
    assertArrayEquals(expected, (float[]) annotation.getProcessor().convertToFloat().getPixels());
  }

  private String error(boolean classes, Roi... rois) {
    ImagePlus image = IJ.createImage("x", 6, 2, 1, 8);
    return assertThrows(
            UserException.class, () -> RoiAnnotation.of(image, List.of(rois), classes, told))
        .getMessage();
  }
}
