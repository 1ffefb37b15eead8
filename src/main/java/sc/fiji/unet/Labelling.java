package sc.fiji.unet;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.inference.TiledPrediction.Strips;
import sc.fiji.unet.labels.Components;

/** From the strips of probability maps to the objects of each plane. */
final class Labelling implements Strips {

  private final Segmentation found;
  private final SegmentationSettings settings;
  private final boolean hasBackground;
  private final RandomAccessibleInterval<IntType> labels;

  /** Null between two planes. */
  private Components components;

  /**
   * @param found takes the objects
   * @param hasBackground whether the first class is the background and all others the objects; else
   *     the first class is the objects
   * @param labels (x, y), where the strips are; is overwritten with each plane
   */
  Labelling(
      Segmentation found,
      SegmentationSettings settings,
      boolean hasBackground,
      RandomAccessibleInterval<IntType> labels) {
    this.found = found;
    this.settings = settings;
    this.hasBackground = hasBackground;
    this.labels = labels;
  }

  @Override
  public void accept(int plane, RandomAccessibleInterval<FloatType> strip) {
    if (components == null) components = new Components(labels, settings.threshold());
    if (settings.probabilities()) found.addProbabilities(plane, strip);
    components.add(objects(strip));
    if (strip.max(1) < labels.max(1)) return;
    found.addLabels(labels, components.finish(settings.minimumSize(), found.objects() + 1));
    components = null;
  }

  private RandomAccessibleInterval<FloatType> objects(RandomAccessibleInterval<FloatType> map) {
    RandomAccessibleInterval<FloatType> first = Views.hyperSlice(map, 2, 0);
    return hasBackground
        ? Converters.convert(first, (in, out) -> out.set(1 - in.get()), new FloatType())
        : first;
  }
}
