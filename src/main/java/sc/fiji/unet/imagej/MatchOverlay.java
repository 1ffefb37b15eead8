package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Overlay;
import java.awt.Color;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntFunction;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import sc.fiji.unet.metrics.ObjectMatching;
import sc.fiji.unet.metrics.ObjectMatching.Fate;

/**
 * Objects beside those of the ground truth, as outlines in the colours of what became of them: all
 * that were predicted, and of the truth those that are no hits. Names are such as "truth missed 7",
 * with the label of the object.
 */
public final class MatchOverlay {

  private static final Map<Fate, Color> COLORS =
      Map.of(
          Fate.HIT, Color.GREEN,
          Fate.MISSED, Color.RED,
          Fate.FALSE, Color.ORANGE,
          Fate.SPLIT, Color.CYAN,
          Fate.MERGED, Color.MAGENTA);

  private final Planes planes;
  private final Overlay overlay = new Overlay();

  /**
   * @param image that the objects are shown on
   */
  public MatchOverlay(ImagePlus image) {
    planes = new Planes(image);
  }

  /**
   * Adds the objects of a plane, or a volume.
   *
   * @param plane the first one, from 0
   * @param predicted label image, axis order (x, y[, z])
   * @param expected the same of the ground truth
   */
  public void add(
      int plane,
      ObjectMatching matching,
      RandomAccessibleInterval<IntType> predicted,
      RandomAccessibleInterval<IntType> expected) {
    Map<Integer, Fate> truths = matching.truth();
    add(
        plane,
        expected,
        label -> truths.get(label) == Fate.HIT ? null : look("truth", truths.get(label)));
    add(plane, predicted, label -> look("predicted", matching.prediction().get(label)));
  }

  private void add(
      int first, RandomAccessibleInterval<IntType> labels, IntFunction<Outlines.Look> look) {
    long slices = labels.numDimensions() > 2 ? labels.dimension(2) : 1;
    for (int z = 0; z < slices; z++)
      Outlines.of(
              labels.numDimensions() > 2 ? Views.hyperSlice(labels, 2, z) : labels,
              planes,
              first + z,
              look)
          .forEach(overlay::add);
  }

  private static Outlines.Look look(String which, Fate fate) {
    return new Outlines.Look(which + " " + fate.name().toLowerCase(Locale.ROOT), COLORS.get(fate));
  }

  /** Lays them over the image, in place of an overlay that was there. */
  public void apply() {
    planes.image().setOverlay(overlay);
  }
}
