package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
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
    assertEquals(expected, new TileMemory(0, OptionalLong.of(free)).tileSize(bytesPerPixel));
  }

  @Test
  void anEighthOfAllIsCountedOn() {
    assertEquals(1L << 29, new TileMemory(8L << 30, OptionalLong.of(1)).ofTile());
    assertEquals(1L << 29, new TileMemory(8L << 30, OptionalLong.empty()).ofTile());
  }

  /** What caches hold can be had; in a container the computer's memory cannot. */
  @Test
  void linuxTellsWhatCanBeHad() {
    List<String> lines =
        List.of("MemTotal:       8388608 kB", "MemFree: 1 kB", "MemAvailable:  2097152 kB");
    assertEquals(OptionalLong.of(2L << 30), TileMemory.linux(8L << 30, 1024, lines).free());
    assertEquals(OptionalLong.of(1024), TileMemory.linux(1L << 30, 1024, lines).free());
    assertEquals(OptionalLong.of(1024), TileMemory.linux(8L << 30, 1024, List.of()).free());
  }

  @Test
  void ofThisComputer() {
    TileMemory now = TileMemory.now();
    assertTrue(now.free().orElse(1) > 0 && now.free().orElse(1) <= now.total(), now.toString());
  }
}
