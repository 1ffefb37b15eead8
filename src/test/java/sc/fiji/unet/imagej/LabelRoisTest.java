package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeout;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Line;
import ij.gui.PointRoi;
import ij.gui.Roi;
import ij.gui.ShapeRoi;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.SortedMap;
import java.util.concurrent.CancellationException;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.img.cell.CellImgFactory;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.progress.UserException;

class LabelRoisTest {

  /** 1 has a hole with an island in it, 2 touches itself in a corner, 3 is in two parts. */
  private static final int[] SHAPES = {
    1, 1, 1, 1, 1, 2, 0, 0,
    1, 0, 0, 0, 1, 0, 2, 0,
    1, 0, 1, 0, 1, 0, 0, 3,
    1, 0, 0, 0, 1, 3, 0, 0,
    1, 1, 1, 1, 1, 4, 4, 4
  };

  @Test
  void shapesComeBack() {
    assertArrayEquals(SHAPES, roundTrip(SHAPES, 8));
  }

  @Test
  void holesAndPartsMakeACompositeRoi() {
    SortedMap<Integer, Roi> rois = trace(SHAPES, 8);
    assertInstanceOf(ShapeRoi.class, rois.get(1));
    assertInstanceOf(ShapeRoi.class, rois.get(3));
    assertFalse(rois.get(4) instanceof ShapeRoi);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 5, 40})
  void randomLabelsComeBack(int maxLabel) {
    Random random = new Random(maxLabel);
    for (int run = 0; run < 300; run++) {
      int width = 1 + random.nextInt(20);
      int[] pixels = new int[width * (1 + random.nextInt(20))];
      double background = random.nextDouble();
      for (int i = 0; i < pixels.length; i++) {
        pixels[i] = random.nextDouble() < background ? 0 : 1 + random.nextInt(maxLabel);
      }
      assertArrayEquals(pixels, roundTrip(pixels, width), "run " + run);
    }
  }

  @Test
  void labelsOfARegionComeBackWhereTheyWere() {
    Random random = new Random(11);
    for (int run = 0; run < 300; run++) {
      int width = 1 + random.nextInt(20);
      int height = 1 + random.nextInt(20);
      int left = random.nextInt(width);
      int top = random.nextInt(height);
      Interval region =
          FinalInterval.createMinMax(
              left, top, left + random.nextInt(width - left), top + random.nextInt(height - top));
      Img<IntType> plane = ArrayImgs.ints(width, height);
      Views.interval(plane, region).forEach(pixel -> pixel.set(random.nextInt(4)));
      Planes planes = planes(width, height);
      SortedMap<Integer, Roi> rois = LabelRois.trace(Views.interval(plane, region), planes, 0);
      assertArrayEquals(pixels(plane), painted(rois, planes), "run " + run);
    }
  }

  @Test
  void overlappingDiscsComeBack() {
    Random random = new Random(7);
    for (int run = 0; run < 20; run++) {
      int[] pixels = new int[100 * 80];
      for (int label = 1; label <= 30; label++) {
        disc(pixels, 100, random.nextInt(100), random.nextInt(80), 2 + random.nextInt(20), label);
      }
      assertArrayEquals(pixels, roundTrip(pixels, 100), "run " + run);
    }
  }

  @Test
  void roisKeepTheirPixelsInAFile(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("RoiSet.zip");
    RoiSets.save(trace(SHAPES, 8).values(), file);
    assertArrayEquals(SHAPES, painted(RoiSets.open(file), planes(8, 5), 0));
  }

  @Test
  void emptyPlaneHasNoRois() {
    assertTrue(trace(new int[6], 3).isEmpty());
    assertArrayEquals(new int[6], roundTrip(new int[6], 3));
  }

  @Test
  void labelsMayBeFloatsOfAnyContainer() {
    ImagePlus image = new ImagePlus("labels", new FloatProcessor(2, 1, new float[] {0, 70000}));
    Planes planes = new Planes(image);
    assertEquals(
        List.of(70000),
        List.copyOf(
            LabelRois.trace(
                    planes.channels(0, PixelValues.ofNumbers(planes.image())).get(0), planes, 0)
                .keySet()));
    Img<IntType> cells = new CellImgFactory<>(new IntType(), 1).create(2, 1);
    cells.getAt(1, 0).set(3);
    assertEquals(List.of(3), List.copyOf(LabelRois.trace(cells, planes, 0).keySet()));
  }

  @Test
  void nameSaysPlaneAndLabel() {
    assertEquals("label-0004", trace(SHAPES, 8).get(4).getName());
    assertEquals("z0002-label-0007", name(PlanesTest.hyperstack(1, 3, 1), 1));
    assertEquals("t0003-label-0007", name(PlanesTest.hyperstack(1, 1, 3), 2));
    assertEquals("z0002-t0002-label-0007", name(PlanesTest.hyperstack(2, 3, 2), 4));
  }

  /** Names of other programs, and of the ROI Manager, say nothing. */
  @Test
  void labelsFollowFromNamesThatWereGivenHere() {
    List<Roi> rois = new ArrayList<>();
    for (String name :
        new String[] {"label-0007", null, "0001-0042", "z0002-t0003-label-12345", "my label-3x"}) {
      rois.add(new Roi(0, 0, 1, 1));
      rois.get(rois.size() - 1).setName(name);
    }
    assertArrayEquals(new int[] {7, 12346, 12347, 12345, 12348}, LabelRois.labels(rois));
    assertArrayEquals(new int[] {1, 2}, LabelRois.labels(rois.subList(1, 3)));
  }

  @Test
  void paintsEachPlaneItsRois() {
    ImageStack stack = new ImageStack(2, 1);
    stack.addSlice(new ByteProcessor(2, 1));
    stack.addSlice(new ByteProcessor(2, 1));
    Planes planes = new Planes(new ImagePlus("stack", stack));
    Roi first = new Roi(0, 0, 1, 1);
    first.setPosition(1);
    Roi second = new Roi(0, 0, 1, 1);
    second.setPosition(2);
    Roi both = new Roi(1, 0, 1, 1);
    List<Roi> rois = List.of(first, second, both);
    assertArrayEquals(new int[] {1, 3}, painted(rois, planes, 0));
    assertArrayEquals(new int[] {2, 3}, painted(rois, planes, 1));
  }

  @Test
  void laterRoiLiesOnTop() {
    List<Roi> rois = List.of(new Roi(0, 0, 2, 1), new Roi(1, 0, 2, 1));
    assertArrayEquals(new int[] {1, 2, 2}, painted(rois, planes(3, 1), 0));
  }

  @Test
  void roiReachingOutOfTheImageIsCut() {
    List<Roi> rois = List.of(new Roi(-5, -5, 6, 20), new Roi(2, 0, 9, 9));
    assertArrayEquals(new int[] {1, 0, 2}, painted(rois, planes(3, 1), 0));
  }

  @Test
  void refusesRoisWithoutArea() {
    for (Roi roi : List.of(new Line(0, 0, 2, 2), new PointRoi(1, 1))) {
      roi.setName("scratch");
      Exception e = assertThrows(UserException.class, () -> painted(List.of(roi), planes(3, 3), 0));
      assertTrue(e.getMessage().contains("scratch"), e.getMessage());
    }
  }

  @Test
  void interruptEndsTracing() {
    Thread.currentThread().interrupt();
    try {
      assertThrows(CancellationException.class, () -> trace(SHAPES, 8));
    } finally {
      assertTrue(Thread.interrupted());
    }
  }

  @Test
  void timeDoesNotGrowWithObjectsTimesImage() {
    int size = 2048;
    int[] pixels = new int[size * size];
    int label = 0;
    for (int y = 7; y < size - 7; y += 14) {
      for (int x = 7; x < size - 7; x += 14) {
        disc(pixels, size, x, y, 6, ++label);
      }
    }
    assertTrue(label > 20_000);
    int objects = label;
    // Looking at the whole image for each object would take minutes.
    assertTimeout(Duration.ofSeconds(10), () -> assertEquals(objects, trace(pixels, size).size()));
  }

  private static String name(ImagePlus image, int index) {
    return LabelRois.trace(ArrayImgs.ints(new int[] {7}, 1, 1), new Planes(image), index)
        .get(7)
        .getName();
  }

  private static int[] roundTrip(int[] pixels, int width) {
    return painted(trace(pixels, width), planes(width, pixels.length / width));
  }

  private static int[] painted(SortedMap<Integer, Roi> rois, Planes planes) {
    return painted(List.copyOf(rois.values()), planes, 0);
  }

  private static int[] painted(List<Roi> rois, Planes planes, int index) {
    return pixels(LabelRois.paint(rois, LabelRois.labels(rois), planes, index));
  }

  private static SortedMap<Integer, Roi> trace(int[] pixels, int width) {
    int height = pixels.length / width;
    return LabelRois.trace(ArrayImgs.ints(pixels, width, height), planes(width, height), 0);
  }

  private static Planes planes(int width, int height) {
    return new Planes(new ImagePlus("image", new ByteProcessor(width, height)));
  }

  private static int[] pixels(Img<IntType> plane) {
    return plane.stream().mapToInt(IntType::get).toArray();
  }

  private static void disc(int[] pixels, int width, int cx, int cy, int radius, int label) {
    for (int i = 0; i < pixels.length / width; i++) {
      if (Math.abs(i - cy) > radius) {
        continue;
      }
      for (int x = Math.max(0, cx - radius); x < Math.min(width, cx + radius + 1); x++) {
        if ((x - cx) * (x - cx) + (i - cy) * (i - cy) <= radius * radius) {
          pixels[i * width + x] = label;
        }
      }
    }
  }
}
