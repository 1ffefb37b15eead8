package sc.fiji.unet.tiling;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;

/**
 * Cuts an image into tiles whose stitched predictions equal the prediction of the whole image.
 *
 * <p>The whole image is the image, mirrored at its far ends up to a multiple of the stride. Inside
 * it a tile carries a halo as wide as the network looks; at its border a tile ends where the whole
 * image ends, so that the network's own zero padding falls on the same pixels. Cores begin at
 * multiples of the stride, so that poolings fall on the same pixels, too.
 */
public final class TileGrid {

  private final int stride;
  private final int halo;
  private final int tileSize;

  /**
   * @param stride multiple to which the network's input must be aligned, in pixels
   * @param reach how far the network looks beyond an aligned core, in pixels
   * @param tileSize largest width and height of what the network is given, halo included, in pixels
   * @throws IllegalArgumentException if no core is left inside the halo
   */
  public TileGrid(int stride, int reach, int tileSize) {
    this.stride = stride;
    this.halo = roundUp(reach, stride);
    this.tileSize = tileSize;
    requireTileSize(tileSize, smallestTileSize(stride, reach));
  }

  /**
   * @throws IllegalArgumentException if a tile is smaller than the smallest allowed, both in pixels
   */
  public static void requireTileSize(int tileSize, int smallest) {
    if (tileSize < smallest)
      throw new IllegalArgumentException(
          "The tile size is "
              + tileSize
              + "; this model needs at least "
              + smallest
              + " pixels, or 0 to choose by itself.");
  }

  /** The smallest tile that still has a core, in pixels. */
  public static int smallestTileSize(int stride, int reach) {
    return 2 * roundUp(reach, stride) + stride;
  }

  /**
   * @param image an interval of any number of dimensions that begins at 0
   * @return the tiles in raster order, as even in size as the stride allows
   */
  public List<Tile> tiles(Interval image) {
    List<List<long[]>> spans = new ArrayList<>();
    for (int d = 0; d < image.numDimensions(); d++) spans.add(spans(image.dimension(d)));
    return combine(spans);
  }

  /**
   * Tiles that are all of one size, for a network of which no more is known than how wide a border
   * of its output is worth nothing: the image is mirrored around all its ends.
   *
   * @param image an interval of any number of dimensions that begins at 0
   * @param size of each tile's source, in pixels of each dimension
   * @param halo of each side, in pixels of each dimension; less than half of the size
   * @return the tiles in raster order
   */
  public static List<Tile> tilesOfSize(Interval image, long[] size, long[] halo) {
    List<List<long[]>> spans = new ArrayList<>();
    for (int d = 0; d < image.numDimensions(); d++) {
      List<long[]> along = new ArrayList<>();
      long core = size[d] - 2 * halo[d];
      for (long min = 0; min < image.dimension(d); min += core) {
        long source = min - halo[d];
        long max = Math.min(min + core, image.dimension(d)) - 1;
        along.add(new long[] {min, max, source, source + size[d] - 1});
      }
      spans.add(along);
    }
    return combine(spans);
  }

  /**
   * @param spans for each dimension: least and largest index of core and source
   */
  private static List<Tile> combine(List<List<long[]>> spans) {
    List<Tile> tiles = new ArrayList<>();
    long[] counts = spans.stream().mapToLong(List::size).toArray();
    long total = Intervals.numElements(counts);
    int n = spans.size();
    for (long index = 0; index < total; index++) {
      long[][] bounds = new long[4][n];
      long rest = index;
      for (int d = 0; d < n; d++) {
        long[] span = spans.get(d).get((int) (rest % counts[d]));
        rest /= counts[d];
        for (int i = 0; i < 4; i++) bounds[i][d] = span[i];
      }
      tiles.add(
          new Tile(
              new FinalInterval(bounds[0], bounds[1]), new FinalInterval(bounds[2], bounds[3])));
    }
    return tiles;
  }

  private List<long[]> spans(long length) {
    long whole = roundUp(length, stride);
    long core = whole;
    if (whole > tileSize) {
      long largest = (tileSize - 2L * halo) / stride * stride;
      long pieces = (whole + largest - 1) / largest;
      core = roundUp((whole + pieces - 1) / pieces, stride);
    }
    List<long[]> spans = new ArrayList<>();
    for (long min = 0; min < length; min += core) {
      long end = Math.min(min + core, whole);
      spans.add(
          new long[] {
            min, Math.min(end, length) - 1, Math.max(0, min - halo), Math.min(whole, end + halo) - 1
          });
    }
    return spans;
  }

  private static long roundUp(long value, int multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  private static int roundUp(int value, int multiple) {
    return (int) roundUp((long) value, multiple);
  }
}
