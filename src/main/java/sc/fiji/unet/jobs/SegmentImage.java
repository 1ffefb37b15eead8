package sc.fiji.unet.jobs;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CancellationException;
import java.util.function.IntFunction;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.images.RowBlocks;
import sc.fiji.unet.images.Scratch;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.images.WithoutMargin;
import sc.fiji.unet.inference.KeptTiles;
import sc.fiji.unet.inference.MapBlock;
import sc.fiji.unet.inference.TileQueue;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Decoding;
import sc.fiji.unet.model.KnownAppearance;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Cancelable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.Throughput;
import sc.fiji.unet.progress.UserException;

/**
 * Finds the objects in an image: maps, and what the settings' {@link Separation} makes of them.
 * Where the model and the image tell different pixel sizes, the network sees the image at the
 * model's.
 */
public final class SegmentImage {

  private final OpenModel model;
  private final SegmentationSettings settings;
  private final KeptTiles kept;

  /**
   * @param model stays open as long as this works; closed after a cancellation, it is released when
   *     the work has noticed it
   */
  public SegmentImage(OpenModel model, SegmentationSettings settings) {
    this(model, settings, KeptTiles.NONE);
  }

  /**
   * The same, but for what an interrupted run has predicted.
   *
   * @param kept of the same image, model, channels, precision and averaging
   */
  public SegmentImage(OpenModel model, SegmentationSettings settings, KeptTiles kept) {
    this.model = model;
    this.settings = settings;
    this.kept = kept;
  }

  /** The settings that suit a model. */
  public static SegmentationSettings defaults(ModelDescription model) {
    Decoding decoding = model.decoding();
    return new SegmentationSettings(
        ObjectMaps.separation(decoding, new ObjectMaps(model).hasDistance()),
        decoding.throughSlices(),
        false,
        ObjectRules.minimum(
            new ObjectSize(decoding.minimumSize(), ObjectSize.Unit.PIXELS_OF_MODEL)),
        Optional.empty(),
        0,
        false,
        true,
        true,
        true,
        List.of(),
        false);
  }

  /**
   * Segments each item of an image, which is held until nothing reads it any more.
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
            source.hold();
            try {
              return segment(source, sink, itsOwn);
            } finally {
              source.release(); // a cancellation does not wait for the tile in work
            }
          } catch (RuntimeException | Error e) {
            sink.discard();
            throw e;
          }
        },
        progress);
  }

  /**
   * @throws UserException if a model works on images of another number of dimensions
   */
  static void requireSuits(ModelDescription model, Source source) {
    int wanted = model.input().axes().dimensions();
    if (source.axes().dimensions() != wanted)
      throw new UserException(
          String.format(
              "The image '%s' has the axes %s; the model '%s' works on images of %d dimensions.",
              source.name(), source.axes(), model.name(), wanted));
  }

  private Throughput segment(Source image, Sink sink, Progress progress) {
    requireSuits(model.description(), image);
    WithoutMargin source = new WithoutMargin(image);
    PixelScale scale = PixelScale.of(model, settings, source, progress);
    source.remarks().forEach(progress::note);
    scale.remark().ifPresent(progress::note);
    model.description().appearance().ifPresent(known -> compare(source, scale, known, progress));
    if (settings.linked() && source.items() <= source.slices())
      progress.note(
          "'"
              + source.name()
              + "' has one frame, so there is nothing to link; Image > Properties... tells slices from"
              + " frames.");
    try (Scratch scratch = Storage.automatic().scratch();
        Labelling labelling =
            new Labelling(
                model.description(),
                settings,
                source,
                pixelsPerModels(source, scale.plane()),
                sink)) {
      Throughput throughput =
          scale.resampled()
              ? rescaled(source, scale.plane(), scratch, labelling, progress)
              : plain(source, labelling, progress);
      if (progress.isCanceled()) throw new CancellationException();
      progress.report("U-Net: " + labelling.count() + " objects", 1);
      return throughput;
    } catch (IOException e) {
      throw new UserException(e.getMessage(), e);
    }
  }

  /** In area: how many pixels of the image one of the model is. */
  static double pixelsPerModels(Source source, Interval plane) {
    return (double) Intervals.numElements(source.interval()) / Intervals.numElements(plane);
  }

  /** Of a model of volumes the section of the smallest ball, in its pixels. */
  static double minimumInPlane(Decoding decoding) {
    return decoding.throughSlices()
        ? Math.pow(decoding.minimumSize(), 2.0 / 3)
        : decoding.minimumSize();
  }

  /** Says so where an image looks like none of those that the model has learned from. */
  private void compare(Source source, PixelScale scale, KnownAppearance known, Progress progress) {
    AppearanceMeasurement.of(
            MiddlePart.of(source, source.items() / 2, scale, AppearanceMeasurement.SIDE))
        .map(known::differences)
        .filter(differences -> !differences.isEmpty())
        .ifPresent(
            differences ->
                progress.note(
                    String.format(
                        "'%s' does not look like the images that '%s' was trained on (%s): check what"
                            + " is found; train it with such images too, or calibrate it to them.",
                        source.name(),
                        model.description().name(),
                        String.join("; ", differences))));
  }

  private Throughput plain(WithoutMargin source, Labelling labelling, Progress progress) {
    Interval region = source.selection().region();
    TileQueue queue = queue(source.items(), source::item, region, progress);
    while (queue.hasNext()) {
      MapBlock block = queue.next();
      labelling.add(block.item(), source.restrict(block.item(), block.map()));
    }
    return queue.throughput();
  }

  private Throughput rescaled(
      WithoutMargin source,
      Interval scaled,
      Scratch scratch,
      Labelling labelling,
      Progress progress) {
    int classes = model.description().output().channels().size();
    Rescaling rescaling = new Rescaling(source.interval(), scaled, classes, scratch);
    Interval region = rescaling.show(source.selection().region());
    TileQueue queue =
        queue(source.items(), index -> rescaling.show(index, source.item(index)), region, progress);
    while (queue.hasNext()) {
      MapBlock block = queue.next();
      rescaling.add(block.map());
      if (block.map().max(1) < region.max(1)) continue;
      RandomAccessibleInterval<FloatType> own = rescaling.map();
      for (Interval rows : RowBlocks.of(source.selection().region()))
        labelling.add(
            block.item(),
            source.restrict(
                block.item(), Views.interval(own, Labelling.withChannels(rows, classes))));
    }
    return queue.throughput();
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
        kept,
        progress);
  }
}
