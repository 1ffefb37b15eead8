package sc.fiji.unet.labels;

import java.io.Closeable;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import sc.fiji.unet.images.FoundObjects;

/**
 * Makes the label image of one image, whose maps come in parts: from the first to the last in
 * raster order (X fastest), a plane in blocks of rows, a volume in slabs of planes or blocks of
 * rows of a plane. How they are cut changes no label.
 *
 * <pre>{@code
 * try (Labeller labeller = separation.labeller(plane, classes, storage)) {
 *   for (Maps block : blocks) labeller.add(block);
 *   int objects = labeller.finish(ObjectFilter.minimum(20), 1);
 *   RandomAccessibleInterval<IntType> labels = labeller.labels();
 * }
 * }</pre>
 */
public interface Labeller extends Closeable {

  /**
   * Takes the next part of the maps.
   *
   * @param part as large as the image along all axes before the one that is cut, and 1 along those
   *     after it; only {@link DistanceSeeds} look at the distance, and need it
   * @throws IllegalArgumentException if it is of another size, or longer than what is missing
   * @throws IllegalStateException after {@link #finish}
   */
  void add(Maps part);

  /**
   * Separates the objects, drops some or fills their holes, and numbers those that are left.
   *
   * @param keep which are left
   * @param firstLabel label of the first object, 1 or more; the others follow, in raster order of
   *     their first pixels. Background is 0
   * @return the number of objects, 0 if there is none
   * @throws IllegalArgumentException if the first label is below 1
   * @throws sc.fiji.unet.progress.UserException if the last label were above 2^31 - 1
   * @throws IllegalStateException if parts are missing, and if it was called before
   */
  int finish(ObjectFilter keep, int firstLabel);

  /**
   * The label image, only to be read: each slice (a row, a plane) is made when it is read, and not
   * kept. Any number of threads may read it.
   *
   * @return where the image is
   * @throws IllegalStateException before {@link #finish}
   */
  RandomAccessibleInterval<IntType> labels();

  /**
   * What the maps say of each object.
   *
   * @throws IllegalStateException before {@link #finish}
   */
  FoundObjects objects();

  /** Deletes what was kept on disk; the labels and objects can be read on. */
  @Override
  void close();
}
