package sc.fiji.unet.imagej;

import ij.ImagePlus;
import java.io.Closeable;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.RealType;

/** The slices of a result, in memory or on disk, while it is made and after. */
interface Slices extends Closeable {

  /**
   * Copies pixels into a slice.
   *
   * @param slice from 0
   * @param pixels (x, y): a slice, or the part of it that its interval says
   * @throws java.io.UncheckedIOException if the disk is full or cannot be written
   */
  void write(int slice, RandomAccessibleInterval<? extends RealType<?>> pixels);

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
