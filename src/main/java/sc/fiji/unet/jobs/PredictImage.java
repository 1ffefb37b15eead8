package sc.fiji.unet.jobs;

import java.util.concurrent.CancellationException;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.inference.KeptTiles;
import sc.fiji.unet.inference.MapBlock;
import sc.fiji.unet.inference.TileQueue;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

/** Makes the probability map of a plane, in memory. */
public final class PredictImage {

  private final OpenModel model;
  private final SegmentationSettings settings;

  /**
   * @param model stays open as long as this works
   * @param settings of which tile size and averaging count
   */
  public PredictImage(OpenModel model, SegmentationSettings settings) {
    this.model = model;
    this.settings = settings;
  }

  /**
   * Allocates a probability map and fills it.
   *
   * @param image axis order (x, y, channel), grey values
   * @return axis order (x, y, class), beginning at 0, values 0 to 1
   * @throws UserException if the image has not the channels the model was trained with
   * @throws CancellationException if canceled
   */
  public RandomAccessibleInterval<FloatType> run(
      RandomAccessibleInterval<FloatType> image, Progress progress) {
    Interval plane = new FinalInterval(image.dimension(0), image.dimension(1));
    RandomAccessibleInterval<FloatType> map =
        ArrayImgs.floats(
            plane.dimension(0), plane.dimension(1), model.description().output().channels().size());
    TileQueue queue =
        new TileQueue(
            model.description(),
            model.network(),
            settings.tileSize(),
            settings.testTimeAugmentation(),
            1,
            index -> image,
            plane,
            KeptTiles.NONE,
            progress);
    while (queue.hasNext()) {
      MapBlock block = queue.next();
      ImgUtil.copy(block.map(), Views.interval(map, block.map()));
    }
    return map;
  }
}
