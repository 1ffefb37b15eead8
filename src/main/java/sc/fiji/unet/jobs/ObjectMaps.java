package sc.fiji.unet.jobs;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.labels.DistanceSeeds;
import sc.fiji.unet.labels.Labeller;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.labels.ObjectFilter;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.Output.Meaning;

/** What the maps of a model tell of its objects. */
final class ObjectMaps {

  private final List<Meaning> meanings;
  private final boolean classes;

  ObjectMaps(ModelDescription model) {
    classes = !model.objectClasses().isEmpty();
    meanings = model.output().channels().stream().map(Output::meaning).toList();
  }

  /** How the maps of a network with a decoding become objects. */
  static Separation separation(Decoding decoding, boolean distance) {
    return distance
        ? new DistanceSeeds(decoding.foreground(), decoding.seeds(), decoding.smoothing())
        : new Regions(decoding.foreground());
  }

  /**
   * The objects of an image whose maps are there as a whole.
   *
   * @param minimumSize in pixels
   */
  static RandomAccessibleInterval<IntType> labels(
      Separation separation, Maps maps, long minimumSize) {
    int classes = Math.max(1, maps.classes().size());
    try (Labeller labeller = separation.labeller(maps.foreground(), classes, Storage.automatic())) {
      labeller.add(maps);
      labeller.finish(ObjectFilter.minimum(minimumSize), 1);
      return labeller.labels();
    }
  }

  boolean hasDistance() {
    return meanings.contains(Meaning.DISTANCE);
  }

  /** Number of classes of objects: 1 where they are not told apart. */
  int classes() {
    return classes ? Collections.frequency(meanings, Meaning.CLASS) : 1;
  }

  /**
   * What a map says of objects.
   *
   * @param map axis order (x, y, channel)
   * @return axis order (x, y)
   */
  Maps of(RandomAccessibleInterval<FloatType> map) {
    return of(map, Selection.all(map));
  }

  /** The same; outside of a selection nothing is foreground. */
  Maps of(RandomAccessibleInterval<FloatType> map, Selection selection) {
    List<RandomAccessibleInterval<FloatType>> ofClasses =
        IntStream.range(0, meanings.size())
            .filter(c -> classes && meanings.get(c) == Meaning.CLASS)
            .<RandomAccessibleInterval<FloatType>>mapToObj(c -> Views.hyperSlice(map, 2, c))
            .toList();
    return new Maps(selection.restrict(foreground(map)), distance(map), ofClasses);
  }

  /**
   * The probability that a pixel belongs to an object of any class.
   *
   * @param map axis order (x, y, channel)
   * @return axis order (x, y)
   */
  RandomAccessibleInterval<FloatType> foreground(RandomAccessibleInterval<FloatType> map) {
    int background = meanings.indexOf(Meaning.BACKGROUND);
    if (background < 0)
      return Views.hyperSlice(map, 2, Math.max(0, meanings.indexOf(Meaning.FOREGROUND)));
    return Converters.convert(
        Views.hyperSlice(map, 2, background), (in, out) -> out.set(1 - in.get()), new FloatType());
  }

  /**
   * The distance of each pixel to the edge of its object.
   *
   * @param map axis order (x, y, channel)
   * @return axis order (x, y); empty if the model gives none
   */
  Optional<RandomAccessibleInterval<FloatType>> distance(RandomAccessibleInterval<FloatType> map) {
    return hasDistance()
        ? Optional.of(Views.hyperSlice(map, 2, meanings.indexOf(Meaning.DISTANCE)))
        : Optional.empty();
  }
}
