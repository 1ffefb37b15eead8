package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.model.ProcessingStep.Clip;
import sc.fiji.unet.model.ProcessingStep.ScaleLinear;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

class NormalizedImageTest {

  @Test
  void readKeepsChannelsAndRows() {
    // 3 wide, 2 high, 2 channels: 0..5 and 10..15
    Img<FloatType> image =
        ArrayImgs.floats(new float[] {0, 1, 2, 3, 4, 5, 10, 11, 12, 13, 14, 15}, 3, 2, 2);
    NormalizedImage normalized =
        NormalizedImage.of(image, List.of(new ScaleLinear(List.of(1.0, 0.5), List.of(0.0, -5.0))));
    assertEquals(2, normalized.channels());
    assertTrue(Intervals.equals(new FinalInterval(3, 2), normalized.interval()));
    assertArrayEquals(
        new float[] {1, .5f, 2, 1, 4, 2, 5, 2.5f},
        normalized.read(Intervals.createMinSize(1, 0, 2, 2)));
  }

  @Test
  void readMirrorsAroundTheImage() {
    NormalizedImage image = raw(ArrayImgs.floats(new float[] {1, 2, 3, 4}, 2, 2, 1));
    assertArrayEquals(
        new float[] {1, 1, 2, 2, 1, 1, 3, 3, 4, 4, 3, 3, 3, 3, 4, 4, 3, 3},
        image.read(Intervals.createMinSize(-1, 0, 6, 3)));
  }

  /** Pixel by pixel, at any place, of images that are smaller than their mirrored part, too. */
  @Test
  void readIsWhatTheViewShows() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      long size = i < 90 ? 9 : 400;
      Img<FloatType> plane =
          SmallModels.image(i, 1 + random.nextLong(size), 1 + random.nextLong(size));
      NormalizedImage image =
          raw(Channels.together(List.of(Views.translate(plane, 3, -5)))); // it begins at 0
      Interval part =
          Intervals.createMinSize(
              random.nextInt(-40, 20),
              random.nextInt(-40, 20),
              1 + random.nextLong(4 * size),
              1 + random.nextLong(4 * size));
      assertView(Views.interval(Views.extendMirrorDouble(plane), part), image.read(part));
    }
  }

  /** Several blocks of each plane, too. */
  @Test
  void readIsWhatTheViewOfAVolumeShows() {
    Random random = new Random(2);
    for (int i = 0; i < 20; i++) {
      long size = i < 15 ? 5 : 150;
      Img<FloatType> volume =
          SmallModels.image(i, 1 + random.nextLong(size), 1 + random.nextLong(size), 3);
      Interval part =
          Intervals.createMinSize(
              random.nextInt(-9, 5),
              random.nextInt(-9, 5),
              random.nextInt(-9, 5),
              1 + random.nextLong(2 * size),
              1 + random.nextLong(2 * size),
              1 + random.nextLong(5));
      assertView(
          Views.interval(Views.extendMirrorDouble(volume), part),
          raw(Channels.together(List.of(volume))).read(part));
    }
  }

  /** 2 wide, 1 high, 2 deep, 2 channels: 1..4 and 5..8. */
  @Test
  void volumesAreReadPlaneByPlane() {
    Img<FloatType> image = ArrayImgs.floats(new float[] {1, 2, 3, 4, 5, 6, 7, 8}, 2, 1, 2, 2);
    NormalizedImage normalized = raw(image);
    assertTrue(Intervals.equals(new FinalInterval(2, 1, 2), normalized.interval()));
    assertArrayEquals(new float[] {1, 5, 2, 6, 3, 7, 4, 8}, normalized.read(normalized.interval()));
  }

  @Test
  void pixelsThatAreNoNumbersBecomeZero() {
    NormalizedImage image =
        NormalizedImage.of(
            ArrayImgs.floats(new float[] {Float.NaN, 1, 2, 3}, 2, 2, 1),
            List.of(new Clip(0, 2), new ScaleRange(true, 0, 100, 1e-9)));
    assertArrayEquals(new float[] {0, 0, 1, 1}, image.read(image.interval()), 1e-6f);
    NormalizedImage other =
        NormalizedImage.measured(
            ArrayImgs.floats(new float[] {Float.NaN, 1, 2, Float.NEGATIVE_INFINITY}, 2, 2, 1),
            image.steps());
    assertArrayEquals(new float[] {0, 0, 1, 0}, other.read(other.interval()), 1e-6f);
  }

  /** Where only the lower half of an image is at hand, it is normalised as the whole is. */
  @Test
  void stepsOfTheWholeAreTrueForAPart() {
    Img<FloatType> image = SmallModels.image(3, 7, 8, 2);
    NormalizedImage whole = NormalizedImage.of(image, List.of(ZeroMeanUnitVariance.PER_CHANNEL));
    NormalizedImage half =
        NormalizedImage.measured(
            Views.interval(image, Intervals.createMinSize(0, 4, 0, 7, 4, 2)), whole.steps());
    assertArrayEquals(whole.read(Intervals.createMinSize(0, 4, 7, 4)), half.read(half.interval()));
  }

  private static NormalizedImage raw(RandomAccessibleInterval<FloatType> image) {
    return NormalizedImage.measured(image, List.of());
  }

  private static void assertView(RandomAccessibleInterval<FloatType> view, float[] values) {
    int p = 0;
    for (FloatType pixel : Views.flatIterable(view)) assertEquals(pixel.get(), values[p++]);
    assertEquals(p, values.length);
  }
}
