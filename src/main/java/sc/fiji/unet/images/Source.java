package sc.fiji.unet.images;

import java.util.List;
import java.util.Optional;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.model.Axes;
import sc.fiji.unet.model.PixelSize;

/**
 * An image as a model sees it: items of one size, whose pixels are read when they are asked for.
 */
public interface Source {

  /** For sentences: a title, a file's name. */
  String name();

  /** Of each item, slowest first: "cyx" for planes, "czyx" for volumes. */
  Axes axes();

  /** The pixels (x, y[, z]) of each item, beginning at 0. */
  Interval interval();

  /** Channels of each item. */
  int channels();

  /** What a pixel covers of the specimen, if it is known. */
  Optional<PixelSize> pixelSize();

  /** What the image says of its pixel size, for sentences: "1.0 pixel x 1.0 pixel". */
  default String calibration() {
    return pixelSize().map(PixelSize::toString).orElse("no unit of length");
  }

  /** The part of each item that is wanted; a model still sees what lies around it. */
  default Selection selection() {
    return Selection.all(interval());
  }

  /** What of the image is read in another way than one might think, for people. */
  default List<String> remarks() {
    return List.of();
  }

  /** Planes that follow each other in one volume (z): items 0 to this - 1, and so on. */
  default int slices() {
    return 1;
  }

  /** Distance of two slices in widths of a pixel; 1 where it is not known. */
  default double sliceSpacing() {
    return 1;
  }

  /**
   * Slices above and below each whose channels an item holds, too, from the first slice to the
   * last: those of its volume, and beyond its ends the first or last one again.
   */
  default int context() {
    return 0;
  }

  /**
   * Keeps the image open while it is read, up to {@link #release}.
   *
   * @throws sc.fiji.unet.progress.UserException if something else has it
   */
  default void hold() {}

  /** Ends {@link #hold}: nothing reads the image any more. */
  default void release() {}

  /** Number of planes for a 2D model, of volumes for a 3D one. */
  int items();

  /**
   * One of the items; read lazily where the image can be.
   *
   * @param index from 0
   * @return axis order (x, y[, z], channel), grey values
   */
  RandomAccessibleInterval<FloatType> item(int index);
}
