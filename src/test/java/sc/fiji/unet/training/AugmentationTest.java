package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.targets.AnnotatedImage;
import sc.fiji.unet.targets.AnnotatedImages;
import sc.fiji.unet.targets.Annotation;

class AugmentationTest {

  private static final int SIZE = 32;

  /** Both channels and classes are coordinates, so that each value tells where it comes from. */
  private static AnnotatedImage ramps(int width, int height, boolean classIsX) {
    float[] x = new float[width * height];
    float[] y = new float[width * height];
    byte[] classes = new byte[width * height];
    for (int i = 0; i < classes.length; i++) {
      x[i] = i % width;
      y[i] = i / width;
      classes[i] = (byte) (classIsX ? x[i] : y[i]);
    }
    return AnnotatedImages.of(width, height, List.of(x, y), classes);
  }

  @ParameterizedTest
  @CsvSource({"60, 45, true", "60, 45, false", "20, 9, true", "20, 9, false"})
  void classesStayWithTheirPixels(int width, int height, boolean classIsX) {
    AnnotatedImage image = ramps(width, height, classIsX);
    SplittableRandom random = new SplittableRandom(3);
    int unchanged = 0;
    for (int i = 0; i < 60; i++) {
      Batch batch = new Batch(1, SIZE, SIZE, 2, false);
      new Augmentation(SIZE, 0).draw(image, random, batch, 0);
      double worst =
          farthestFromLine(Batches.classes(batch), Batches.values(batch, 2), classIsX ? 0 : 1);
      // Half a pixel from rounding to the nearest, at a gain up to 1.29, and noise.
      assertTrue(worst < 1.1, "distance " + worst);
      if (worst < 1e-4) unchanged++;
    }
    // Every second patch is on whole pixels, every second without noise.
    assertTrue(unchanged >= 5 && unchanged <= 30, unchanged + " patches");
  }

  /** Largest distance of a channel's values from gain * class + bias, fitted by least squares. */
  private static double farthestFromLine(byte[] classes, float[] values, int channel) {
    double n = classes.length;
    double x = 0, y = 0, xx = 0, xy = 0;
    for (int i = 0; i < n; i++) {
      double value = values[2 * i + channel];
      x += classes[i] / n;
      y += value / n;
      xx += classes[i] * classes[i] / n;
      xy += classes[i] * value / n;
    }
    double gain = (xy - x * y) / (xx - x * x);
    assertEquals(1, gain, 0.4);
    double worst = 0;
    for (int i = 0; i < n; i++)
      worst = Math.max(worst, Math.abs(values[2 * i + channel] - y - gain * (classes[i] - x)));
    return worst;
  }

  /**
   * Two channels, brighter from slice to slice: as they are, flipped along Z, and the middle slice
   * without the others.
   */
  @Test
  void slicesAreFlippedOrAlone() {
    List<float[]> channels = new ArrayList<>();
    for (int c = 0; c < 6; c++) {
      channels.add(new float[100]);
      Arrays.fill(channels.get(c), 10 * (c / 2) + 100 * (c % 2));
    }
    AnnotatedImage image = AnnotatedImages.of(10, 10, channels, new byte[100]);
    SplittableRandom random = new SplittableRandom(3);
    int[] seen = new int[3];
    for (int i = 0; i < 80; i++) {
      Batch batch = new Batch(1, SIZE, SIZE, 6, false);
      new Augmentation(SIZE, 1).draw(image, random, batch, 0);
      float below = batch.value(0, 2) - batch.value(0, 0);
      float above = batch.value(0, 4) - batch.value(0, 2);
      assertEquals(below, above, 1); // noise
      for (int c = 0; c < 6; c += 2)
        assertTrue(batch.value(0, c + 1) - batch.value(0, c) > 70, "channels stay in their order");
      seen[below > 5 ? 0 : below < -5 ? 1 : 2]++;
    }
    assertTrue(seen[0] > 15 && seen[1] > 15 && seen[2] > 8, Arrays.toString(seen));
  }

  @Test
  void sameSeedSamePatch() {
    AnnotatedImage image = ramps(50, 40, true);
    float[][] values = new float[3][];
    byte[][] classes = new byte[3][];
    for (int i = 0; i < 3; i++) {
      Batch batch = new Batch(1, SIZE, SIZE, 2, false);
      new Augmentation(SIZE, 0).draw(image, new SplittableRandom(i / 2), batch, 0);
      values[i] = Batches.values(batch, 2);
      classes[i] = Batches.classes(batch);
    }
    assertArrayEquals(values[0], values[1]);
    assertArrayEquals(classes[0], classes[1]);
    assertFalse(Arrays.equals(values[0], values[2]));
  }

  @Test
  void writesItsPlaceInTheBatchOnly() {
    AnnotatedImage image = ramps(50, 40, true);
    Batch one = new Batch(1, SIZE, SIZE, 2, false);
    new Augmentation(SIZE, 0).draw(image, new SplittableRandom(1), one, 0);
    float[] alone = Batches.values(one, 2);
    byte[] aloneClasses = Batches.classes(one);
    Batch three = new Batch(3, SIZE, SIZE, 2, false);
    new Augmentation(SIZE, 0).draw(image, new SplittableRandom(1), three, SIZE * SIZE);
    float[] values = Batches.values(three, 2);
    byte[] classes = Batches.classes(three);
    float[] expected = new float[values.length];
    System.arraycopy(alone, 0, expected, alone.length, alone.length);
    assertArrayEquals(expected, values);
    assertEquals(0, classes[SIZE * SIZE - 1]);
    assertArrayEquals(aloneClasses, Arrays.copyOfRange(classes, SIZE * SIZE, 2 * SIZE * SIZE));
  }

  /** A corner of 20 x 15 of 200 x 300 pixels. */
  @Test
  void patchesAreOfWhatWasAnnotated() {
    int width = 200;
    int height = 300;
    int[] annotation = new int[width * height];
    for (int i = 0; i < annotation.length; i++)
      annotation[i] = i % width < 180 || i / width < 285 ? (int) Annotation.UNKNOWN : i % 2;
    AnnotatedImage image = AnnotatedImages.of(ArrayImgs.floats(width, height, 1), annotation, 1);
    SplittableRandom random = new SplittableRandom(3);
    for (int i = 0; i < 50; i++) {
      Batch batch = new Batch(1, SIZE, SIZE, 1, false);
      new Augmentation(SIZE, 0).draw(image, random, batch, 0);
      assertTrue(IntStream.range(0, SIZE * SIZE).anyMatch(batch::isKnown), "patch " + i);
    }
    HeldBack patch = HeldBack.middle(image, SIZE, new Architecture(1, 1, 4, 2));
    assertEquals(300, IntStream.range(0, SIZE * SIZE).filter(patch.batch()::isKnown).count());
  }
}
