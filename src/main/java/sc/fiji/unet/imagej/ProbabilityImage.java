package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import java.io.Closeable;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;
import sc.fiji.unet.images.RowBlocks;
import sc.fiji.unet.images.Storage;

/**
 * Collects the probability maps of an image's planes into a 32-bit hyperstack, one channel a class,
 * in memory or on disk.
 */
final class ProbabilityImage implements Closeable {

  private final Planes planes;
  private final int classes;
  private final Slices slices;
  private final long planeSize;
  private long written;

  /**
   * @param planes of the image that is segmented: gives title, scale, slices, frames, slice labels
   * @param region the part (x, y) of each plane that is written; around it the map is 0
   * @param classes their names, in the order of the maps
   * @throws sc.fiji.unet.progress.UserException if it is too large for memory and for the disk
   */
  public ProbabilityImage(Planes planes, Interval region, List<String> classes, Storage storage) {
    this.planes = planes;
    this.classes = classes.size();
    planeSize = Intervals.numElements(region) * this.classes;
    String[] labels =
        Arrays.stream(planes.labels())
            .flatMap(label -> classes.stream().map(c -> label == null ? c : c + " " + label))
            .toArray(String[]::new);
    slices = Slices.of(storage, planes, labels, 32, this::form);
  }

  /**
   * Writes a part of a plane's region. Parts come in any order, each pixel once.
   *
   * @param index of the plane, from 0
   * @param part (x, y, class), 0 to 1, where its interval says, with all classes
   */
  public void write(int index, RandomAccessibleInterval<FloatType> part) {
    for (int c = 0; c < classes; c++) {
      RandomAccessibleInterval<FloatType> map = Views.hyperSlice(part, 2, part.min(2) + c);
      PrimitiveBlocks<FloatType> blocks =
          PrimitiveBlocks.of(map, PrimitiveBlocks.OnFallback.ACCEPT);
      for (Interval block : RowBlocks.of(map)) {
        float[] values = new float[(int) Intervals.numElements(block)];
        blocks.copy(block, values);
        slices.write(index * classes + c, block, values);
      }
    }
    written += Intervals.numElements(part);
  }

  /**
   * The hyperstack, "TITLE probabilities", displayed from 0 to 1. A slice label is the class, then
   * the input's slice label. A virtual stack if it is on disk.
   *
   * @throws IllegalStateException before all planes are there
   */
  public ImagePlus toImagePlus() {
    if (written != planeSize * planes.count())
      throw new IllegalStateException(
          String.format(
              "The maps of %d of %d planes are there.", written / planeSize, planes.count()));
    return slices.toImagePlus();
  }

  /** Deletes what is on disk, unless there is an image of it. */
  @Override
  public void close() {
    slices.close();
  }

  /** Deletes what is on disk: images of it have no pixels any more. */
  void delete() {
    slices.delete();
  }

  private ImagePlus form(ImageStack stack) {
    ImagePlus image = planes.result(ResultImages.Kind.PROBABILITIES, stack, classes);
    image.setDisplayRange(0, 1);
    return image;
  }
}
