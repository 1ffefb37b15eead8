package sc.fiji.unet.jobs;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.RowBlocks;
import sc.fiji.unet.images.Scratch;
import sc.fiji.unet.images.Selection;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.inference.MapBlock;
import sc.fiji.unet.inference.TileQueue;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Output;
import sc.fiji.unet.model.Output.Meaning;
import sc.fiji.unet.progress.Cancelable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.UserException;

/**
 * Finds the objects in an image: probabilities, threshold, connected components. Where the model
 * and the image tell different pixel sizes, the network sees the image at the model's.
 */
public final class SegmentImage {

  private final OpenModel model;
  private final SegmentationSettings settings;

  /**
   * @param model stays open as long as this works; closed after a cancellation, it is released when
   *     the work has noticed it
   */
  public SegmentImage(OpenModel model, SegmentationSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  /** The settings that suit a model. */
  public static SegmentationSettings defaults(ModelDescription model) {
    return SegmentationSettings.DEFAULT;
  }

  /**
   * Segments each item of an image.
   *
   * @throws UserException if the image has not the model's channels or axes, the tile size is too
   *     small, or memory does not suffice for the smallest tile
   * @throws CancellationException if canceled; what is in work ends, and releases its memory, a
   *     little later
   * @throws OutOfMemoryError if Java's memory does not suffice for the result
   */
  public Throughput run(Source source, Sink sink, Progress progress) {
    return Cancelable.call(
        itsOwn -> {
          try {
            return segment(source, sink, itsOwn);
          } catch (RuntimeException | Error e) {
            sink.discard();
            throw e;
          }
        },
        progress);
  }

  private void requireSuits(Source source) {
    int wanted = model.description().input().axes().dimensions();
    if (source.axes().dimensions() != wanted)
      throw new UserException(
          String.format(
              "The image '%s' has the axes %s; the model '%s' works on images of %d dimensions.",
              source.name(), source.axes(), model.description().name(), wanted));
  }

  private Throughput segment(Source source, Sink sink, Progress progress) {
    requireSuits(source);
    PixelScale scale = PixelScale.of(model.description(), source);
    scale.remark().ifPresent(progress::note);
    try (Scratch scratch = Storage.automatic().scratch()) {
      Labelling labelling = new Labelling(source.selection(), sink);
      Throughput throughput =
          scale.resampled()
              ? rescaled(source, scale.plane(), scratch, labelling, progress)
              : plain(source, labelling, progress);
      if (progress.isCanceled()) throw new CancellationException();
      progress.report("U-Net: " + labelling.count + " objects", 1);
      return throughput;
    } catch (IOException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  private Throughput plain(Source source, Labelling labelling, Progress progress) {
    Interval region = source.selection().region();
    try (TileQueue queue = queue(source.items(), source::item, region, progress)) {
      while (queue.hasNext()) {
        MapBlock block = queue.next();
        labelling.add(block.item(), block.map());
      }
      return queue.throughput();
    }
  }

  private Throughput rescaled(
      Source source, Interval scaled, Scratch scratch, Labelling labelling, Progress progress) {
    int classes = model.description().output().channels().size();
    Rescaling rescaling = new Rescaling(source.interval(), scaled, classes, scratch);
    Interval region = rescaling.show(source.selection().region());
    try (TileQueue queue =
        queue(
            source.items(), index -> rescaling.show(index, source.item(index)), region, progress)) {
      while (queue.hasNext()) {
        MapBlock block = queue.next();
        rescaling.add(block.map());
        if (block.map().max(1) < region.max(1)) continue;
        RandomAccessibleInterval<FloatType> own = rescaling.map();
        for (Interval rows : RowBlocks.of(source.selection().region()))
          labelling.add(block.item(), Views.interval(own, withClasses(rows, classes)));
      }
      return queue.throughput();
    }
  }

  private TileQueue queue(
      int count,
      IntFunction<RandomAccessibleInterval<FloatType>> items,
      Interval region,
      Progress progress) {
    return new TileQueue(
        model.description(),
        model.network(),
        settings.tileSize(),
        settings.testTimeAugmentation(),
        count,
        items,
        region,
        progress);
  }

  private static Interval withClasses(Interval rows, int classes) {
    return FinalInterval.createMinMax(
        rows.min(0), rows.min(1), 0, rows.max(0), rows.max(1), classes - 1);
  }

  /** From the blocks of probability maps to the objects of each item. */
  private final class Labelling {

    private final Selection selection;
    private final Sink sink;
    private int count;

    /** Null between two items. */
    private Components components;

    Labelling(Selection selection, Sink sink) {
      this.selection = selection;
      this.sink = sink;
    }

    /**
     * @param map axis order (x, y, class), as wide as the selected region, the next rows of it
     */
    void add(int item, RandomAccessibleInterval<FloatType> map) {
      Interval region = selection.region();
      if (components == null) components = new Components(region, settings.threshold());
      if (settings.probabilities()) sink.maps(item, map);
      components.add(selection.restrict(foreground(map)));
      if (map.max(1) < region.max(1)) return;
      int objects = components.finish(settings.minimumSize(), count + 1);
      sink.labels(item, components.labels(), objects);
      count += objects;
      components = null;
    }
  }

  /** The probability that a pixel belongs to an object of any class. */
  private RandomAccessibleInterval<FloatType> foreground(RandomAccessibleInterval<FloatType> map) {
    List<Meaning> meanings =
        model.description().output().channels().stream().map(Output::meaning).toList();
    int background = meanings.indexOf(Meaning.BACKGROUND);
    if (background < 0)
      return Views.hyperSlice(map, 2, Math.max(0, meanings.indexOf(Meaning.FOREGROUND)));
    return Converters.convert(
        Views.hyperSlice(map, 2, background), (in, out) -> out.set(1 - in.get()), new FloatType());
  }
}
