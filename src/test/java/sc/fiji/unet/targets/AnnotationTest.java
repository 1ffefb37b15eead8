package sc.fiji.unet.targets;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CancellationException;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;
import sc.fiji.unet.progress.UserException;

class AnnotationTest {

  private static final int SIDE = 96;

  /** Centres of nine discs, one of them cut off by the border. */
  private static final int[][] CENTRES = {
    {16, 16}, {50, 14}, {82, 20}, {20, 50}, {51, 47}, {80, 52}, {14, 84}, {48, 80}, {90, 86}
  };

  private static final double RADIUS = 10.5;

  private static ArraySource source(float[]... planes) {
    return ArraySource.of(
        "x.tif",
        Stream.of(planes)
            .map(
                pixels ->
                    pixels.length == SIDE * SIDE
                        ? ArrayImgs.floats(pixels, SIDE, SIDE, 1)
                        : ArrayImgs.floats(pixels, pixels.length, 1, 1))
            .toList());
  }

  private static Annotation read(float[]... planes) {
    return Annotation.of(source(planes), 1, Optional.empty(), Progress.NONE);
  }

  /** Of each pixel the number of its disc, and how far it is inside, in pixels. */
  private interface Look {
    double of(int number, double inside);
  }

  private static float[] discs(Look look) {
    float[] pixels = new float[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      int nearest = 0;
      double inside = Double.NEGATIVE_INFINITY;
      for (int d = 0; d < CENTRES.length; d++) {
        double depth = RADIUS - Math.hypot(i % SIDE - CENTRES[d][0], i / SIDE - CENTRES[d][1]);
        if (depth <= inside) continue;
        inside = depth;
        nearest = d + 1;
      }
      pixels[i] = (float) look.of(nearest, inside);
    }
    return pixels;
  }

  private static float[] labels() {
    return discs((number, inside) -> inside >= 0 ? number : 0);
  }

  private static int[] mask(int value) {
    float[] labels = labels();
    return IntStream.range(0, labels.length).map(i -> labels[i] > 0 ? value : 0).toArray();
  }

  private static int[] ints(float[] values) {
    return IntStream.range(0, values.length).map(i -> (int) values[i]).toArray();
  }

  private static double iou(int[] found, int[] wanted) {
    long both = IntStream.range(0, found.length).filter(i -> found[i] > 0 && wanted[i] > 0).count();
    return (double) both
        / IntStream.range(0, found.length).filter(i -> found[i] > 0 || wanted[i] > 0).count();
  }

  @Test
  void labelImages() {
    for (double factor : new double[] {1, 7, 25, 7000}) { // up to 9, 63, 225 and 63000
      float[] labels = discs((number, inside) -> inside >= 0 ? factor * number : 0);
      Annotation annotation = read(labels);
      assertEquals(AnnotationForm.LABELS, annotation.form());
      assertArrayEquals(ints(labels), annotation.numbers(0));
    }
    assertEquals(
        "'x.tif': label image, 9 numbers, 33.3 % of the pixels.", read(labels()).summary());
  }

  /** Objects that cover the image, neighbours of many numbers. */
  @Test
  void objectsThatTouchAreNoGreyValues() {
    Random random = new Random(1);
    float[] tiles = new float[SIDE * SIDE];
    for (int i = 0; i < tiles.length; i++) tiles[i] = 1 + i % SIDE / 12 + 8 * (i / SIDE / 12);
    assertEquals(AnnotationForm.LABELS, read(tiles).form());
    float[] spots = new float[SIDE * SIDE];
    for (int n = 1; n < 200; n++) spots[random.nextInt(spots.length)] = n; // single pixels
    assertEquals(AnnotationForm.LABELS, read(spots).form());
  }

  /** However large objects are, their edges tell what they are. */
  @ParameterizedTest
  @ValueSource(ints = {20, 60, 150, 300})
  void edgesAreSeenOfLargeObjectsToo(int radius) {
    assertEquals(AnnotationForm.LABELS, read(radius, inside -> inside > 0 ? 40 : 0, 20).form());
    assertEquals(AnnotationForm.MASK, read(radius, inside -> inside > 0 ? 7 : 0, 0).form());
    DoubleUnaryOperator edge = inside -> Math.max(0, Math.min(1, 0.5 + inside / 3));
    assertEquals(
        AnnotationForm.GREY_MASK,
        read(radius, inside -> Math.rint(255 * edge.applyAsDouble(inside)), 0).form());
    assertEquals(
        AnnotationForm.GREY_MASK,
        read(radius, inside -> Math.rint(255 / (1 + Math.exp(-inside))), 0).form());
    String refusal =
        assertThrows(
                UserException.class,
                () -> read(radius, inside -> Math.rint(40 * edge.applyAsDouble(inside)), 20))
            .getMessage();
    assertTrue(refusal.startsWith("'x.tif' looks like a label image that was resized"), refusal);
  }

