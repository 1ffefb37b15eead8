package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.awt.Polygon;
import java.awt.geom.Path2D;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.StringJoiner;
import java.util.TreeMap;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.basictypeaccess.IntAccess;
import net.imglib2.img.basictypeaccess.ShortAccess;
import net.imglib2.img.basictypeaccess.nio.IntBufferAccess;
import net.imglib2.img.basictypeaccess.nio.ShortBufferAccess;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.type.numeric.integer.UnsignedShortType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;

class ContoursTest {

  @Test
  void outlineRunsClockwiseAlongPixelEdges() {
    assertEquals(
        Map.of(7, List.of("1,0 3,0 3,1 2,1 2,2 1,2")),
        outlines(
            4, //
            0, 7, 7, 0, //
            0, 7, 0, 0));
  }

  @Test
  void holeIsAnOutlineTheOtherWayRound() {
    assertEquals(
        Map.of(1, List.of("1,1 1,2 2,2 2,1", "0,0 3,0 3,3 0,3")),
        outlines(
            3, //
            1, 1, 1, //
            1, 0, 1, //
            1, 1, 1));
  }

  @Test
  void pixelsThatTouchInACornerAreTwoParts() {
    assertEquals(
        Map.of(
            1, List.of("0,0 1,0 1,1 0,1", "1,1 2,1 2,2 1,2"),
            2, List.of("1,0 2,0 2,1 1,1", "0,1 1,1 1,2 0,2")),
        outlines(
            2, //
            1, 2, //
            2, 1));
  }

  @Test
  void emptyPlaneHasNoOutlines() {
    assertTrue(outlines(3, new int[6]).isEmpty());
  }

  @Test
  void outlinesAreWhereThePlaneIs() {
    Img<UnsignedShortType> plane = new CellImgFactory<>(new UnsignedShortType(), 2).create(5, 5);
    plane.getAt(3, 4).set(9);
    assertEquals(
        Map.of(9, List.of("3,4 4,4 4,5 3,5")),
        text(Contours.trace(Views.interval(plane, new long[] {2, 4}, new long[] {4, 4}))));
  }

  @Test
  void planeMayLieOutsideTheHeap() {
    ByteBuffer file = ByteBuffer.allocateDirect(12).order(ByteOrder.nativeOrder());
    file.putInt(4, 70000);
    assertEquals(
        Map.of(70000, List.of("1,0 2,0 2,1 1,1")),
        text(Contours.trace(ArrayImgs.ints((IntAccess) new IntBufferAccess(file, true), 3, 1))));
    file.putInt(4, 5 | 6 << 16);
    assertEquals(
        Map.of(5, List.of("0,1 1,1 1,2 0,2"), 6, List.of("1,1 2,1 2,2 1,2")),
        text(
            Contours.trace(
                ArrayImgs.unsignedShorts((ShortAccess) new ShortBufferAccess(file, true), 2, 3))));
  }

  @Test
  void outlinesFilledAreThePixels() {
    Random random = new Random(3);
    for (int run = 0; run < 200; run++) {
      int width = 1 + random.nextInt(12);
      int height = 1 + random.nextInt(12);
      int values = 1 + random.nextInt(4);
      int[] pixels = random.ints(width * height, 0, values + 1).toArray();
      SortedMap<Integer, List<Polygon>> outlines =
          Contours.trace(ArrayImgs.ints(pixels, width, height));
      int[] filled = new int[pixels.length];
      outlines.forEach(
          (label, parts) -> {
            Path2D shape = new Path2D.Double(Path2D.WIND_EVEN_ODD);
            parts.forEach(part -> shape.append(part, false));
            for (int p = 0; p < filled.length; p++)
              if (shape.contains(p % width + 0.5, p / width + 0.5)) filled[p] += label;
          });
      assertArrayEquals(pixels, filled);
    }
  }

  private static Map<Integer, List<String>> outlines(int width, int... pixels) {
    return text(Contours.trace(ArrayImgs.ints(pixels, width, pixels.length / width)));
  }

  private static Map<Integer, List<String>> text(SortedMap<Integer, List<Polygon>> outlines) {
    Map<Integer, List<String>> text = new TreeMap<>();
    outlines.forEach(
        (label, parts) -> text.put(label, parts.stream().map(ContoursTest::text).toList()));
    return text;
  }

  private static String text(Polygon outline) {
    StringJoiner points = new StringJoiner(" ");
    for (int i = 0; i < outline.npoints; i++)
      points.add(outline.xpoints[i] + "," + outline.ypoints[i]);
    return points.toString();
  }
}
