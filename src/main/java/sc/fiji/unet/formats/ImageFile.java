package sc.fiji.unet.formats;

import java.io.Closeable;
import java.util.List;
import java.util.Optional;
import sc.fiji.unet.model.PixelSize;

/**
 * An image in a file, or a folder of files, that may be larger than memory: regions of it are read
 * when they are asked for, by any number of threads. Sizes and places are of five numbers in
 * ImageJ's order, (x, y, channel, z, t); an axis that a file has not is 1 long.
 */
public interface ImageFile extends Closeable {

  /** For sentences: the file's name. */
  String name();

  /** Resolutions, at least one: level 0 is the full one, each further one coarser. */
  int levels();

  /**
   * @param level from 0
   */
  long[] size(int level);

  /** What a pixel of a level covers of the specimen, if it is known. */
  Optional<PixelSize> pixelSize(int level);

  /** Distance of two slices of a level in widths of a pixel; 1 where it is not known. */
  double sliceSpacing(int level);

  /** Names of the channels; empty where the file has none. */
  List<String> channels();

  /**
   * Width and height of what is read at once from the file (a tile, a chunk): regions that begin
   * and end there cost least.
   */
  int[] blockSize(int level);

  /**
   * Reads a region: what the file holds, unscaled; the fill value where it says that nothing was
   * written.
   *
   * @param min its first pixel, within the level
   * @param size five numbers, the region ends within the level
   * @param values as many as the region has, x fastest; those of 64 bit are rounded to 32
   * @throws sc.fiji.unet.progress.UserException if the file is damaged there, or cannot be read
   */
  void read(int level, long[] min, int[] size, float[] values);
}
