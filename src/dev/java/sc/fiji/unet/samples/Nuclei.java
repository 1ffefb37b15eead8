package sc.fiji.unet.samples;

import static sc.fiji.unet.samples.Shapes.clamp;
import static sc.fiji.unet.samples.Shapes.uniform;

import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sc.fiji.unet.samples.Shapes.Ellipse;

/**
 * Nuclei with a DNA stain as widefield fluorescence shows them: 384 x 384 pixels, 8 bit, 0.5 µm a
 * pixel. Ground truth: 0 background, 1 ... n one label a nucleus.
 */
final class Nuclei {

  private static final int SIZE = 384;
  private static final double MICRONS_PER_PIXEL = 0.5;

  /** {@code stain} is the mean grey value. */
  private record Nucleus(Ellipse outline, double stain) {}

  private final Random random;
  private final List<Nucleus> nuclei = new ArrayList<>();

  private Nuclei(long seed) {
    random = new Random(seed);
    placeNuclei();
  }

  static Sample create(long seed) {
    return new Nuclei(seed).render();
  }

  /** Two in three anywhere, one in three beside the last one. */
  private void placeNuclei() {
    Ellipse last = Ellipse.random(SIZE / 2.0, SIZE / 2.0, 12, 1.5, random);
    for (int n = 0; n < 130; n++) {
      double radius = uniform(9, 14.5, random);
      double x = uniform(0, SIZE, random);
      double y = uniform(0, SIZE, random);
      if (n % 3 > 0) {
        double angle = random.nextDouble() * 2 * Math.PI;
        double step = 0.95 * (last.radius() + radius);
        x = last.x() + step * StrictMath.cos(angle);
        y = last.y() + step * StrictMath.sin(angle);
      }
      if (isFree(x, y, radius)) {
        last = Ellipse.random(x, y, radius, 1.7, random);
        // Stain goes with how far the nucleus is through the cell cycle, 1 to 2 sets of DNA.
        double stain = 55 * StrictMath.exp(0.35 * random.nextGaussian()) * uniform(1, 2, random);
        nuclei.add(new Nucleus(last, Math.min(190, stain)));
      }
    }
  }

  private boolean isFree(double x, double y, double radius) {
    return x > -5
        && y > -5
        && x < SIZE + 5
        && y < SIZE + 5
        && nuclei.stream()
            .map(Nucleus::outline)
            .allMatch(
                other ->
                    StrictMath.hypot(other.x() - x, other.y() - y)
                        > 0.9 * (other.radius() + radius));
  }

  private Sample render() {
    FloatProcessor warpX = noise(9);
    FloatProcessor warpY = noise(9);
    FloatProcessor chromatin = noise(1.8);
    FloatProcessor nucleoli = noise(2.5);
    int[] labels = new int[SIZE * SIZE];
    FloatProcessor light = new FloatProcessor(SIZE, SIZE);
    for (int i = 0; i < labels.length; i++) {
      double nearest = 1;
      for (int n = 0; n < nuclei.size(); n++) {
        Nucleus nucleus = nuclei.get(n);
        double radius = nucleus.outline().radius();
        double x = i % SIZE + 1.5 * warpX.getf(i);
        double y = i / SIZE + 1.5 * warpY.getf(i);
        double share = nucleus.outline().distance(x, y) / radius;
        if (share < nearest) {
          nearest = share;
          labels[i] = n + 1;
          double thick = 0.45 + 0.55 * Math.sqrt(1 - share * share);
          double holes = 0.3 * clamp(nucleoli.getf(i) - 1);
          double texture = 1 + 0.13 * chromatin.getf(i) - holes;
          light.setf(i, (float) (nucleus.stain() * thick * texture));
        }
      }
    }
    return new Sample(
        Shapes.calibrated("nuclei", expose(light), MICRONS_PER_PIXEL),
        Shapes.calibrated(
            "nuclei-truth", Shapes.labelImage(labels, SIZE, SIZE), MICRONS_PER_PIXEL));
  }

  /** Blur, light from out of focus, uneven background, photon noise. */
  private ByteProcessor expose(FloatProcessor light) {
    FloatProcessor haze = (FloatProcessor) light.duplicate();
    haze.blurGaussian(14);
    light.blurGaussian(1.3);
    FloatProcessor background = noise(60);
    FloatProcessor shot = noise(0);
    ByteProcessor exposed = new ByteProcessor(SIZE, SIZE);
    for (int i = 0; i < light.getPixelCount(); i++) {
      double slope = 8.0 * (i % SIZE) / SIZE;
      double mean = 14 + slope + 3 * background.getf(i) + 0.9 * light.getf(i) + 0.15 * haze.getf(i);
      // A Poisson variable of many photons is normal with variance in proportion to its mean.
      double value = mean + Math.sqrt(0.7 * Math.max(0, mean)) * shot.getf(i);
      exposed.set(i, (int) Math.round(255 * clamp(value / 255)));
    }
    return exposed;
  }

  private FloatProcessor noise(double sigma) {
    return SmoothNoise.create(SIZE, SIZE, sigma, random);
  }
}
