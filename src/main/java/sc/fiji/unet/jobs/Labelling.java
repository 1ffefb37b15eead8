package sc.fiji.unet.jobs;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.imagej.Segmentation;
import sc.fiji.unet.imagej.Selection;
import sc.fiji.unet.inference.TiledPrediction.Strips;
import sc.fiji.unet.labels.Components;

/** From the strips of probability maps to the objects of each plane. */
public final class Labelling implements Strips {

  private final Segmentation found;
  private final SegmentationSettings settings;
  private final boolean hasBackground;
  private final Selection selection;

  /** Null between two planes. */
  private Components components;

  /**
   * @param found takes the objects
   * @param hasBackground whether the first class is the background and all others the objects; else
   *     the first class is the objects
   * @param selection where objects are looked for; strips are as wide as it
   */
  public Labelling(
      Segmentation found,
      SegmentationSettings settings,
      boolean hasBackground,
      Selection selection) {
    this.found = found;
    this.settings = settings;
    this.hasBackground = hasBackground;
    this.selection = selection;
  }

  @Override
  public void accept(int plane, RandomAccessibleInterval<FloatType> strip) {
    if (components == null) components = new Components(selection.region(), settings.threshold());
    if (settings.probabilities()) found.addProbabilities(plane, strip);
    components.add(selection.restrict(objects(strip)));
    if (strip.max(1) < selection.region().max(1)) return;
    int objects = components.finish(settings.minimumSize(), found.objects() + 1);
    found.addLabels(components.labels(), objects);
    components = null;
  }

  private RandomAccessibleInterval<FloatType> objects(RandomAccessibleInterval<FloatType> map) {
    RandomAccessibleInterval<FloatType> first = Views.hyperSlice(map, 2, 0);
    return hasBackground
        ? Converters.convert(first, (in, out) -> out.set(1 - in.get()), new FloatType())
        : first;
  }
}
