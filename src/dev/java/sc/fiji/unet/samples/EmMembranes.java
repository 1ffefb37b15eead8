package sc.fiji.unet.samples;

import static sc.fiji.unet.samples.Shapes.clamp;
import static sc.fiji.unet.samples.Shapes.mix;
import static sc.fiji.unet.samples.Shapes.uniform;

import ij.ImagePlus;
import ij.ImageStack;
import ij.measure.Calibration;
import ij.process.ByteProcessor;
import ij.process.FloatProcessor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import sc.fiji.unet.samples.Shapes.Ellipse;

/**
 * Neuropil as serial-section transmission electron microscopy shows it: 5 slices of 256 x 256
 * pixels, 8 bit, 4 nm a pixel, 50 nm a slice. Ground truth: 0 membrane, 255 inside of a cell.
 *
 * <p>Cells are an additively weighted Voronoi diagram of ellipses in warped coordinates; they
 * drift, grow and shrink from slice to slice.
 */
final class EmMembranes {

  private static final int SIZE = 256;
  private static final int SLICES = 5;
  private static final int MARGIN = 60;

  /** Cell radii in pixels: a few wide dendrites, many thin axons between them. */
  private static final double LARGEST = 36;

  private static final double SMALLEST = 8;

  /** Up to this distance in pixels from a cell border the ground truth says membrane. */
  private static final double TRUTH_HALF_WIDTH = 2;

  /** A neurite, cut by slice 0; {@code vx}, {@code vy} and {@code growth} are pixels a slice. */
  private record Neurite(
      Ellipse section, double vx, double vy, double growth, double level, double vesicles) {

    Ellipse at(int slice) {
      return section.at(
          section.x() + vx * slice, section.y() + vy * slice, section.radius() + growth * slice);
    }
  }

  /** A mitochondrion of a neurite, centred on slice {@code centre}. */
  private record Mitochondrion(
      int neurite, double dx, double dy, Ellipse shape, double centre, double halfHeight) {

    /** Its section, of radius 0 where the slice misses it. */
    Ellipse at(int slice, Ellipse neurite) {
      double height = (slice - centre) / halfHeight;
      double scale = Math.sqrt(Math.max(0, 1 - height * height));
      return shape.at(neurite.x() + dx, neurite.y() + dy, shape.radius() * scale);
    }
  }

  private final Random random;
  private final List<Neurite> neurites = new ArrayList<>();
  private final List<Mitochondrion> mitochondria = new ArrayList<>();

  private EmMembranes(long seed) {
    random = new Random(seed);
    placeNeurites();
    placeMitochondria();
  }

  static Sample create(long seed) {
    return new EmMembranes(seed).render();
  }

  private void placeNeurites() {
    int tries = 4000;
    for (int i = 0; i < tries; i++) {
      double radius = LARGEST + (SMALLEST - LARGEST) * Math.sqrt((double) i / tries);
      double x = uniform(-MARGIN, SIZE + MARGIN, random);
      double y = uniform(-MARGIN, SIZE + MARGIN, random);
      boolean free =
          neurites.stream()
              .map(Neurite::section)
              .allMatch(
                  other ->
                      StrictMath.hypot(other.x() - x, other.y() - y)
                          > 0.9 * (other.radius() + radius));
      if (free) {
        neurites.add(
            new Neurite(
                Ellipse.random(x, y, radius, 1.9, random),
                2.5 * random.nextGaussian(),
                2.5 * random.nextGaussian(),
                0.8 * random.nextGaussian(),
                157 + 9 * random.nextGaussian(),
                random.nextDouble()));
      }
    }
  }

  private void placeMitochondria() {
    for (int i = 0; i < neurites.size(); i++) {
      double room = neurites.get(i).section().radius();
      if (room > 18 && random.nextDouble() < 0.45) {
        double radius = Math.min(uniform(11, 19, random), 0.55 * room);
        double dx = uniform(-0.3, 0.3, random) * room;
        double dy = uniform(-0.3, 0.3, random) * room;
        Ellipse shape = Ellipse.random(0, 0, radius, 2, random);
        double centre = uniform(0, SLICES - 1, random);
        mitochondria.add(new Mitochondrion(i, dx, dy, shape, centre, uniform(2.5, 5, random)));
      }
    }
  }

