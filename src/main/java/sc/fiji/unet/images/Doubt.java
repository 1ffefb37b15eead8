package sc.fiji.unet.images;

import java.awt.Rectangle;
import java.util.Arrays;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;

/**
 * How sure a network is of an image, and where it is least sure: added up while its map comes. What
 * it is unsure of is a pixel's p (1 - p).
 */
public final class Doubt {

  /** Widths and heights of the tiles that are told; a person annotates one in some minutes. */
  private static final int TILE = 256;

  /** Share of the pixels that an image is taken to show at least: an empty one is no doubt. */
  private static final double LEAST_SHOWN = 0.01;

  private final int width;
  private final int height;
  private final int across;
  private final double[] tiles;
  private double unsure;
  private double shown;
  private long pixels;
  private int item;
  private double most = -1;
  private int leastSureItem;
  private int leastSureTile;

  /**
   * @param image its pixels, beginning at 0
   */
  public Doubt(Interval image) {
    width = (int) image.dimension(0);
    height = (int) image.dimension(1);
    across = (width + TILE - 1) / TILE;
    tiles = new double[across * ((height + TILE - 1) / TILE)];
  }

  /** Of an image of one plane. */
  public static Doubt of(RandomAccessibleInterval<FloatType> foreground) {
    Doubt doubt = new Doubt(foreground);
    doubt.add(0, Views.zeroMin(foreground));
    return doubt;
  }

  /**
   * Adds a part of the map.
   *
   * @param plane its item, no smaller than that of the part before
   * @param foreground axis order (x, y), where it is in the image; not a number is background
   */
  public void add(int plane, RandomAccessibleInterval<FloatType> foreground) {
    if (plane != item) nextPlane(plane);
    int left = (int) foreground.min(0);
    int columns = (int) foreground.dimension(0);
    int x = 0;
    int y = (int) foreground.min(1);
    for (FloatType probability : Views.flatIterable(foreground)) {
      float p = probability.get();
      if (p > 0) {
        double doubt = p * (1 - p);
        tiles[y / TILE * across + (left + x) / TILE] += doubt;
        unsure += doubt;
        shown += p;
      }
      pixels++;
      if (++x == columns) {
        x = 0;
        y++;
      }
    }
  }

  private void nextPlane(int plane) {
    for (int tile = 0; tile < tiles.length; tile++)
      if (tiles[tile] > most) {
        most = tiles[tile];
        leastSureItem = item;
        leastSureTile = tile;
      }
    Arrays.fill(tiles, 0);
    item = plane;
  }

  /**
   * How sure it is, from 0 to 1: what its Dice coefficient would be if its probabilities were
   * right, the sum of p² over that of p.
   */
  public double sureness() {
    return 1 - unsure / Math.max(shown + LEAST_SHOWN * pixels, Double.MIN_NORMAL);
  }

  /** The item that {@link #leastSure} is in. */
  public int leastSureItem() {
    nextPlane(item);
    return leastSureItem;
  }

  /** The tile with the largest doubt, in pixels of the image. */
  public Rectangle leastSure() {
    nextPlane(item);
    return new Rectangle(leastSureTile % across * TILE, leastSureTile / across * TILE, TILE, TILE)
        .intersection(new Rectangle(width, height));
  }
}
