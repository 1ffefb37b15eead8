package sc.fiji.unet.jobs;

import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Channels;

/**
 * An image that shows nothing of anybody's: bright discs on noise. A package is tested with it
 * where nobody named an image to share.
 */
final class TestPattern {

  private static final int SIDE = 256; // pixels
  private static final int SPACING = 48;
  private static final double RADIUS = 14;

  private TestPattern() {}

  /** Axis order (x, y, channel), grey values of 8 bit; always the same. */
  static RandomAccessibleInterval<FloatType> of(int channels) {
    Random random = new Random(1);
    List<RandomAccessibleInterval<FloatType>> planes =
        IntStream.range(0, channels)
            .mapToObj(c -> (RandomAccessibleInterval<FloatType>) plane(random))
            .toList();
    return Channels.together(planes);
  }

  private static RandomAccessibleInterval<FloatType> plane(Random random) {
    float[] pixels = new float[SIDE * SIDE];
    for (int i = 0; i < pixels.length; i++) {
      double x = i % SIDE % SPACING - SPACING / 2.0;
      double y = i / SIDE % SPACING - SPACING / 2.0;
      double edge = Math.max(0, Math.min(1, RADIUS - Math.hypot(x, y)));
      pixels[i] = (float) Math.rint(60 + 120 * edge + 8 * random.nextGaussian());
    }
    return ArrayImgs.floats(pixels, SIDE, SIDE);
  }
}
