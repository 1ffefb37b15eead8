package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Resampling;
import sc.fiji.unet.images.RowStrips;
import sc.fiji.unet.images.Scratch;
import sc.fiji.unet.inference.TiledPrediction.Strips;

/**
 * Shows a model an image at the pixel size that it was trained at, and brings its probabilities
 * back to the image's own.
 */
public final class Rescaling {

  private final Interval image;
  private final Interval scaled;
  private final Scratch scratch;

  /** Two planes in turn: while one is predicted, the next is read. */
  private final List<List<RandomAccessibleInterval<FloatType>>> shown =
      List.of(new ArrayList<>(), new ArrayList<>());

  /**
   * @param image a plane (x, y), beginning at 0
   * @param scaled the same at the model's pixel size
   * @param scratch for what is scaled
   */
  public Rescaling(Interval image, Interval scaled, Scratch scratch) {
    this.image = image;
    this.scaled = scaled;
    this.scratch = scratch;
  }

  /**
   * A plane as the model wants it.
   *
   * @param index of the plane
   * @param channels (x, y) each
   * @return overwritten by the next plane but one
   */
  public List<RandomAccessibleInterval<FloatType>> show(
      int index, List<RandomAccessibleInterval<FloatType>> channels) {
    List<RandomAccessibleInterval<FloatType>> plane = shown.get(index % 2);
    for (int c = 0; c < channels.size(); c++) {
      if (c == plane.size()) plane.add(scratch.floats(scaled.dimensionsAsLongArray()));
      // Once from top to bottom: tiles would have it computed again for each of them.
      ImgUtil.copy(resampled(channels.get(c), scaled), plane.get(c));
    }
    return List.copyOf(plane);
  }

  /** What the model must predict, (x, y), so that a region of the image can be brought back. */
  public Interval show(Interval region) {
    long[] min = new long[2];
    long[] max = new long[2];
    for (int d = 0; d < 2; d++) {
      double scale = (double) scaled.dimension(d) / image.dimension(d);
      long margin = 1 + (long) Math.ceil(Math.max(1, scale)); // the filter's
      min[d] = Math.max(0, (long) (region.min(d) * scale) - margin);
      max[d] = Math.min(scaled.max(d), (long) ((region.max(d) + 1) * scale) + margin);
    }
    return new FinalInterval(min, max);
  }

  /**
   * Takes the strips that the model predicts and gives those of the image.
   *
   * @param region of the image, (x, y)
   * @param classes of the strips
   */
  public Strips back(Interval region, int classes, Strips strips) {
    RandomAccessibleInterval<FloatType> map =
        scratch.floats(scaled.dimension(0), scaled.dimension(1), classes);
    long end = show(region).max(1);
    return (plane, strip) -> {
      ImgUtil.copy(strip, Views.interval(map, strip));
      if (strip.max(1) < end) return;
      RandomAccessibleInterval<FloatType> own = resampled(map, image);
      for (Interval rows : RowStrips.of(region))
        strips.accept(plane, Views.interval(own, withClasses(rows, classes)));
    };
  }

  private static Interval withClasses(Interval rows, int classes) {
    return FinalInterval.createMinMax(
        rows.min(0), rows.min(1), 0, rows.max(0), rows.max(1), classes - 1);
  }

  private static RandomAccessibleInterval<FloatType> resampled(
      RandomAccessibleInterval<FloatType> image, Interval size) {
    return Resampling.of(image, size.dimension(0), size.dimension(1));
  }
}
