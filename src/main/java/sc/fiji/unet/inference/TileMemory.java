package sc.fiji.unet.inference;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import sc.fiji.unet.runtime.Network;

/** How large the tiles may be that this computer's memory holds. */
final class TileMemory {

  /**
   * More gains little: for a network of 16 filters it is a tile of 2100 pixels, where the halo
   * costs a fifth of the time.
   */
  private static final long LARGEST = 1L << 30;

  /** No smaller than this by itself, in pixels: a halo then costs most of the time. */
  private static final int SMALLEST_TILE = 512;

  private static final int LARGEST_TILE = 4096;

  private TileMemory() {}

  /**
   * Width and height of a tile that the network runs in half of the memory that is free now, and of
   * which a row takes up to a quarter of Java's heap.
   *
   * @param rowValues numbers in a row of pixels of the map
   */
  static int tileSize(Network network, long rowValues) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    // What caches hold is not called free, but can be had.
    long free = Math.max(system.getFreeMemorySize(), system.getTotalMemorySize() / 8);
    Runtime heap = Runtime.getRuntime();
    long heapFree = heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
    long rows = heapFree / 4 / (Float.BYTES * rowValues);
    return (int) Math.min(tileSize(free, network.bytesPerPixel()), Math.max(SMALLEST_TILE, rows));
  }

  static int tileSize(long free, long bytesPerPixel) {
    int side = (int) Math.sqrt((double) Math.min(free / 2, LARGEST) / bytesPerPixel);
    return Math.max(SMALLEST_TILE, Math.min(LARGEST_TILE, side));
  }
}
