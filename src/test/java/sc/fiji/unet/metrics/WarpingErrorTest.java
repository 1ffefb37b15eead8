package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;

import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WarpingErrorTest {

  private static RandomAccessibleInterval<IntType> image(String rows) {
    String[] lines = rows.split(" ");
    RandomAccessibleInterval<IntType> image = ArrayImgs.ints(lines[0].length(), lines.length);
    for (int y = 0; y < lines.length; y++)
      for (int x = 0; x < lines[0].length(); x++)
        image.getAt(x, y).set(lines[y].charAt(x) == '#' ? 1 : 0);
    return image;
  }

  /** Two cells with a membrane between them; in how many pixels the topology differs. */
  @ParameterizedTest
  @CsvSource({
    "'##.## ##.## ##.##', 0",
    "'#.### #.### #.###', 0", // the membrane elsewhere
    "'#..## #...# #..##', 0", // and wider
    "'##.## ##### ##.##', 1", // a gap
    "'##### ##### #####', 3", // no membrane: each of its pixels keeps both apart
    "'##... ##... ##...', 1", // one cell is missing: a pixel of it is left
    "'##.## #..## ##.##', 0"
  })
  void countsWhatIsJoinedOrMissing(String predicted, int pixels) {
    double error = WarpingError.of(image(predicted), image("##.## ##.## ##.##"), 1);
    assertEquals(pixels / 15.0, error, 1e-12);
  }

  /** All that is left of a cell that was not predicted is a pixel. */
  @Test
  void whatIsNotPredictedShrinks() {
    RandomAccessibleInterval<IntType> cell = image(".... .##. .##. ....");
    RandomAccessibleInterval<IntType> empty = image(".... .... .... ....");
    assertEquals(1 / 16.0, WarpingError.of(empty, cell, 1));
  }

  /** A cell where there is none cannot come from warping, nor can a hole. */
  @Test
  void nothingComesFromNothing() {
    RandomAccessibleInterval<IntType> empty = image(".... .... .... ....");
    RandomAccessibleInterval<IntType> cell = image(".... .##. .##. ....");
    assertEquals(4 / 16.0, WarpingError.of(cell, empty, 1));
    RandomAccessibleInterval<IntType> full = image("##### ##### ##### ##### #####");
    RandomAccessibleInterval<IntType> hole = image("##### ##### ##.## ##### #####");
    assertEquals(1 / 25.0, WarpingError.of(hole, full, 1));
    assertEquals(0, WarpingError.of(full, full, 1));
  }

  /** A change that is allowed keeps the number of objects and of parts of the background. */
  @Test
  void simplePixelsKeepTheTopology() {
    for (int bits = 0; bits < 256; bits++) {
      RandomAccessibleInterval<IntType> before = ArrayImgs.ints(5, 5);
      int[] x = {1, 2, 3, 3, 3, 2, 1, 1};
      int[] y = {1, 1, 1, 2, 3, 3, 3, 2};
      for (int i = 0; i < 8; i++) before.getAt(x[i], y[i]).set(bits >> i & 1);
      RandomAccessibleInterval<IntType> after = ArrayImgs.ints(5, 5);
      for (int p = 0; p < 25; p++) after.getAt(p % 5, p / 5).set(before.getAt(p % 5, p / 5));
      after.getAt(2, 2).set(1);
      boolean same =
          count(before, 1, false) == count(after, 1, false)
              && count(before, 0, true) == count(after, 0, true);
      boolean changed = WarpingError.of(after, before, 1) == 0;
      assertEquals(same, changed, "neighbours " + bits);
    }
  }

  private static int count(RandomAccessibleInterval<IntType> image, int value, boolean diagonals) {
    boolean[] seen = new boolean[25];
    int count = 0;
    for (int p = 0; p < 25; p++) {
      if (seen[p] || image.getAt(p % 5, p / 5).get() != value) continue;
      count++;
      fill(image, p, value, diagonals, seen);
    }
    return count;
  }

  private static void fill(
      RandomAccessibleInterval<IntType> image,
      int p,
      int value,
      boolean diagonals,
      boolean[] seen) {
    if (seen[p] || image.getAt(p % 5, p / 5).get() != value) return;
    seen[p] = true;
    for (int dy = -1; dy <= 1; dy++)
      for (int dx = -1; dx <= 1; dx++) {
        int x = p % 5 + dx;
        int y = p / 5 + dy;
        if (x < 0 || x > 4 || y < 0 || y > 4 || !diagonals && dx * dy != 0) continue;
        fill(image, 5 * y + x, value, diagonals, seen);
      }
  }
}
