package sc.fiji.unet.samples;

import static sc.fiji.unet.samples.Shapes.clamp;
import static sc.fiji.unet.samples.Shapes.mix;
import static sc.fiji.unet.samples.Shapes.uniform;

import ij.process.FloatProcessor;
import ij.process.ShortProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sc.fiji.unet.samples.Shapes.Ellipse;

/**
 * Adherent cells as positive phase contrast shows them: 384 x 384 pixels, 16 bit, 0.65 µm a pixel.
 * Ground truth: 0 background, 1 ... n one label a cell.
 *
 * <p>Cells are ellipses in warped coordinates, cut where they meet. Their optical thickness minus
 * its own blur gives the grey body and the bright halo; some are rounded up for mitosis.
 */
final class PhaseCells {

  private static final int SIZE = 384;
  private static final double MICRONS_PER_PIXEL = 0.65;

  private record Cell(Ellipse outline, Ellipse nucleus, double nucleoli, boolean round) {}

  private final Random random;
  private final List<Cell> cells = new ArrayList<>();

  private PhaseCells(long seed) {
    random = new Random(seed);
    placeCells();
  }

  static Sample create(long seed) {
    return new PhaseCells(seed).render();
  }

  /** Clusters of cells, each next to one that is already there. */
  private void placeCells() {
    for (int cluster = 0; cluster < 9; cluster++) {
      double x = uniform(10, SIZE - 10, random);
      double y = uniform(10, SIZE - 10, random);
      for (int n = 0; n < 40; n++) {
        double radius = uniform(21, 31, random);
        if (isFree(x, y, radius)) {
          add(x, y, radius);
        }
        Ellipse neighbour = cells.get(Math.max(0, cells.size() - 1 - random.nextInt(3))).outline();
        double angle = random.nextDouble() * 2 * Math.PI;
        double step = 0.85 * (neighbour.radius() + radius);
        x = neighbour.x() + step * StrictMath.cos(angle);
        y = neighbour.y() + step * StrictMath.sin(angle);
        if (random.nextDouble() < 0.12) {
          break;
        }
      }
    }
  }

  private boolean isFree(double x, double y, double radius) {
    return x > -20
        && y > -20
        && x < SIZE + 20
        && y < SIZE + 20
        && cells.stream()
            .map(Cell::outline)
            .allMatch(
                other ->
                    StrictMath.hypot(other.x() - x, other.y() - y)
                        > 0.8 * (other.radius() + radius));
  }

  private void add(double x, double y, double radius) {
    boolean round = random.nextDouble() < 0.1;
    Ellipse outline =
        round
            ? Ellipse.random(x, y, 0.55 * radius, 1.1, random)
            : Ellipse.random(x, y, radius, 2.2, random);
    double dx = uniform(-0.15, 0.15, random) * radius;
    double dy = uniform(-0.15, 0.15, random) * radius;
    Ellipse nucleus = outline.at(x + dx, y + dy, 0.46 * radius);
    cells.add(new Cell(outline, nucleus, uniform(0.5, 1, random), round));
  }

  private Sample render() {
    FloatProcessor warpX = noise(14);
    FloatProcessor warpY = noise(14);
    double[] wx = new double[SIZE * SIZE];
    double[] wy = new double[SIZE * SIZE];
    for (int i = 0; i < wx.length; i++) {
      wx[i] = i % SIZE + 5 * warpX.getf(i);
      wy[i] = i / SIZE + 5 * warpY.getf(i);
    }
    int[] labels = labels(wx, wy);
    FloatProcessor image = contrast(thickness(labels, wx, wy));
    addMitoses(image, labels, Shapes.distanceToBorder(labels, SIZE, SIZE));
    return new Sample(
        Shapes.calibrated("phase-cells", expose(image), MICRONS_PER_PIXEL),
        Shapes.calibrated(
            "phase-cells-truth", Shapes.labelImage(labels, SIZE, SIZE), MICRONS_PER_PIXEL));
  }

  /** For each pixel the cell it is deepest in, counted from 1, or 0. */
  private int[] labels(double[] wx, double[] wy) {
    int[] labels = new int[wx.length];
    for (int i = 0; i < labels.length; i++) {
      double nearest = 1;
      for (int c = 0; c < cells.size(); c++) {
        Ellipse outline = cells.get(c).outline();
        double share = outline.distance(wx[i], wy[i]) / outline.radius();
        if (share < nearest) {
          nearest = share;
          labels[i] = c + 1;
        }
      }
    }
    return labels;
  }

