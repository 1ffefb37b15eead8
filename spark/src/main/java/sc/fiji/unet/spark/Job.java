package sc.fiji.unet.spark;

import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.IntervalIndexer;

/**
 * What each task is told: where everything is, and how the image is cut.
 *
 * @param image folder of the OME-Zarr image, the same on all computers
 * @param state words for the image's files, others where it is written anew
 * @param labels their name in the image
 * @param model name of a model of the plugin, or the path of a package
 * @param sha256 of the model's package: a computer that finds another one there refuses
 * @param options of the command line
 * @param width of the image
 * @param height of the image
 * @param slices that objects go through, 1 of planes
 * @param items planes
 * @param planeWidth of a plane as the network sees it
 * @param planeHeight the same
 */
record Job(
    String image,
    String state,
    String labels,
    String model,
    String sha256,
    Options options,
    long width,
    long height,
    int slices,
    int items,
    long planeWidth,
    long planeHeight)
    implements Serializable {

  /**
   * A box of one plane, or of one volume.
   *
   * @param item the plane, or the volume's first one
   * @param box (x, y[, z])
   */
  record Part(int item, Interval box) {}

  Job withPlane(long newWidth, long newHeight) {
    return new Job(
        image, state, labels, model, sha256, options, width, height, slices, items, newWidth,
        newHeight);
  }

  /** What must be the same for the work to go on. */
  String words() {
    return String.join("\n", image, state, labels, sha256, options.toString());
  }

  Interval plane() {
    return new FinalInterval(planeWidth, planeHeight);
  }

  /** What has objects in common: a plane, or a volume. */
  Interval whole() {
    return slices == 1
        ? new FinalInterval(width, height)
        : new FinalInterval(width, height, slices);
  }

  /** Parts of all planes as the network sees them. */
  List<Part> predictions() {
    return parts(plane(), 1);
  }

  /** Blocks of all planes, or volumes: those of one follow one another. */
  List<Part> blocks() {
    return parts(whole(), slices);
  }

  private List<Part> parts(Interval whole, int itemsOfOne) {
    long[] size = {options.block(), options.block(), options.depth()};
    long[] counts = new long[whole.numDimensions()];
    long count = 1;
    for (int d = 0; d < counts.length; d++) {
      counts[d] = (whole.dimension(d) - 1) / size[d] + 1;
      count *= counts[d];
    }
    List<Part> parts = new ArrayList<>();
    for (int item = 0; item < items; item += itemsOfOne)
      for (long i = 0; i < count; i++) {
        long[] min = new long[counts.length];
        IntervalIndexer.indexToPosition(i, counts, min);
        long[] max = new long[counts.length];
        for (int d = 0; d < counts.length; d++) {
          min[d] *= size[d];
          max[d] = Math.min(whole.max(d), min[d] + size[d] - 1);
        }
        parts.add(new Part(item, new FinalInterval(min, max)));
      }
    return parts;
  }
}
