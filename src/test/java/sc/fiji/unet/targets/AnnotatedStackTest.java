package sc.fiji.unet.targets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.imagej.ImagePlusSource;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.labels.ObjectSizes;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;
import sc.fiji.unet.progress.UserException;

class AnnotatedStackTest {

  private static final Goal SEPARATE = new Goal(1, true, false);

  private static AnnotatedStack stack(int width, int slices, int[]... planes) {
    int height = planes[0].length / width;
    ArraySource image =
        ArraySource.of(
            "image",
            IntStream.range(0, planes.length)
                .mapToObj(i -> SmallModels.image(i, width, height, 1))
                .toList());
    return new AnnotatedStack(
        image.volumes(slices, 2),
        ArraySource.annotation("truth", width, height, planes),
        AnnotatedImages.store());
  }

  private static AnnotatedImage plane(AnnotatedStack stack, Goal goal, int index) {
    return stack.planes(goal).stream().flatMap(List::stream).toList().get(index);
  }

  private static int[] objects(AnnotatedImage image) {
    return Views.flatIterable(image.objects()).stream().mapToInt(IntType::get).toArray();
  }

  @Test
  void aMaskIsNotLabelled() {
    assertFalse(stack(3, 1, new int[] {0, 255, 255}, new int[] {0, 0, 0}).isLabelled());
    assertTrue(stack(3, 1, new int[] {0, 0, 0}, new int[] {7, 0, 70_000}).isLabelled());
    // One object in each plane, whatever its number.
    assertFalse(stack(2, 1, new int[] {1, 0}, new int[] {0, 2}).isLabelled());
  }

  /** It is no background, nor an object. */
  @Test
  void whatIsNotAnnotatedIsUnknown() {
    AnnotatedStack stack = stack(6, 1, new int[] {0, 3, 3, -1, 5, -1});
    assertTrue(stack.isLabelled());
    AnnotatedImage image = plane(stack, SEPARATE, 0);
    assertArrayEquals(new byte[] {0, 1, 1, 0, 1, 0}, AnnotatedImages.classes(image));
    assertArrayEquals(new int[] {0, 3, 3, 0, 5, 0}, objects(image));
    for (int i = 0; i < 6; i++) assertTrue(image.crop().isKnown(i) == (i != 3 && i != 5));
    assertFalse(image.isKnown());
    assertEquals(4, image.known());
    assertTrue(image.rows(0, 1).crop().isKnown(2) && !image.rows(0, 1).crop().isKnown(3));
    assertFalse(plane(stack.scaled(2), SEPARATE, 0).crop().isKnown(7));
  }

  /** Whatever the number, it is looked through once. */
  @Test
  @Timeout(20)
  void theNumberOfAMaskCostsNoTime() {
    AnnotatedStack mask = stack(4, 1, new int[] {0, 2_000_000_000, 0, 2_000_000_000});
    assertArrayEquals(new int[] {0, 1, 0, 2}, objects(plane(mask, SEPARATE, 0)));
    assertEquals(2 * Math.sqrt(1 / Math.PI), mask.diameter(SEPARATE), 1e-9);
  }

  @Test
  void labelsGoOnThroughSlices() {
    int[] above = {1, 1, 2, 2, 0};
    assertTrue(stack(5, 2, above, new int[] {0, 1, 2, 2, 3}).continuesThroughSlices());
    assertFalse(stack(5, 2, above, new int[] {3, 3, 4, 4, 4}).continuesThroughSlices());
    // Frames are no slices.
    assertFalse(stack(5, 1, above, above).continuesThroughSlices());
    assertFalse(stack(5, 2, new int[5], new int[5]).continuesThroughSlices());
  }

  /** Touching objects keep all their pixels; numbers stay, however large and far apart. */
  @Test
  void objectsThatTouchAreToldApart() {
    AnnotatedImage image =
        plane(stack(6, 1, new int[] {0, 9, 9, 100_000, 100_000, 0}), SEPARATE, 0);
    assertArrayEquals(new byte[] {0, 1, 1, 1, 1, 0}, AnnotatedImages.classes(image));
    assertArrayEquals(new float[] {0, 1, 1, 1, 1, 0}, image.crop().distance().orElseThrow());
    assertArrayEquals(new int[] {0, 9, 9, 100_000, 100_000, 0}, objects(image));
  }

