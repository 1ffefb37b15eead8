package sc.fiji.unet.imagej;

import ij.ImagePlus;
import java.io.Closeable;
import net.imglib2.Interval;

/** The slices of a result, in memory or on disk, while it is made and after. */
public interface Slices extends Closeable {

  /**
   * Writes a part of a slice.
   *
   * @param slice from 0
   * @param part (x, y), inside of the slice
   * @param pixels short[] (16 bit) or float[] (32 bit), as many as the part has, X fastest
   * @throws java.io.UncheckedIOException if the disk is full or cannot be written
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
   * @throws java.io.UncheckedIOException if the disk is full or cannot be written
   */
  ImagePlus toImagePlus();

  /** Deletes what is on disk, unless there is an image of it. */
  @Override
  void close();
}
