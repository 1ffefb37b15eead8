package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TileMemoryTest {

  /** Half of the free memory, at most 1 GB, and 512 to 4096 pixels. */
  @ParameterizedTest
  @CsvSource({
    "24, 304, 1879", // 2^30 / 304 = 1879.4^2
    "1, 304, 1328",
    "1, 1168, 677",
    "0.1, 1168, 512",
    "24, 60, 4096"
  })
  void tileSizeFollowsTheFreeMemory(double freeGigabytes, int bytesPerPixel, int expected) {
    long free = (long) (freeGigabytes * (1L << 30));
    assertEquals(expected, TileMemory.tileSize(free, bytesPerPixel));
  }
}