  @Test
  void contactsAreWhereTwoObjectsAreWithinTwoPixels() {
    AnnotatedImage image = plane(stack(9, 1, new int[] {1, 1, 1, 0, 0, 2, 2, 2, 2}), SEPARATE, 0);
    for (int x = 0; x < 9; x++) assertEquals(x == 3 || x == 4, image.crop().isContact(x), "x " + x);
    AnnotatedImage column = plane(stack(1, 1, new int[] {1, 1, 1, 1, 2, 2, 2}), SEPARATE, 0);
    for (int y = 0; y < 7; y++) assertEquals(y > 1 && y < 6, column.crop().isContact(y), "y " + y);
  }

  @Test
  void distancesAreThoseToTheEdgeByTheLargest() {
    int[] square = new int[49];
    for (int i = 0; i < 49; i++)
      if (i % 7 > 0 && i % 7 < 6 && i / 7 > 0 && i / 7 < 6) square[i] = 1;
    float[] distance = plane(stack(7, 1, square), SEPARATE, 0).crop().distance().orElseThrow();
    float[] middleRow = Arrays.copyOfRange(distance, 21, 28);
    assertArrayEquals(new float[] {0, 1 / 3f, 2 / 3f, 1, 2 / 3f, 1 / 3f, 0}, middleRow, 1e-6f);
  }

  /** A mask whose objects are to come apart, and classes, have connected pixels as objects. */
  @Test
  void componentsAreObjectsWhereNoNumbersAre() {
    AnnotatedImage mask = plane(stack(5, 1, new int[] {255, 255, 0, 255, 0}), SEPARATE, 0);
    assertArrayEquals(new int[] {1, 1, 0, 2, 0}, objects(mask));
    AnnotatedImage classes =
        plane(stack(5, 1, new int[] {2, 2, 1, 0, 2}), new Goal(3, true, false), 0);
    assertArrayEquals(new byte[] {2, 2, 1, 0, 2}, AnnotatedImages.classes(classes));
    assertEquals(3, Arrays.stream(objects(classes)).filter(i -> i > 0).distinct().count());
    assertTrue(classes.hasDistance());
  }

  /** Slices are two pixels apart: the middle one of three is farther from the edge. */
  @Test
  void distancesOfVolumesCountTheSlices() {
    int[] object = {0, 1, 1, 1, 1, 1, 1, 1, 0};
    int[] none = new int[9];
    AnnotatedStack stack = stack(9, 5, none, object, object, object, none);
    Goal volumes = new Goal(1, true, true);
    assertEquals(1, stack.planes(volumes).size());
    float[] outer = plane(stack, volumes, 1).crop().distance().orElseThrow();
    float[] middle = plane(stack, volumes, 2).crop().distance().orElseThrow();
    assertEquals(1, middle[4]);
    assertEquals(0.5, outer[4], 1e-6);
    assertEquals(1, plane(stack, SEPARATE, 1).crop().distance().orElseThrow()[4]);
  }

  @Test
  void scaledImagesKeepTheirObjects() {
    int[] labels = new int[20 * 20];
    for (int y = 4; y < 16; y++) for (int x = 2; x < 18; x++) labels[20 * y + x] = x < 10 ? 1 : 2;
    AnnotatedStack stack = stack(20, 1, labels);
    assertEquals(2 * Math.sqrt(8 * 12 / Math.PI), stack.diameter(SEPARATE), 1e-9);
    AnnotatedStack half = stack.scaled(0.5);
    AnnotatedImage image = plane(half, SEPARATE, 0);
    assertEquals(10, image.width());
    assertEquals(10, image.height());
    int[] objects = objects(image);
    for (int y = 0; y < 10; y++)
      for (int x = 0; x < 10; x++) {
        int expected = y < 2 || y >= 8 || x < 1 || x >= 9 ? 0 : x < 5 ? 1 : 2;
        assertEquals(expected, objects[10 * y + x], x + ", " + y);
      }
    // Normalised after it was resampled: noise would be flatter else.
    double squares = 0;
    for (float value : image.crop().channel(0)) squares += value * value;
    assertEquals(1, squares / 100, 1e-3);
    assertEquals(stack.diameter(SEPARATE) / 2, half.diameter(SEPARATE), 1e-9);
    assertEquals(0, stack(3, 1, new int[3]).diameter(SEPARATE));
  }

