package sc.fiji.unet.inference;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import sc.fiji.unet.runtime.GpuFacts;
import sc.fiji.unet.runtime.Network;

/**
 * How large the tiles may be that the memory of a computer, or of its graphics card, holds, in
 * bytes.
 *
 * @param total of all
 * @param free of it, with what programs can have of the system's caches; empty where the system
 *     does not tell
 */
public record TileMemory(long total, OptionalLong free) {

  private static final long LARGEST = 3L << 30;

  /** No smaller than this by itself, in pixels: a halo then costs most of the time. */
  private static final int SMALLEST_TILE = 512;

  /**
   * In pixels: cores of 2048 behind a halo of 96, which costs a fifth of the time. A pixel takes as
   * long in tiles of any size ({@code bench/network tiles}).
   */
  private static final int LARGEST_TILE = 2240;

  private static final Path LINUX = Path.of("/proc/meminfo");

  /**
   * Of where a network computes.
   *
   * @param device empty for this computer itself
   */
  static TileMemory of(Optional<GpuFacts.Card> device) {
    return device.map(card -> new TileMemory(card.total(), card.free())).orElseGet(TileMemory::now);
  }

  /** Of this computer, now. */
  public static TileMemory now() {
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    long total = system.getTotalMemorySize();
    long free = system.getFreeMemorySize();
    if (System.getProperty("os.name").startsWith("Mac")) // which leaves next to nothing unused
    return new TileMemory(total, OptionalLong.empty());
    if (!Files.isReadable(LINUX)) return new TileMemory(total, OptionalLong.of(free));
    try {
      return linux(total, free, Files.readAllLines(LINUX));
    } catch (IOException e) {
      return new TileMemory(total, OptionalLong.of(free));
    }
  }

  /**
   * What Linux calls available counts caches, other than what it calls free. It is the computer's,
   * also where a container may take less.
   *
   * @param lines such as "MemAvailable: 2048 kB"
   */
  static TileMemory linux(long total, long free, List<String> lines) {
    boolean container = total < kilobytes("MemTotal", lines) << 10;
    long available = kilobytes("MemAvailable", lines) << 10;
    return new TileMemory(total, OptionalLong.of(container ? free : Math.max(free, available)));
  }

  private static long kilobytes(String name, List<String> lines) {
    return lines.stream()
        .filter(line -> line.matches(name + ":\\s*[0-9]+ kB"))
        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")))
        .findFirst()
        .orElse(0);
  }

  /** What a tile may take: half of what is free, or of an eighth of all if less is said to be. */
  public long ofTile() {
    return Math.min(LARGEST, Math.max(free.orElse(0), total / 8) / 2);
  }

  /**
   * Width and height of a tile that the network runs in this memory, and of which a row takes up to
   * a quarter of Java's heap.
   *
   * @param rowValues numbers in a row of pixels of the map
   */
  static int tileSize(Network network, long rowValues) {
    Runtime heap = Runtime.getRuntime();
    long heapFree = heap.maxMemory() - heap.totalMemory() + heap.freeMemory();
    long rows = heapFree / 4 / (Float.BYTES * rowValues);
    int side = of(network.card()).tileSize(network.bytesPerPixel());
    return (int) Math.min(side, Math.max(SMALLEST_TILE, rows));
  }

  int tileSize(long bytesPerPixel) {
    int side = (int) Math.sqrt((double) ofTile() / bytesPerPixel);
    return Math.max(SMALLEST_TILE, Math.min(LARGEST_TILE, side));
  }
}
