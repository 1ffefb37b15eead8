package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.labels.Maps;
import sc.fiji.unet.labels.Regions;
import sc.fiji.unet.model.Decoding;

class DecodingFitTest {

  private static final int SIDE = 40;
  private static final Decoding START = new Decoding(0.5, 0.5, 1, 0, false);

  private static final List<Integer> SIZES = List.of(0, 100);

  /** Two squares of 12 pixels that touch, in a map whose values are scaled. */
  private static PredictedImage squares(float foreground, float distance) {
    RandomAccessibleInterval<IntType> objects = ArrayImgs.ints(SIDE, SIDE);
    RandomAccessibleInterval<FloatType> map = ArrayImgs.floats(SIDE, SIDE);
    RandomAccessibleInterval<FloatType> distances = ArrayImgs.floats(SIDE, SIDE);
    for (int y = 10; y < 22; y++)
      for (int x = 8; x < 32; x++) {
        objects.getAt(x, y).set(x < 20 ? 1 : 2);
        map.getAt(x, y).set(foreground);
        int inX = Math.min((x - 8) % 12, 11 - (x - 8) % 12);
        int inY = Math.min(y - 10, 21 - y);
        distances.getAt(x, y).set(distance * (1 + Math.min(inX, inY)) / 6);
      }
    // A rim that no annotation has.
    for (int y = 8; y < 24; y++)
      for (int x = 6; x < 34; x++)
        if (map.getAt(x, y).get() == 0) map.getAt(x, y).set(0.55f * foreground);
    return new PredictedImage(new Maps(map, Optional.of(distances), List.of()), objects);
  }

  /** Of a network that is too sure of the rim and too modest about the middle. */
  @Test
  void findsTheThresholdsThatFit() {
    List<PredictedImage> images = List.of(squares(1, 0.45f));
    SeparationScore score = SeparationScore.ofObjects();
    assertEquals(0, score.of(ObjectMaps.separation(START, true), 0, images));
    Decoding fitted = new DecodingFit(images, score, true, SIZES).from(START);
    assertEquals(1, score.of(ObjectMaps.separation(fitted, true), 0, images));
    assertTrue(fitted.foreground() > 0.55, fitted.toString());
    assertTrue(fitted.seeds() < 0.45, fitted.toString());
  }

  /** The rim of .495 is gone at .5, too, but might not be in another image. */
  @Test
  void keepsAwayFromCliffsAndElseStays() {
    List<PredictedImage> images = List.of(squares(0.9f, 1));
    SeparationScore score = SeparationScore.ofObjects();
    assertEquals(1, score.of(ObjectMaps.separation(START, true), 0, images));
    assertEquals(START.foreground(0.6), new DecodingFit(images, score, true, SIZES).from(START));
  }

  /** Of sizes that do equally well the first; the squares have 144 pixels. */
  @ParameterizedTest
  @CsvSource({"0, 100, 0", "100, 0, 100", "200, 100, 100"})
  void sizesThatLoseNothing(int first, int second, int chosen) {
    List<PredictedImage> images = List.of(squares(0.9f, 1));
    SeparationScore score = SeparationScore.ofObjects();
    Decoding fitted = new DecodingFit(images, score, true, List.of(first, second)).from(START);
    assertEquals(chosen, fitted.minimumSize());
  }

  /** Cells between membranes: low thresholds leave a gap in the membrane, high ones cut a cell. */
  @Test
  void boundariesAreFittedByWhatTheyKeepApart() {
    RandomAccessibleInterval<IntType> cells = ArrayImgs.ints(SIDE, SIDE);
    RandomAccessibleInterval<FloatType> map = ArrayImgs.floats(SIDE, SIDE);
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++) {
        int fromMiddle = Math.abs(x - SIDE / 2);
        boolean membrane = fromMiddle < 2;
        cells.getAt(x, y).set(membrane ? 0 : x < SIDE / 2 ? 1 : 2);
        // Where it hardly shows; one cell has something like a membrane.
        map.getAt(x, y).set(membrane ? y < 5 ? 0.75f : 0 : x == SIDE / 4 ? 0.85f : 1);
      }
    List<PredictedImage> images = List.of(new PredictedImage(new Maps(map), cells));
    SeparationScore score = SeparationScore.ofBoundaries();
    Decoding fitted = new DecodingFit(images, score, false, SIZES).from(START);
    assertEquals(0.8, fitted.foreground());
    assertTrue(score.of(ObjectMaps.separation(fitted, false), 0, images) > 0.95);
  }

  /** Two cells are one at any threshold; at high ones a third one loses a corner: little more. */
  @Test
  void boundariesStayAtHighThresholds() {
    RandomAccessibleInterval<IntType> cells = ArrayImgs.ints(SIDE, SIDE);
    RandomAccessibleInterval<FloatType> map = ArrayImgs.floats(SIDE, SIDE);
    for (int y = 0; y < SIDE; y++)
      for (int x = 0; x < SIDE; x++) {
        boolean membrane = x == 13 || x == 26;
        cells.getAt(x, y).set(membrane ? 0 : 1 + x / 13);
        boolean corner = y == 5 && x > 26;
        map.getAt(x, y).set(x == 26 ? 0 : corner ? 0.92f : 1);
      }
    List<PredictedImage> images = List.of(new PredictedImage(new Maps(map), cells));
    SeparationScore score = SeparationScore.ofBoundaries();
    double high = score.of(new Regions(0.95), 0, images);
    double low = score.of(new Regions(0.9), 0, images);
    assertTrue(low > high && low - high < 0.15 * (1 - high), low + " " + high);
    assertEquals(0.95, new DecodingFit(images, score, false, SIZES).from(START).foreground());
  }

  /** Regions have no seeds: of the two squares one mask is left, without its rim. */
  @Test
  void regionsAreFittedByTheirPixels() {
    PredictedImage image = squares(1, 1);
    RandomAccessibleInterval<IntType> mask = ArrayImgs.ints(SIDE, SIDE);
    for (int y = 10; y < 22; y++) for (int x = 8; x < 32; x++) mask.getAt(x, y).set(1);
    List<PredictedImage> images =
        List.of(new PredictedImage(new Maps(image.maps().foreground()), mask));
    SeparationScore score = SeparationScore.ofRegions();
    Decoding fitted = new DecodingFit(images, score, false, SIZES).from(START);
    assertEquals(1, score.of(ObjectMaps.separation(fitted, false), 0, images));
    assertTrue(fitted.foreground() > 0.55, fitted.toString());
  }
}
