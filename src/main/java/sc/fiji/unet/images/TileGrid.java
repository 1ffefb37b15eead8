package sc.fiji.unet.images;

import java.util.ArrayList;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.util.Intervals;
import sc.fiji.unet.model.AxisSize;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.progress.UserException;

/**
 * Cuts an image into tiles whose stitched predictions equal the prediction of the whole image.
 *
 * <p>The whole image is the image, mirrored at its far ends up to a multiple of the stride. Inside
 * it a tile carries a halo as wide as the network looks; at its border a tile ends where the whole
 * image ends, so that the network's own zero padding falls on the same pixels. Cores begin at
 * multiples of the stride, so that poolings fall on the same pixels, too.
 */
public final class TileGrid {

  /** Of most networks: five poolings. */
  private static final int LARGEST_STRIDE = 32;

  private final int stride;
  private final int halo;
  private final int tileSize;

  /**
   * @param stride multiple to which the network's input must be aligned, in pixels
   * @param halo how far the network looks beyond an aligned core, in pixels
   * @param tileSize largest width and height of what the network is given, halo included, in pixels
   * @throws UserException if no core is left inside the halo
   */
  public TileGrid(int stride, int halo, int tileSize) {
    this.stride = stride;
    this.halo = roundUp(halo, stride);
    this.tileSize = tileSize;
    requireTileSize(tileSize, smallestTileSize(stride, halo));
  }

  /**
   * Cuts an image for a network.
   *
   * @param image (x, y[, z]), beginning at 0
   * @param region the part of it that is wanted
   * @param tileSize as in the constructor; tiles of a network of other programs may be larger where
   *     it takes no smaller ones
   * @return the tiles in raster order; see {@link #tiles(Interval, Interval)} and {@link
   *     #tilesOfSize}
   */
  public static List<Tile> tiles(Tiling tiling, Interval image, Interval region, int tileSize) {
    if (tiling instanceof Tiling.Exact exact)
      return new TileGrid(exact.stride(), exact.halo(), tileSize).tiles(image, region);
    Tiling.Blended blended = (Tiling.Blended) tiling;
    int n = region.numDimensions();
    long[] size = new long[n];
    long[] halo = new long[n];
    long[] stride = new long[n];
    for (int d = 0; d < n; d++) {
      AxisSize sizes = blended.sizes().get(d);
      halo[d] = blended.halo().get(d);
      // No larger than the image needs.
      size[d] = Math.min(sizes.atLeast(region.dimension(d) + 2 * halo[d]), sizes.atMost(tileSize));
      stride[d] = stride(sizes);
    }
    return tilesOfSize(region, size, halo, stride);
  }

  /** A network of one size does not tell; it divides the size. */
  private static long stride(AxisSize sizes) {
    return sizes.step() > 0
        ? sizes.step()
        : Math.min(LARGEST_STRIDE, Integer.lowestOneBit(sizes.min()));
  }

  /** The smallest tile that a network can be given, in pixels. */
  public static int smallestTileSize(Tiling tiling) {
    return tiling instanceof Tiling.Exact exact
        ? smallestTileSize(exact.stride(), exact.halo())
        : ((Tiling.Blended) tiling).sizes().stream().mapToInt(AxisSize::min).max().orElseThrow();
  }

  /**
   * @throws UserException if a tile is smaller than the smallest allowed, both in pixels
   */
  public static void requireTileSize(int tileSize, int smallest) {
    if (tileSize < smallest)
      throw new UserException(
          "The tile size is "
              + tileSize
              + "; this model needs at least "
              + smallest
              + " pixels, or 0 to choose by itself.");
  }

  /** The smallest tile that still has a core, in pixels. */
  static int smallestTileSize(int stride, int halo) {
    return 2 * roundUp(halo, stride) + stride;
  }

  /**
   * @param image an interval of any number of dimensions that begins at 0
   * @param region the part of it that is wanted
   * @return the tiles in raster order, as even in size as the stride allows; their cores cover the
   *     region once
   */
  public List<Tile> tiles(Interval image, Interval region) {
    List<List<long[]>> spans = new ArrayList<>();
    for (int d = 0; d < image.numDimensions(); d++)
      spans.add(spans(image.dimension(d), region.min(d), region.max(d)));
    return combine(spans);
  }

  /**
   * Tiles that are all of one size, for a network of which no more is known than how wide a border
   * of its output is worth nothing: the image is mirrored around all its ends.
   *
   * @param region an interval of any number of dimensions
   * @param size of each tile's source, in pixels of each dimension
   * @param halo of each side, in pixels of each dimension; less than half of the size
   * @param stride so many pixels, or a multiple of it, are tiles apart in each dimension, so that
   *     poolings fall on the same pixels; or else their cores' width
   * @return the tiles in raster order; neighbours have about a quarter of their cores in common
   */
  public static List<Tile> tilesOfSize(Interval region, long[] size, long[] halo, long[] stride) {
    List<List<long[]>> spans = new ArrayList<>();
    for (int d = 0; d < region.numDimensions(); d++) {
      List<long[]> along = new ArrayList<>();
      long core = size[d] - 2 * halo[d];
      long step = Math.min(core, roundUp(core - core / 4, stride[d]));
      for (long min = region.min(d); ; min += step) {
        long source = min - halo[d];
        long max = Math.min(min + core - 1, region.max(d));
        along.add(new long[] {min, max, source, source + size[d] - 1});
        if (max == region.max(d)) break;
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

  /** Along one dimension of an image, for the part of it from first to last. */
  private List<long[]> spans(long length, long first, long last) {
    long whole = roundUp(length, stride);
    long begin = first / stride * stride;
    long end = roundUp(last + 1, stride);
    long core = end - begin;
    if (Math.min(whole, end + halo) - Math.max(0, begin - halo) > tileSize) {
      long largest = (tileSize - 2L * halo) / stride * stride;
      long count = (core + largest - 1) / largest;
      core = roundUp((core + count - 1) / count, stride);
    }
    List<long[]> spans = new ArrayList<>();
    for (long min = begin; min < end; min += core) {
      long next = Math.min(min + core, end);
      spans.add(
          new long[] {
            Math.max(min, first),
            Math.min(next - 1, last),
            Math.max(0, min - halo),
            Math.min(whole, next + halo) - 1
          });
    }
    return spans;
  }

  private static long roundUp(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }

  private static int roundUp(int value, int multiple) {
    return (int) roundUp((long) value, multiple);
  }
}