  /** Optical thickness: a dome with a nucleus, nucleoli and granules. */
  private FloatProcessor thickness(int[] labels, double[] wx, double[] wy) {
    FloatProcessor distance = Shapes.distanceToBorder(labels, SIZE, SIZE);
    FloatProcessor granules = noise(1.1);
    FloatProcessor folds = noise(3);
    FloatProcessor spots = noise(2.2);
    FloatProcessor thickness = new FloatProcessor(SIZE, SIZE);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] == 0) {
        continue;
      }
      Cell cell = cells.get(labels[i] - 1);
      double dome = 1 - StrictMath.exp(-distance.getf(i) / 7);
      double body = dome * (0.75 + 0.08 * folds.getf(i));
      double off = cell.nucleus().distance(wx[i], wy[i]) - cell.nucleus().radius();
      double inNucleus = clamp(0.5 - off / 2);
      double nearNucleus = StrictMath.exp(-Math.max(0, off) / 8);
      double grains = 0.34 * granules.getf(i) * nearNucleus * dome * (1 - 0.9 * inNucleus);
      double rim = 0.3 * StrictMath.exp(-off * off / 2.5);
      double nucleolus = 0.7 * clamp(2 * (spots.getf(i) - 2 + cell.nucleoli())) * inNucleus;
      thickness.setf(i, (float) (body + grains + dome * (rim + nucleolus) - 0.15 * inNucleus));
    }
    return thickness;
  }

  /** Phase contrast: what is thicker than its surroundings is dark, what is thinner is bright. */
  private static FloatProcessor contrast(FloatProcessor thickness) {
    thickness.blurGaussian(0.7);
    FloatProcessor surroundings = (FloatProcessor) thickness.duplicate();
    surroundings.blurGaussian(6);
    FloatProcessor wide = (FloatProcessor) thickness.duplicate();
    wide.blurGaussian(16);
    FloatProcessor image = new FloatProcessor(SIZE, SIZE);
    for (int i = 0; i < image.getPixelCount(); i++) {
      double halo = 0.75 * surroundings.getf(i) + 0.25 * wide.getf(i);
      image.setf(i, (float) (1 - 0.8 * (0.95 * thickness.getf(i) - halo)));
    }
    return image;
  }

  /** Rounded cells are so thick that they turn bright, with a dark edge and a wide halo. */
  private void addMitoses(FloatProcessor image, int[] labels, FloatProcessor distance) {
    FloatProcessor glow = new FloatProcessor(SIZE, SIZE);
    for (int i = 0; i < labels.length; i++) {
      if (labels[i] > 0 && cells.get(labels[i] - 1).round()) {
        glow.setf(i, 1);
        double inside = 1.1 + 0.35 * clamp((distance.getf(i) - 2) / 6);
        image.setf(i, (float) mix(0.62, inside, clamp((distance.getf(i) - 1) / 3)));
      }
    }
    FloatProcessor halo = (FloatProcessor) glow.duplicate();
    halo.blurGaussian(4.5);
    for (int i = 0; i < labels.length; i++) {
      double outside = halo.getf(i) * (1 - glow.getf(i));
      image.setf(i, (float) (image.getf(i) + 1.1 * outside));
    }
    image.blurGaussian(0.8);
  }

  /** Uneven light and photon noise on the scale of a 16-bit camera. */
  private ShortProcessor expose(FloatProcessor image) {
    FloatProcessor light = noise(90);
    FloatProcessor dirt = noise(5);
    FloatProcessor shot = noise(0.5);
    ShortProcessor exposed = new ShortProcessor(SIZE, SIZE);
    for (int i = 0; i < image.getPixelCount(); i++) {
      double value = image.getf(i) * (1 + 0.05 * light.getf(i)) + 0.008 * dirt.getf(i);
      exposed.set(i, (int) Math.round(12000 * (value + 0.022 * shot.getf(i))));
    }
    return exposed;
  }

  private FloatProcessor noise(double sigma) {
    return SmoothNoise.create(SIZE, SIZE, sigma, random);
  }
}
