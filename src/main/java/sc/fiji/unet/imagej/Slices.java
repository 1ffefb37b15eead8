package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.ImageStack;
import java.io.Closeable;
import java.io.IOException;
import java.util.function.Function;
import net.imglib2.Interval;
import sc.fiji.unet.images.Storage;

/** The slices of a result, in memory or on disk, while it is made and after. */
interface Slices extends Closeable {

  /**
   * Room for the slices of a result, all 0.
   *
   * @param storage decides whether in memory or on disk
   * @param planes of the image that is segmented, as large as the result
   * @param labels one for each slice, null for none
   * @param bitDepth 16 or 32 (float)
   * @param form gives the stack of these slices, or one of the same number of smaller slices, its
   *     title, dimensions, scale and colours
   * @throws sc.fiji.unet.progress.UserException if the disk is full or cannot be written
   */
  static Slices of(
      Storage storage,
      Planes planes,
      String[] labels,
      int bitDepth,
      Function<ImageStack, ImagePlus> form) {
    int width = planes.image().getWidth();
    int height = planes.image().getHeight();
    long bytes = (long) width * height * labels.length * (bitDepth / 8);
    if (bytes <= storage.limit()) return new MemorySlices(width, height, labels, bitDepth, form);
    storage.requireRoom(bytes);
    try {
      return new DiskSlices(storage, width, height, labels, bitDepth, form);
    } catch (IOException e) {
      throw storage.unwritable(e);
    }
  }

  /**
   * Writes a part of a slice.
   *
   * @param slice from 0
   * @param part (x, y), inside of the slice
   * @param pixels short[] (16 bit) or float[] (32 bit), as many as the part has, X fastest
   * @throws sc.fiji.unet.progress.UserException if the disk is full or cannot be written
   */
  void write(int slice, Interval part, Object pixels);

  /**
   * The pixels of a slice that is written.
   *
   * @return short[] or float[], only to be read
   */
  Object read(int slice);

  /**
   * An image of the slices. Nothing is written after this.
   *
   * @throws sc.fiji.unet.progress.UserException if the disk is full or cannot be written
   */
  ImagePlus toImagePlus();

  /** Deletes what is on disk, unless there is an image of it. */
  @Override
  void close();

  /** Deletes what is on disk: images of it have no pixels any more. */
  void delete();
}
