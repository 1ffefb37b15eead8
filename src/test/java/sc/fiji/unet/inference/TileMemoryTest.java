package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.runtime.GpuFacts;

class TileMemoryTest {

  /** Half of the free memory, at most 3 GB, and 512 to 2240 pixels. */
  @ParameterizedTest
  @CsvSource({
    "24, 304, 2240",
    "2, 304, 1879", // 2^30 / 304 = 1879.4^2
    "1, 304, 1328",
    "24, 1168, 1660", // 3 * 2^30 / 1168 = 1660.6^2
    "1, 1168, 677",
    "0.1, 1168, 512",
    "24, 60, 2240"
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

  /** Half of what is free of a card of 8 GB, where that is less than three gigabytes. */
  @ParameterizedTest
  @CsvSource({"8, 3221225472", "1.5, 805306368", "0.5, 536870912"})
  void ofAGraphicsCard(double freeGigabytes, long expected) {
    OptionalLong free = OptionalLong.of((long) (freeGigabytes * (1L << 30)));
    assertEquals(
        expected, TileMemory.of(Optional.of(new GpuFacts.Card("T4", 75, 8L << 30, free))).ofTile());
    assertEquals(TileMemory.now().total(), TileMemory.of(Optional.empty()).total());
  }

  @Test
  void ofThisComputer() {
    TileMemory now = TileMemory.now();
    assertTrue(now.free().orElse(1) > 0 && now.free().orElse(1) <= now.total(), now.toString());
  }
}