  private Sample render() {
    ImageStack image = new ImageStack(SIZE, SIZE);
    ImageStack truth = new ImageStack(SIZE, SIZE);
    FieldPair warpX = new FieldPair(17);
    FieldPair warpY = new FieldPair(17);
    FieldPair thickness = new FieldPair(14);
    FieldPair oblique = new FieldPair(16);
    FieldPair density = new FieldPair(9);
    for (int z = 0; z < SLICES; z++) {
      FloatProcessor dx = warpX.at(z);
      FloatProcessor dy = warpY.at(z);
      FloatProcessor rough = noise(4);
      double[] wx = new double[SIZE * SIZE];
      double[] wy = new double[SIZE * SIZE];
      for (int i = 0; i < wx.length; i++) {
        wx[i] = i % SIZE + 9 * dx.getf(i) + 0.7 * rough.getf(i);
        wy[i] = i / SIZE + 9 * dy.getf(i) + 0.7 * rough.getf(i);
      }
      int[] cells = cells(z, wx, wy);
      FloatProcessor distance = Shapes.distanceToBorder(cells, SIZE, SIZE);
      FloatProcessor slice = cytoplasm(cells);
      addVesicles(slice, cells, distance);
      addMitochondria(slice, z, wx, wy, cells, distance);
      addMembranes(slice, distance, thickness.at(z), oblique.at(z), density.at(z));
      image.addSlice(expose(slice));
      truth.addSlice(truth(distance));
    }
    return new Sample(calibrated("em-membranes", image), calibrated("em-membranes-truth", truth));
  }

  /** For each pixel the neurite whose border is nearest or which it is deepest in. */
  private int[] cells(int z, double[] wx, double[] wy) {
    List<Ellipse> sections = neurites.stream().map(n -> n.at(z)).toList();
    int[] cells = new int[wx.length];
    for (int i = 0; i < cells.length; i++) {
      double nearest = Double.POSITIVE_INFINITY;
      for (int n = 0; n < sections.size(); n++) {
        Ellipse section = sections.get(n);
        double gap = section.distance(wx[i], wy[i]) - section.radius();
        if (gap < nearest) {
          nearest = gap;
          cells[i] = n;
        }
      }
    }
    return cells;
  }

  private FloatProcessor cytoplasm(int[] cells) {
    FloatProcessor fine = noise(1.3);
    FloatProcessor coarse = noise(4);
    FloatProcessor slice = new FloatProcessor(SIZE, SIZE);
    for (int i = 0; i < cells.length; i++) {
      double level = neurites.get(cells[i]).level();
      slice.setf(i, (float) (level + 19 * fine.getf(i) + 8 * coarse.getf(i)));
    }
    return slice;
  }

  /** Rings and short tubes, new in each slice: they are thinner than a section. */
  private void addVesicles(FloatProcessor slice, int[] cells, FloatProcessor distance) {
    for (int n = 0; n < 700; n++) {
      int x = random.nextInt(SIZE);
      int y = random.nextInt(SIZE);
      Ellipse ring = Ellipse.random(x, y, uniform(1, 4.5, random), 1.7, random);
      double depth = uniform(30, 95, random);
      double vesicles = neurites.get(cells[y * SIZE + x]).vesicles();
      if (random.nextDouble() < vesicles && distance.getf(x, y) > ring.radius() + 3) {
        addRing(slice, ring, depth);
      }
    }
  }

  private static void addRing(FloatProcessor slice, Ellipse ring, double depth) {
    int reach = (int) Math.ceil(2 * ring.radius()) + 3;
    int fromX = (int) ring.x() - reach;
    int fromY = (int) ring.y() - reach;
    for (int y = Math.max(0, fromY); y < Math.min(SIZE, fromY + 2 * reach); y++) {
      for (int x = Math.max(0, fromX); x < Math.min(SIZE, fromX + 2 * reach); x++) {
        double off = ring.distance(x, y) - ring.radius();
        slice.setf(x, y, (float) (slice.getf(x, y) - depth * StrictMath.exp(-off * off)));
      }
    }
  }

