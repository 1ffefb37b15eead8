package sc.fiji.unet.jobs;

import java.util.concurrent.CancellationException;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.RowBlocks;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Progress;

/**
 * Finds the objects of an image in maps that were kept, with other thresholds: as {@link
 * SegmentImage} does, but without the network.
 */
public final class LabelMaps {

  private final ModelDescription model;
  private final SegmentationSettings settings;

  /**
   * @param model that made the maps
   * @param settings those that it made them with, but for what is to be changed; sizes in pixels of
   *     the image, or in micrometres
   */
  public LabelMaps(ModelDescription model, SegmentationSettings settings) {
    this.model = model;
    this.settings = settings.probabilities(false);
  }

  /**
   * Finds the objects of each item.
   *
   * @param maps whose items are maps, all outputs of the model as channels, and whose selection is
   *     that of the image
   * @return the last label
   * @throws CancellationException if canceled
   */
  public int run(Source maps, Sink sink, Progress progress) {
    return run(maps, 0, maps.items(), sink, progress);
  }

  /**
   * Finds the objects of the plane that holds an item, or of the volume; labels begin at 1 there.
   */
  public int runAt(Source maps, int item, Sink sink) {
    int count = settings.throughSlices() ? maps.slices() : 1;
    return run(maps, item - item % count, count, sink, Progress.NONE);
  }

  private int run(Source maps, int first, int count, Sink sink, Progress progress) {
    try (Labelling labelling = new Labelling(model, settings, maps, 1, sink)) {
      for (int item = first; item < first + count; item++) {
        progress.report("U-Net: labels", (double) (item - first) / count);
        RandomAccessibleInterval<FloatType> map = maps.item(item);
        for (Interval rows : RowBlocks.of(maps.selection().region())) {
          if (progress.isCanceled() || Thread.currentThread().isInterrupted())
            throw new CancellationException();
          labelling.add(
              item, Views.interval(map, Labelling.withChannels(rows, (int) map.dimension(2))));
        }
      }
      return labelling.count();
    } catch (RuntimeException | Error e) {
      sink.discard();
      throw e;
    }
  }
}
