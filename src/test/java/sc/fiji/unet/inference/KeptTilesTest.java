package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.images.Tile;

class KeptTilesTest {

  private static final String PLANE = "2 1000x900";

  private static final Tile TILE =
      new Tile(
          FinalInterval.createMinMax(16, 32, 315, 331), FinalInterval.createMinMax(0, 0, 399, 400));

  private static final int LENGTH = 300 * 300;

  @TempDir Path parent;

  private Path folder() {
    return parent.resolve("kept");
  }

  private static float[] map() {
    Random random = new Random(1);
    float[] map = new float[LENGTH];
    for (int i = 0; i < map.length; i++) map[i] = random.nextFloat();
    return map;
  }

  @Test
  void givesWhatWasKept() throws IOException {
    KeptTiles kept = KeptTiles.in(folder(), 0);
    assertEquals(Optional.empty(), kept.read(PLANE, TILE, LENGTH));
    assertFalse(Files.exists(folder()));
    kept.keep(PLANE, TILE, map());
    KeptTiles later = KeptTiles.in(folder(), 0);
    assertArrayEquals(map(), later.read(PLANE, TILE, LENGTH).orElseThrow());
  }

  /** Another plane, core, halo or number of maps. */
  @Test
  void givesNothingElse() throws IOException {
    KeptTiles kept = KeptTiles.in(folder(), 0);
    kept.keep(PLANE, TILE, map());
    assertTrue(kept.read("2 1000x901", TILE, LENGTH).isEmpty());
    Tile moved = new Tile(new FinalInterval(300, 300), TILE.source());
    assertTrue(kept.read(PLANE, moved, LENGTH).isEmpty());
    Tile wider = new Tile(TILE.core(), new FinalInterval(400, 402));
    assertTrue(kept.read(PLANE, wider, LENGTH).isEmpty());
    assertTrue(kept.read(PLANE, TILE, 2 * LENGTH).isEmpty());
  }

  @Test
  void whatIsDamagedIsPredictedAgain() throws IOException {
    KeptTiles kept = KeptTiles.in(folder(), 0);
    kept.keep(PLANE, TILE, map());
    try (Stream<Path> files = Files.walk(folder())) {
      Path file = files.filter(each -> each.toString().endsWith(".tile")).findAny().orElseThrow();
      byte[] whole = Files.readAllBytes(file);
      for (byte[] damaged : List.of(new byte[17], new byte[whole.length], flipped(whole))) {
        Files.write(file, damaged);
        assertTrue(kept.read(PLANE, TILE, LENGTH).isEmpty());
      }
    }
  }

  private static byte[] flipped(byte[] bytes) {
    byte[] flipped = bytes.clone();
    flipped[bytes.length / 2] ^= 1;
    return flipped;
  }

  @Test
  void leavesRoomForTheResults() {
    KeptTiles kept = KeptTiles.in(folder(), Long.MAX_VALUE / 2);
    Exception error = assertThrows(IOException.class, () -> kept.keep(PLANE, TILE, map()));
    assertTrue(
        error
            .getMessage()
            .matches(Pattern.quote("'" + parent + "'") + " has little room: [0-9]+ MB"),
        error.getMessage());
    assertTrue(kept.read(PLANE, TILE, LENGTH).isEmpty());
  }

  /** Free memory is never the same twice. */
  @Test
  void goesOnWithTheSameSizeOfTiles() throws IOException {
    KeptTiles kept = KeptTiles.in(folder(), 0);
    assertEquals(400, kept.tileSize(400));
    assertEquals(350, KeptTiles.in(folder(), 0).tileSize(350), "nothing was begun");
    kept.keep(PLANE, TILE, map());
    assertEquals(400, KeptTiles.in(folder(), 0).tileSize(350));
    assertEquals(400, KeptTiles.in(folder(), 0).tileSize(2000));
    KeptTiles smaller = KeptTiles.in(folder(), 0);
    assertEquals(200, smaller.tileSize(200));
    smaller.keep("another", TILE, map());
    assertEquals(200, KeptTiles.in(folder(), 0).tileSize(400));
    Files.writeString(folder().resolve("size"), "");
    assertEquals(350, kept.tileSize(350));
  }

  @Test
  void mayKeepNothing() throws IOException {
    KeptTiles.NONE.keep(PLANE, TILE, map());
    assertTrue(KeptTiles.NONE.read(PLANE, TILE, LENGTH).isEmpty());
    assertEquals(350, KeptTiles.NONE.tileSize(350));
  }
}