  private void addMitochondria(
      FloatProcessor slice, int z, double[] wx, double[] wy, int[] cells, FloatProcessor distance) {
    FloatProcessor bend = noise(7);
    FloatProcessor gaps = noise(3);
    for (Mitochondrion mitochondrion : mitochondria) {
      int owner = mitochondrion.neurite();
      Ellipse section = mitochondrion.at(z, neurites.get(owner).at(z));
      for (int i = 0; i < cells.length; i++) {
        double depth = section.radius() - section.distance(wx[i], wy[i]);
        if (cells[i] == owner && depth > -1 && distance.getf(i) > 3 && section.radius() > 5) {
          double across = wy[i] * section.cos() - wx[i] * section.sin() + 2 * bend.getf(i);
          double crista = clamp(3 * StrictMath.cos(across * 2 * StrictMath.PI / 5.5) - 1.2);
          double open = crista * clamp(1 + gaps.getf(i)) * clamp((depth - 2) / 2);
          double inside = mix(82, 165, 0.9 * open) + 6 * gaps.getf(i);
          double outline = clamp(1 - Math.abs(depth - 0.5) / 1.5);
          double value = mix(inside, 68, outline);
          slice.setf(i, (float) mix(slice.getf(i), value, clamp((depth + 1) / 1.5)));
        }
      }
    }
  }

  /**
   * Dark lines along the cell borders: wide and pale where the section grazes the membrane, wide
   * and black at synapses.
   */
  private static void addMembranes(
      FloatProcessor slice,
      FloatProcessor distance,
      FloatProcessor thickness,
      FloatProcessor oblique,
      FloatProcessor density) {
    for (int i = 0; i < slice.getPixelCount(); i++) {
      double d = distance.getf(i);
      double grazing = clamp(1.4 * (oblique.getf(i) - 0.9));
      double half = (1.8 + 0.35 * thickness.getf(i)) * (1 + 2.2 * grazing);
      double membrane = clamp(1.1 / (1 + StrictMath.pow(d / Math.max(1, half), 4)));
      double value = mix(slice.getf(i), 54, (1 - 0.45 * grazing) * membrane);
      double synapse = 0.9 * clamp(1.5 * (density.getf(i) - 1.4)) * StrictMath.exp(-d * d / 50);
      slice.setf(i, (float) mix(value, 35, synapse));
    }
  }

  /** Uneven staining, blur, camera noise. */
  private ByteProcessor expose(FloatProcessor slice) {
    FloatProcessor stain = noise(35);
    FloatProcessor shot = noise(0.6);
    double exposure = 4 * random.nextGaussian();
    slice.blurGaussian(0.8);
    ByteProcessor exposed = new ByteProcessor(SIZE, SIZE);
    for (int i = 0; i < slice.getPixelCount(); i++) {
      double value = slice.getf(i) + exposure + 11 * stain.getf(i) + 13 * shot.getf(i);
      exposed.set(i, (int) Math.round(255 * clamp(value / 255)));
    }
    return exposed;
  }

  private static ByteProcessor truth(FloatProcessor distance) {
    ByteProcessor truth = new ByteProcessor(SIZE, SIZE);
    for (int i = 0; i < truth.getPixelCount(); i++) {
      truth.set(i, distance.getf(i) <= TRUTH_HALF_WIDTH ? 0 : 255);
    }
    return truth;
  }

  private FloatProcessor noise(double sigma) {
    return SmoothNoise.create(SIZE, SIZE, sigma, random);
  }

  private static ImagePlus calibrated(String title, ImageStack stack) {
    ImagePlus image = new ImagePlus(title, stack);
    Calibration calibration = image.getCalibration();
    calibration.setUnit("micron");
    calibration.pixelWidth = 0.004;
    calibration.pixelHeight = 0.004;
    calibration.pixelDepth = 0.05;
    return image;
  }

  /** A field that changes smoothly from slice to slice. */
  private final class FieldPair {

    private final FloatProcessor first;
    private final FloatProcessor second;

    FieldPair(double sigma) {
      first = noise(sigma);
      second = noise(sigma);
    }

    FloatProcessor at(int z) {
      return SmoothNoise.blend(first, second, 0.25 * z);
    }
  }
}