  /**
   * A disc, and another one a tenth as large.
   *
   * @param edge number of a pixel so far inside
   * @param other highest number of the second one, of 40; 0 if there is none
   */
  private static Annotation read(int radius, DoubleUnaryOperator edge, int other) {
    int side = 3 * radius;
    float[] pixels = new float[side * side];
    for (int i = 0; i < pixels.length; i++) {
      double x = i % side;
      double y = i / side;
      double large = radius - Math.hypot(x - 1.2 * radius, y - 1.2 * radius);
      double small = radius / 2.5 - Math.hypot(x - 2.5 * radius, y - 2.5 * radius);
      pixels[i] =
          (float)
              Math.max(
                  edge.applyAsDouble(large), Math.rint(other / 40.0 * edge.applyAsDouble(small)));
    }
    ArraySource source = ArraySource.of("x.tif", List.of(ArrayImgs.floats(pixels, side, side, 1)));
    return Annotation.of(source, 1, Optional.empty(), Progress.NONE);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 128, 255, 65535})
  void masks(int value) {
    float[] mask = discs((number, inside) -> inside >= 0 ? value : 0);
    Annotation annotation = read(mask);
    assertEquals(AnnotationForm.MASK, annotation.form());
    assertArrayEquals(ints(mask), annotation.numbers(0));
    assertEquals("'x.tif': mask, 33.3 % of the pixels.", annotation.summary());
  }

  @Test
  void nothingIsMarked() {
    assertEquals(AnnotationForm.EMPTY, read(new float[9]).form());
    assertEquals("'x.tif': nothing is marked.", read(new float[9]).summary());
  }

  /** Edges that were smoothed, in 8 bit and from 0 to 1. */
  @Test
  void masksWithSmoothEdges() {
    DoubleUnaryOperator soft = inside -> Math.max(0, Math.min(1, 0.5 + inside / 3));
    Annotation grey = read(discs((number, inside) -> Math.rint(255 * soft.applyAsDouble(inside))));
    assertEquals(AnnotationForm.GREY_MASK, grey.form());
    assertTrue(iou(grey.numbers(0), mask(1)) > 0.99);
    Annotation parts = read(discs((number, inside) -> soft.applyAsDouble(inside)));
    assertEquals(AnnotationForm.SOFT_MASK, parts.form());
    assertTrue(iou(parts.numbers(0), mask(1)) > 0.99);
    assertTrue(parts.summary().startsWith("'x.tif': mask with soft edges"), parts.summary());
  }

  /** Noise around both ends, as lossy compression leaves it. */
  @Test
  void masksWithNoiseAtBothEnds() {
    Random random = new Random(2);
    Annotation annotation =
        read(
            discs(
                (number, inside) -> {
                  double noise = Math.abs(inside) < 4 ? Math.abs(random.nextGaussian()) * 5 : 0;
                  return Math.rint(inside >= 0 ? 255 - Math.min(noise, 40) : Math.min(noise, 40));
                }));
    assertEquals(AnnotationForm.GREY_MASK, annotation.form());
    assertEquals(1, iou(annotation.numbers(0), mask(1)));
  }

  @Test
  void minusOneIsNotAnnotated() {
    float[] partly = discs((number, inside) -> inside >= 0 ? number : number > 5 ? -1 : 0);
    Annotation annotation = read(partly);
    assertEquals(AnnotationForm.LABELS, annotation.form());
    assertArrayEquals(ints(partly), annotation.numbers(0));
    assertTrue(annotation.summary().contains("are not annotated (-1)"), annotation.summary());
    assertEquals(
        AnnotationForm.MASK, read(discs((n, inside) -> inside >= 0 ? 1 : n > 5 ? -1 : 0)).form());
  }

  /** An undecided ring around each object, of masks, classes and labels. */
  @ParameterizedTest
  @ValueSource(ints = {1, 2, 9})
  void aRingOf255IsNotAnnotated(int numbers) {
    float[] ringed =
        discs(
            (number, inside) ->
                Math.abs(inside) < 1.5 ? 255 : inside >= 0 ? 1 + number % numbers : 0);
    Annotation annotation = read(ringed);
    assertEquals(numbers == 1 ? AnnotationForm.MASK : AnnotationForm.LABELS, annotation.form());
    int[] expected = ints(ringed);
    for (int i = 0; i < expected.length; i++)
      if (expected[i] == 255) expected[i] = Annotation.UNKNOWN;
    assertArrayEquals(expected, annotation.numbers(0));
    assertTrue(annotation.summary().contains("(-1, 255)"), annotation.summary());
  }

  /** A disc of 255 is no ring, and neither is the last of many labels. */
  @Test
  void anObjectOf255IsOne() {
    assertEquals(
        255,
        read(discs((number, inside) -> inside >= 0 ? number == 9 ? 255 : number : 0))
            .numbers(0)[86 * SIDE + 90]);
  }

  private static String refusal(float[] pixels) {
    return assertThrows(UserException.class, () -> read(pixels)).getMessage();
  }

  @Test
  void whatIsNoAnnotationIsRefused() {
    Random random = new Random(3);
    assertTrue(
        refusal(discs((n, inside) -> Math.rint(900 + 8 * inside + 20 * random.nextGaussian())))
            .startsWith("'x.tif' looks like an image"));
    assertTrue(
        refusal(discs((n, inside) -> Math.rint(9e5 + 8e3 * inside + 2e4 * random.nextGaussian())))
            .startsWith("'x.tif' looks like an image"),
        "of more than 16 bit");
    assertTrue(
        refusal(discs((n, inside) -> 1 / (1 + Math.exp(-inside / 4))))
            .startsWith("'x.tif' looks like a probability map"));
    String resized =
        refusal(discs((n, inside) -> Math.max(0, Math.min(n, n * (0.5 + inside / 3)))));
    assertTrue(resized.startsWith("'x.tif' looks like a label image that was resized"), resized);
    String rounded =
        refusal(
            discs((n, inside) -> Math.rint(Math.max(0, Math.min(20 * n, n * (10 + 5 * inside))))));
    assertTrue(rounded.startsWith("'x.tif' looks like a label image that was resized"), rounded);
    assertTrue(refusal(new float[] {0, -3}).startsWith("'x.tif' has the value -3.0; labels"));
    assertTrue(refusal(new float[] {0, Float.NaN}).startsWith("'x.tif' has the value NaN"));
  }

  @Test
  void anImplausibleShareIsAsked() {
    float[] all = new float[SIDE * SIDE];
    Arrays.fill(all, 1);
    assertTrue(read(all).summary().endsWith("; is that what is meant?"));
    float[] speck = new float[SIDE * SIDE];
    speck[5] = 1;
    assertTrue(read(speck).summary().endsWith("; is that what is meant?"));
  }

  @Test
  void aPersonMaySayWhatItIs() {
    float[] one = {0, 7, 7, 0, 7};
    assertEquals(
        AnnotationForm.LABELS,
        Annotation.of(source(one), 1, Optional.of(AnnotationForm.LABELS), Progress.NONE).form());
    assertThrows(
        UserException.class,
        () ->
            Annotation.of(
                source(new float[] {0.5f}), 1, Optional.of(AnnotationForm.MASK), Progress.NONE));
  }

  private static boolean continued(int slices, float[]... planes) {
    return Annotation.of(source(planes), slices, Optional.empty(), Progress.NONE).continued();
  }

  /** Of five pixels that are objects in both slices four carry the same label, or three. */
  @Test
  void labelsGoOnWhereFourOfFivePixelsKeepThem() {
    float[] first = {1, 1, 1, 2, 2, 0, 3};
    assertTrue(continued(2, first, new float[] {1, 1, 1, 2, 1, 4, 0}));
    assertFalse(continued(2, first, new float[] {1, 1, 3, 2, 1, 4, 0}));
    assertFalse(continued(2, new float[] {0, 7}, new float[] {7, 7}), "a mask");
  }

  /** The last slice of a frame and the first of the next one do not follow each other. */
  @Test
  void framesDoNotContinueEachOther() {
    float[] one = {1, 2, 0};
    float[] other = {2, 1, 0};
    assertTrue(continued(2, one, one, other, other));
    assertFalse(continued(1, one, one));
  }

  /** Each form in the words of the Log. */
  @Test
  void docsNameEachForm() throws IOException {
    String docs = Files.readString(Path.of("docs/annotations.md"));
    for (AnnotationForm form : AnnotationForm.values())
      assertTrue(docs.contains("| " + form.words() + " |"), form.words());
  }

  @Test
  void canBeCanceled() {
    ToldProgress canceled = new ToldProgress(() -> true);
    assertThrows(
        CancellationException.class,
        () -> Annotation.of(source(new float[] {1}), 1, Optional.empty(), canceled));
  }
}
