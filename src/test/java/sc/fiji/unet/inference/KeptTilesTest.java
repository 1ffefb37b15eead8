package sc.fiji.unet.inference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import sc.fiji.unet.images.Tile;

class KeptTilesTest {

  private static final Interval PLANE = new FinalInterval(1000, 900);

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
    assertEquals(0, kept.count());
    assertEquals(Optional.empty(), kept.read(2, PLANE, TILE, LENGTH));
    assertFalse(Files.exists(folder()));
    kept.keep(2, PLANE, TILE, map(), 400);
    assertEquals(1, kept.count());
    KeptTiles later = KeptTiles.in(folder(), 0);
    assertArrayEquals(map(), later.read(2, PLANE, TILE, LENGTH).orElseThrow());
    later.delete();
    assertFalse(Files.exists(folder()));
    later.delete();
  }

  /** Another plane, another size of it, another core or halo. */
  @Test
  void givesNothingElse() throws IOException {
    KeptTiles kept = KeptTiles.in(folder(), 0);
    kept.keep(2, PLANE, TILE, map(), 400);
    assertTrue(kept.read(1, PLANE, TILE, LENGTH).isEmpty());
    assertTrue(kept.read(2, new FinalInterval(1000, 901), TILE, LENGTH).isEmpty());
    Tile moved = new Tile(new FinalInterval(300, 300), TILE.source());
    assertTrue(kept.read(2, PLANE, moved, LENGTH).isEmpty());
    Tile wider = new Tile(TILE.core(), new FinalInterval(400, 402));
    assertTrue(kept.read(2, PLANE, wider, LENGTH).isEmpty());
    assertTrue(kept.read(2, PLANE, TILE, 2 * LENGTH).isEmpty());
  }

  @Test
  void whatIsDamagedIsPredictedAgain() throws IOException {
    KeptTiles kept = KeptTiles.in(folder(), 0);
    kept.keep(2, PLANE, TILE, map(), 400);
    try (Stream<Path> files = Files.walk(folder())) {
      Path file = files.filter(each -> each.toString().endsWith(".tile")).findAny().orElseThrow();
      Files.write(file, new byte[17]);
    }
    assertTrue(kept.read(2, PLANE, TILE, LENGTH).isEmpty());
  }

  @Test
  void leavesRoomForTheResults() {
    KeptTiles kept = KeptTiles.in(folder(), Long.MAX_VALUE / 2);
    Exception error = assertThrows(IOException.class, () -> kept.keep(2, PLANE, TILE, map(), 400));
    assertTrue(
        error
            .getMessage()
            .matches(Pattern.quote("'" + parent + "'") + " has little room: [0-9]+ MB"),
        error.getMessage());
    assertTrue(kept.read(2, PLANE, TILE, LENGTH).isEmpty());
  }

  /** Free memory is never the same twice. */
  @Test
  void goesOnWithTheSameSizeOfTiles() throws IOException {
    KeptTiles kept = KeptTiles.in(folder(), 0);
    assertEquals(350, kept.tileSize(350));
    kept.keep(2, PLANE, TILE, map(), 400);
    kept.keep(3, PLANE, TILE, map(), 100);
    assertEquals(400, KeptTiles.in(folder(), 0).tileSize(350));
    assertEquals(400, KeptTiles.in(folder(), 0).tileSize(2000));
    assertEquals(200, KeptTiles.in(folder(), 0).tileSize(200));
    Files.writeString(folder().resolve("size"), "");
    assertEquals(350, kept.tileSize(350));
  }

  @Test
  void mayKeepNothing() throws IOException {
    KeptTiles.NONE.keep(2, PLANE, TILE, map(), 400);
    assertTrue(KeptTiles.NONE.read(2, PLANE, TILE, LENGTH).isEmpty());
    assertEquals(350, KeptTiles.NONE.tileSize(350));
    assertEquals(0, KeptTiles.NONE.count());
    KeptTiles.NONE.delete();
  }
}
