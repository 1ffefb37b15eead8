package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.ImgUtil;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Channels;
import sc.fiji.unet.images.Resampling;
import sc.fiji.unet.images.Scratch;

/**
 * Shows a model an image at the pixel size that it was trained at, and brings its probabilities
 * back to the image's own.
 */
final class Rescaling {

  private final Interval image;
  private final Interval scaled;
  private final Scratch scratch;
  private final RandomAccessibleInterval<FloatType> map;

  /** Two planes in turn: while one is predicted, the next is read. */
  private final List<List<RandomAccessibleInterval<FloatType>>> shown =
      List.of(new ArrayList<>(), new ArrayList<>());

  /**
   * @param image a plane (x, y), beginning at 0
   * @param scaled the same at the model's pixel size
   * @param classes of the map
   * @param scratch for what is scaled
   */
  Rescaling(Interval image, Interval scaled, int classes, Scratch scratch) {
    this.image = image;
    this.scaled = scaled;
    this.scratch = scratch;
    map = scratch.floats(scaled.dimension(0), scaled.dimension(1), classes);
  }

  /**
   * A plane as the model wants it.
   *
   * @param index of the plane
   * @param plane axis order (x, y, channel)
   * @return the same; overwritten by the next plane but one
   */
  RandomAccessibleInterval<FloatType> show(int index, RandomAccessibleInterval<FloatType> plane) {
    List<RandomAccessibleInterval<FloatType>> channels = Channels.apart(plane);
    List<RandomAccessibleInterval<FloatType>> targets = shown.get(index % 2);
    for (int c = 0; c < channels.size(); c++) {
      if (c == targets.size()) targets.add(scratch.floats(scaled.dimensionsAsLongArray()));
      // Once from top to bottom: tiles would have it computed again for each of them.
      ImgUtil.copy(resampled(channels.get(c), scaled), targets.get(c));
    }
    return Channels.together(List.copyOf(targets));
  }

  /** What the model must predict, (x, y), so that a region of the image can be brought back. */
  Interval show(Interval region) {
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
   * Takes a block that the model predicted.
   *
   * @param block axis order (x, y, class)
   */
  void add(RandomAccessibleInterval<FloatType> block) {
    ImgUtil.copy(block, Views.interval(map, block));
  }

  /** The map of the plane whose blocks were added, axis order (x, y, class), as the image. */
  RandomAccessibleInterval<FloatType> map() {
    return resampled(map, image);
  }

  private static RandomAccessibleInterval<FloatType> resampled(
      RandomAccessibleInterval<FloatType> image, Interval size) {
    return Resampling.of(image, size.dimension(0), size.dimension(1));
  }
}