  /** No object, one object, and objects of one pixel. */
  @Test
  void littleIsAnnotated() {
    AnnotatedStack stack = stack(3, 1, new int[3], new int[] {0, 1, 0});
    assertTrue(plane(stack, SEPARATE, 0).isEmpty());
    assertArrayEquals(new float[3], plane(stack, SEPARATE, 0).crop().distance().orElseThrow());
    assertArrayEquals(
        new float[] {0, 1, 0}, plane(stack, SEPARATE, 1).crop().distance().orElseThrow());
  }

  @Test
  void annotationOfAnotherSize() {
    ArraySource image = ArraySource.of("cells", List.of(SmallModels.image(1, 4, 3, 1)));
    ArraySource truth = ArraySource.annotation("truth", 3, 4, new int[12]);
    Exception error =
        assertThrows(
            UserException.class, () -> new AnnotatedStack(image, truth, AnnotatedImages.store()));
    assertEquals(
        "The image 'cells' is 4 x 3 pixels, its annotation 'truth' 3 x 4; they must be of one size.",
        error.getMessage());
  }

  @Test
  void sizesOfObjects() {
    int[] plane = {
      1, 0, 0, 0, 0, //
      0, 2, 2, 0, 0, //
      0, 0, 0, 3, 0, //
      0, 4, 4, 4, 0, //
      0, 0, 0, 0, 5
    };
    AnnotatedImage image = plane(stack(5, 1, plane), SEPARATE, 0);
    // 1 and 5 touch the border.
    assertEquals(new ObjectSizes(5, 1, 1, 2), ObjectSizes.of(Stream.of(image.objects())));
    AnnotatedImage border = plane(stack(3, 1, new int[] {1, 1, 2}), SEPARATE, 0);
    assertEquals(new ObjectSizes(2, 1, 1, 2), ObjectSizes.of(Stream.of(border.objects())));
    assertEquals(new ObjectSizes(0, 0, 0, 0), ObjectSizes.of(Stream.of()));
  }

  /** Each slice is kept once; above the first one and below the last one they are repeated. */
  @Test
  void contextIsThatOfTheImage() {
    ImageStack pixels = new ImageStack(3, 2);
    for (int i = 0; i < 12; i++)
      pixels.addSlice(new FloatProcessor(3, 2, new float[] {i, 0, 2 * i, 9, i * i, 7}));
    ImagePlus image = new ImagePlus("image", pixels);
    image.setDimensions(2, 3, 2);
    Source source = ImagePlusSource.all(image, 2);
    int[][] truth = new int[6][6];
    for (int[] plane : truth) plane[0] = 1;
    AnnotatedStack stack =
        new AnnotatedStack(
            source, ArraySource.annotation("truth", 3, 2, truth), AnnotatedImages.store());
    assertEquals(10, stack.channels());
    for (int i = 0; i < 6; i++) {
      NormalizedImage expected =
          NormalizedImage.of(source.item(i), List.of(ZeroMeanUnitVariance.PER_CHANNEL));
      float[] values = expected.read(expected.interval());
      AnnotatedCrop found = plane(stack, SEPARATE, i).crop();
      for (int p = 0; p < values.length; p++)
        assertEquals(values[p], found.channel(p % 10)[p / 10], i + ", " + p);
    }
  }

  /** What is beyond a cut is no part of the rows, and touches nothing in them. */
  @Test
  void contactsEndAtACut() {
    AnnotatedImage column = plane(stack(1, 1, new int[] {1, 1, 1, 1, 2, 2, 2}), SEPARATE, 0);
    assertFalse(column.rows(0, 4).crop().isContact(3));
    assertFalse(column.rows(4, 7).crop().isContact(0));
    AnnotatedCrop both = column.rows(1, 6).crop(FinalInterval.createMinSize(0, 2, 1, 3));
    for (int y = 0; y < 3; y++) assertTrue(both.isContact(y));
  }
}
