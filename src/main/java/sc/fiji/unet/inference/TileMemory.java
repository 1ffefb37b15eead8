package sc.fiji.unet.inference;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import sc.fiji.unet.runtime.TrainedModel;

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

  /** Width and height of a tile that the model runs in half of the memory that is free now. */
  static int tileSize(TrainedModel model) {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    // What caches hold is not called free, but can be had.
    long free = Math.max(system.getFreeMemorySize(), system.getTotalMemorySize() / 8);
    return tileSize(free, model.bytesPerPixel());
  }

  static int tileSize(long free, long bytesPerPixel) {
    int side = (int) Math.sqrt((double) Math.min(free / 2, LARGEST) / bytesPerPixel);
    return Math.max(SMALLEST_TILE, Math.min(LARGEST_TILE, side));
  }
}
