package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Line;
import ij.gui.OvalRoi;
import ij.gui.Roi;
import java.util.List;
import org.junit.jupiter.api.Test;

/** On an image of 8 x 3 pixels, or larger. */
class ObjectEditingTest {

  private final ImagePlus image = IJ.createImage("x", "16-bit black", 8, 3, 2);

  @Test
  void aLineCutsARoi() {
    Roi object = new Roi(1, 0, 6, 3);
    object.setName("label-0007");
    object.setPosition(2);
    object.setGroup(3);
    List<Roi> parts = ObjectEditing.split(object, new Line(4, 0, 4, 2), image);
    assertEquals(2, parts.size());
    assertEquals("label-0007", parts.get(0).getName());
    for (Roi part : parts) {
      assertEquals(2, part.getPosition());
      assertEquals(3, part.getGroup());
    }
    assertEquals(18, pixels(parts.get(0)) + pixels(parts.get(1)), "no pixel is lost");
    assertEquals(1, parts.get(0).getBounds().x);
    assertEquals(List.of(object), ObjectEditing.split(object, new Line(4, 0, 4, 1), image));
    assertEquals(List.of(object), ObjectEditing.split(object, new Line(0, 0, 0, 2), image));
  }

  /** A diagonal line of one pixel's width, too. */
  @Test
  void aSlantingLineCutsACircle() {
    ImagePlus large = IJ.createImage("x", 60, 60, 1, 8);
    Roi circle = new OvalRoi(10, 10, 40, 40);
    List<Roi> parts = ObjectEditing.split(circle, new Line(5, 12, 55, 47), large);
    assertEquals(2, parts.size());
    assertEquals(pixels(circle), pixels(parts.get(0)) + pixels(parts.get(1)));
  }

  @Test
  void roisMerge() {
    Roi one = new Roi(1, 0, 2, 3);
    one.setName("one");
    one.setPosition(2);
    Roi merged = ObjectEditing.merge(List.of(one, new Roi(3, 0, 2, 3)));
    assertEquals("one", merged.getName());
    assertEquals(2, merged.getPosition());
    assertEquals(12, pixels(merged));
  }

  @Test
  void crossing() {
    assertTrue(ObjectEditing.crosses(new Roi(1, 0, 2, 3), new Line(0, 1, 7, 1)));
    assertFalse(ObjectEditing.crosses(new Roi(1, 0, 2, 3), new Line(5, 0, 5, 2)));
    assertFalse(ObjectEditing.crosses(new OvalRoi(0, 0, 8, 8), new Line(0, 0, 0, 0)));
  }

  @Test
  void labelsAreCutAndMerged() {
    paint(1, 1, 1, 1, 1, 0, 0, 5, 5);
    Line cut = new Line(2, 0, 2, 2);
    assertEquals(1, ObjectEditing.split(image, cut));
    assertRow(1, 1, 1, 6, 0, 0, 5, 5);
    assertEquals(0, ObjectEditing.split(image, new Line(4, 0, 5, 0)));
    Line across = new Line(3, 1, 7, 1);
    assertEquals(1, ObjectEditing.merge(image, across));
    assertRow(1, 1, 1, 5, 0, 0, 5, 5);
    assertEquals(0, ObjectEditing.merge(image, across));
  }

  private void paint(int slice, int... row) {
    for (int y = 0; y < 3; y++)
      for (int x = 0; x < 8; x++) image.getStack().getProcessor(slice).set(x, y, row[x]);
  }

  private void assertRow(int... row) {
    int[] found = new int[8];
    for (int x = 0; x < 8; x++) found[x] = image.getProcessor().get(x, 1);
    assertArrayEquals(row, found);
  }

  private static int pixels(Roi roi) {
    return roi.getContainedPoints().length;
  }
}
