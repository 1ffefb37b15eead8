package sc.fiji.unet.jobs;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.labels.Labeller;
import sc.fiji.unet.labels.Linking;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.labels.ObjectFilter;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.labels.ShapeSeeds;
import sc.fiji.unet.model.ModelDescription;

/** From the blocks of maps to the objects of each plane, or of each volume. */
final class Labelling implements Closeable {

  private final SegmentationSettings settings;
  private final ObjectMaps maps;
  private final Interval region;
  private final Selection selection;
  private final Interval objects;
  private final int slices;
  private final Separation separation;
  private final ObjectFilter filter;
  private final Sink sink;

  /** Of each slice, or of volumes, through time; empty if objects are not linked. */
  private final List<Linking> linkings;

  /** The last label so far. */
  private int count;

  /** Null between two planes, or volumes. */
  private Labeller labeller;

  /**
   * @param area how many pixels of the image one of the model is
   */
  Labelling(
      ModelDescription model,
      SegmentationSettings settings,
      Source source,
      double area,
      Sink sink) {
    this.settings = settings;
    this.sink = sink;
    maps = new ObjectMaps(model);
    linkings =
        settings.linked()
            ? Stream.generate(Linking::new)
                .limit(settings.throughSlices() ? 1 : source.slices())
                .toList()
            : List.of();
    selection = source.selection();
    region = selection.region();
    slices = settings.throughSlices() ? source.slices() : 1;
    objects = slices == 1 ? region : Intervals.addDimension(region, 0, slices - 1);
    separation =
        slices > 1 && settings.separation() instanceof ShapeSeeds shapes
            ? shapes.withSliceSpacing(source.sliceSpacing())
            : settings.separation();
    filter = filter(model, settings, source, slices, area);
    sink.smallest(filter.minimumSize());
  }

  /**
   * What the settings' rules are in pixels of an image.
   *
   * @param slices that an object goes through, 1 of planes
   */
  static ObjectFilter filter(
      ModelDescription model,
      SegmentationSettings settings,
      Source source,
      int slices,
      double area) {
    ObjectRules rules = settings.objects();
    ObjectSize minimum = rules.minimum();
    if (minimum.unit() == ObjectSize.Unit.PIXELS_OF_MODEL && slices == 1)
      minimum = new ObjectSize(SegmentImage.minimumInPlane(model.decoding()), minimum.unit());
    return new ObjectFilter(
        (long) Math.ceil(pixels(minimum, area, source, slices)),
        (long) pixels(rules.maximum(), area, source, slices),
        rules.dropAtBorder(),
        rules.fillHoles());
  }

  private static double pixels(ObjectSize size, double scale, Source source, int slices) {
    Optional<Double> depth = slices == 1 ? Optional.empty() : Optional.of(source.sliceSpacing());
    return size.pixels(scale, source.pixelSize(), depth, source.name());
  }

  /** The last label so far. */
  int count() {
    return count;
  }

  static Interval withChannels(Interval rows, int channels) {
    return FinalInterval.createMinMax(
        rows.min(0), rows.min(1), 0, rows.max(0), rows.max(1), channels - 1);
  }

  /**
   * @param map axis order (x, y, channel), as wide as the selected region, the next rows of it
   */
  void add(int item, RandomAccessibleInterval<FloatType> map) {
    if (labeller == null)
      labeller = separation.labeller(objects, maps.classes(), Storage.automatic());
    if (settings.probabilities()) sink.maps(item, map);
    Maps part = maps.of(map, selection);
    sink.foreground(
        item, Views.translate(Views.zeroMin(part.foreground()), map.min(0), map.min(1)));
    labeller.add(slices == 1 ? part : part.slice());
    if (map.max(1) < region.max(1)) return;
    if (item % slices < slices - 1) return;
    labeller.finish(filter, count + 1);
    finish(item, labeller.labels(), labeller.objects());
    close();
  }

  /**
   * @param item the last one of a volume
   */
  private void finish(int item, RandomAccessibleInterval<IntType> labels, FoundObjects found) {
    if (!linkings.isEmpty()) {
      Linking linking = linkings.get(item / slices % linkings.size());
      linking.next(labels, found, count);
      labels = linking.labels();
      found = linking.objects();
    }
    count = Math.max(count, found.lastLabel());
    for (int z = 0; z < slices; z++)
      sink.labels(
          item - slices + 1 + z, slices == 1 ? labels : Views.hyperSlice(labels, 2, z), found);
  }

  @Override
  public void close() {
    if (labeller != null) labeller.close();
    labeller = null;
  }
}
