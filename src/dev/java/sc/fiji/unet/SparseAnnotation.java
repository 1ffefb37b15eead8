package sc.fiji.unet;

import ij.ImagePlus;
import ij.ImageStack;
import ij.process.FloatProcessor;
import ij.process.ImageProcessor;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import sc.fiji.unet.targets.Annotation;

/** What somebody would have annotated who did a part of it only; the rest is unknown. */
final class SparseAnnotation {

  private static final int LONGEST_STROKE = 60; // pixels
  private static final int BRUSH = 1; // pixels around the middle

  private SparseAnnotation() {}

  /**
   * The rows from the top in which so many whole objects lie; those that go on below are unknown,
   * too.
   *
   * @param labels of one plane
   * @param objects how many
   */
  static ImagePlus objects(ImagePlus labels, int objects) {
    FloatProcessor plane = labels.getProcessor().convertToFloatProcessor();
    int width = plane.getWidth();
    Map<Float, Integer> lastRows = new HashMap<>();
    for (int i = 0; i < plane.getPixelCount(); i++)
      if (plane.getf(i) > 0) lastRows.put(plane.getf(i), i / width);
    int[] ends = lastRows.values().stream().mapToInt(row -> row).sorted().toArray();
    int end = objects < ends.length ? ends[objects] : plane.getHeight();
    float[] part = new float[plane.getPixelCount()];
    Arrays.fill(part, Annotation.UNKNOWN);
    for (int i = 0; i < end * width; i++)
      if (lastRows.getOrDefault(plane.getf(i), 0) < end) part[i] = plane.getf(i);
    return new ImagePlus(labels.getTitle(), new FloatProcessor(width, plane.getHeight(), part));
  }

  /**
   * Strokes along what is 0 and what is not, as many of both, which never leave it: 0 and 1.
   *
   * @param share of the pixels that are painted
   */
  static ImagePlus strokes(ImagePlus mask, double share) {
    ImageStack stack = new ImageStack(mask.getWidth(), mask.getHeight());
    Random random = new Random(1);
    for (int z = 1; z <= mask.getStackSize(); z++)
      stack.addSlice(strokes(mask.getStack().getProcessor(z), share, random));
    return new ImagePlus(mask.getTitle(), stack);
  }

  private static ImageProcessor strokes(ImageProcessor mask, double share, Random random) {
    FloatProcessor painted = new FloatProcessor(mask.getWidth(), mask.getHeight());
    painted.set(Annotation.UNKNOWN);
    int wanted = (int) (share * painted.getPixelCount());
    int done = 0;
    for (boolean inside = false; done < wanted; inside = !inside) {
      double x;
      double y;
      do {
        x = random.nextInt(mask.getWidth());
        y = random.nextInt(mask.getHeight());
      } while (mask.getf((int) x, (int) y) > 0 != inside);
      double angle = 2 * Math.PI * random.nextDouble();
      for (int step = 0; step < LONGEST_STROKE && is(mask, x, y, inside); step++) {
        done += dab(mask, painted, (int) x, (int) y, inside);
        double[] turns = {0, 0.4, -0.4, 0.8, -0.8, 1.2, -1.2};
        double from = angle;
        for (double turn : turns) {
          angle = from + turn;
          if (is(mask, x + 2 * Math.cos(angle), y + 2 * Math.sin(angle), inside)) break;
        }
        x += Math.cos(angle);
        y += Math.sin(angle);
      }
    }
    return painted;
  }

  private static boolean is(ImageProcessor mask, double x, double y, boolean inside) {
    return x >= 0
        && y >= 0
        && x < mask.getWidth()
        && y < mask.getHeight()
        && mask.getf((int) x, (int) y) > 0 == inside;
  }

  private static int dab(
      ImageProcessor mask, FloatProcessor painted, int x, int y, boolean inside) {
    int done = 0;
    for (int v = y - BRUSH; v <= y + BRUSH; v++)
      for (int u = x - BRUSH; u <= x + BRUSH; u++)
        if (is(mask, u, v, inside) && painted.getf(u, v) == Annotation.UNKNOWN) {
          painted.setf(u, v, inside ? 1 : 0);
          done++;
        }
    return done;
  }
}
