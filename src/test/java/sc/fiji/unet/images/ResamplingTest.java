package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccess;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.converter.Converters;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ResamplingTest {

  /**
   * Expected values: PyTorch 2.13, interpolate(mode="bilinear", antialias=True,
   * align_corners=False).
   */
  @ParameterizedTest
  @CsvSource({
    "3, 2, 7.01948 11.98396 14.88961  10.52597 9.25401 11.96753",
    "2, 10, 7.55814 17.06977  7.83721 15.68023  8.39535 12.90116  8.95349 12.39535"
        + "  9.51163 14.16279  10.06977 13.65698  10.62791 10.87791  10.38372 9.56977"
        + "  9.33721 9.73256  8.81395 9.81395",
    "4, 5, 3.23810 8.76000 17.96000 18.47619  7.90476 9.16000 11.00000 12.85714"
        + "  10.38095 7.72000 14.16000 18.19048  15.04762 8.12000 7.20000 12.57143"
        + "  7.66667 8.52000 12.20000 8.04762",
    "11, 3, 5.57143 5.24675 4.87013 4.96104 10.14286 19.14286 16.14286 13.37662 10.92208 16.10390"
        + " 20.71429  8.11111 11.19192 13.98990 7.69697 6.49495 9.11111 10.87879 12.97980 15.52525"
        + " 15.94949 16.00000  10.28571 11.12987 11.49351 6.94805 7.49351 11.85714 10.49351 9.36364"
        + " 8.54545 9.98701 11.28571",
    "1, 1, 10.97013"
  })
  void likePyTorch(int width, int height, String expected) {
    byte[] pixels = new byte[7 * 5];
    for (int x = 0; x < 7; x++)
      for (int y = 0; y < 5; y++)
        pixels[7 * y + x] = (byte) ((7 * x * x + 13 * y + 5 * x * y) % 23);
    RandomAccessibleInterval<FloatType> image =
        RealTypeConverters.convert(ArrayImgs.unsignedBytes(pixels, 7, 5), new FloatType());
    assertArrayEquals(
        values(expected), values(Resampling.of(image, width, height), width, height), 1e-5f);
  }

  @Test
  void aLineLikePyTorch() {
    RandomAccessibleInterval<FloatType> row = floats(8, 1, 3, 1, 4, 1, 5, 9, 2, 6);
    assertArrayEquals(
        values("2.289474 4.095238 5.052632"), values(Resampling.of(row, 3, 1), 3, 1), 1e-5f);
    assertArrayEquals(
        values("3 2 1.5 3.5 2.5 1.666667 4.333333 7 7.833333 3.166667 4 6"),
        values(Resampling.of(Views.permute(row, 0, 1), 1, 12), 1, 12),
        1e-5f);
  }

  @Test
  void theSameSizeIsTheSameImage() {
    float[] pixels = {1, 2, 3, 4};
    RandomAccessibleInterval<FloatType> same =
        Resampling.of(Views.translate(ArrayImgs.floats(pixels, 2, 2), 5, 6), 2, 2);
    pixels[3] = 9;
    assertArrayEquals(pixels, values(same, 2, 2));
    assertArrayEquals(new long[2], same.minAsLongArray());
  }

  /** Wherever the image begins, of whatever size; and x is treated as y. */
  @Test
  void transposed() {
    Random random = new Random(1);
    for (int i = 0; i < 100; i++) {
      int width = 1 + random.nextInt(20);
      int height = 1 + random.nextInt(20);
      int newWidth = 1 + random.nextInt(30);
      int newHeight = 1 + random.nextInt(30);
      RandomAccessibleInterval<FloatType> image =
          Views.translate(noise(random, width, height), -3, 5);
      assertArrayEquals(
          values(Resampling.of(image, newWidth, newHeight), newWidth, newHeight),
          values(
              Views.permute(Resampling.of(Views.permute(image, 0, 1), newHeight, newWidth), 0, 1),
              newWidth,
              newHeight),
          1e-5f);
    }
  }

  /** Three cells one way, two the other. */
  @Test
  void bandsJoinWithoutASeam() {
    RandomAccessibleInterval<FloatType> image = noise(new Random(2), 13, 7);
    assertArrayEquals(
        values(Resampling.of(image, 1500, 1398), 1500, 1398),
        values(
            Views.permute(Resampling.of(Views.permute(image, 0, 1), 1398, 1500), 0, 1), 1500, 1398),
        1e-5f);
  }

  @Test
  void aConstantStaysAndNothingLeavesTheRange() {
    Random random = new Random(3);
    for (int i = 0; i < 50; i++) {
      int width = 1 + random.nextInt(200);
      int height = 1 + random.nextInt(20);
      RandomAccessibleInterval<FloatType> constant = ArrayImgs.floats(width, height);
      for (FloatType pixel : Views.iterable(constant)) pixel.set(7);
      RandomAccessibleInterval<FloatType> noise = noise(random, width, height);
      int newWidth = 1 + random.nextInt(200);
      int newHeight = 1 + random.nextInt(20);
      for (float value : values(Resampling.of(constant, newWidth, newHeight), newWidth, newHeight))
        assertEquals(7, value, 1e-5);
      for (float value : values(Resampling.of(noise, newWidth, newHeight), newWidth, newHeight))
        assertTrue(value > -1e-6 && value < 1 + 1e-6);
    }
  }

  @Test
  void furtherAxesStay() {
    RandomAccessibleInterval<FloatType> image = noise(new Random(4), 9, 8, 3);
    RandomAccessibleInterval<FloatType> small = Resampling.of(image, 5, 11);
    assertArrayEquals(new long[] {5, 11, 3}, small.dimensionsAsLongArray());
    for (int c = 0; c < 3; c++)
      assertArrayEquals(
          values(Resampling.of(Views.hyperSlice(image, 2, c), 5, 11), 5, 11),
          values(Views.hyperSlice(small, 2, c), 5, 11));
  }

  /** As far as the filter reaches, and where its weight is 0 no further. */
  @Test
  void nanSpreadsNoFurtherThanTheFilter() {
    Random random = new Random(5);
    for (int i = 0; i < 100; i++) {
      int from = 1 + random.nextInt(12);
      int to = 1 + random.nextInt(24);
      int bad = random.nextInt(from);
      float[] pixels = new float[from];
      pixels[bad] = Float.NaN;
      float[] result = values(Resampling.of(ArrayImgs.floats(pixels, from, 1), to, 1), to, 1);
      for (int x = 0; x < to; x++) {
        // Distance and reach, both times 2 * to.
        int distance = Math.abs((2 * bad + 1) * to - (2 * x + 1) * from);
        assertEquals(
            distance < 2 * Math.max(from, to),
            Float.isNaN(result[x]),
            from + " to " + to + " at " + x);
      }
    }
  }

  /** Each row is computed from the source once, however little is read at a time. */
  @Test
  void readingFromTopToBottomComputesEachBandOnce() {
    AtomicLong reads = new AtomicLong();
    RandomAccessibleInterval<FloatType> counted =
        Converters.convert(
            noise(new Random(6), 100, 250),
            (in, out) -> {
              reads.incrementAndGet();
              out.set(in);
            },
            new FloatType());
    RandomAccessibleInterval<FloatType> large = Resampling.of(counted, 4000, 1000); // 4 cells
    for (int y = 0; y < 1000; y += 50) {
      PrimitiveBlocks.of(large)
          .copy(FinalInterval.createMinSize(0, y, 4000, 50), new float[200000]);
      System.gc();
    }
    assertTrue(reads.get() >= 100 * 250 && reads.get() <= 100 * 265, reads + " reads");
  }

  @Test
  void threadsShareAnImage() {
    RandomAccessibleInterval<FloatType> image = noise(new Random(7), 300, 400);
    RandomAccessibleInterval<FloatType> shared = Resampling.of(image, 2000, 1700);
    float[] expected = values(Resampling.of(image, 2000, 1700), 2000, 1700);
    IntStream.range(0, 1700)
        .parallel()
        .map(y -> 1699 - y)
        .forEach(
            y -> {
              RandomAccess<FloatType> pixel = shared.randomAccess();
              for (int x = 0; x < 2000; x++)
                assertEquals(expected[2000 * y + x], pixel.setPositionAndGet(x, y).get());
            });
  }

  private static RandomAccessibleInterval<FloatType> noise(Random random, long... size) {
    RandomAccessibleInterval<FloatType> image = ArrayImgs.floats(size);
    for (FloatType pixel : Views.iterable(image)) pixel.set(random.nextFloat());
    return image;
  }

  private static RandomAccessibleInterval<FloatType> floats(
      int width, int height, float... pixels) {
    return ArrayImgs.floats(pixels, width, height);
  }

  private static float[] values(RandomAccessibleInterval<FloatType> image, int width, int height) {
    assertArrayEquals(new long[] {width, height}, image.dimensionsAsLongArray());
    float[] values = new float[width * height];
    int i = 0;
    for (FloatType pixel : Views.flatIterable(image)) values[i++] = pixel.get();
    return values;
  }

  private static float[] values(String numbers) {
    double[] values = Arrays.stream(numbers.split(" +")).mapToDouble(Double::valueOf).toArray();
    float[] floats = new float[values.length];
    for (int i = 0; i < floats.length; i++) floats[i] = (float) values[i];
    return floats;
  }
}
