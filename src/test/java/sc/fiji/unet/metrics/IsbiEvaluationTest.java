package sc.fiji.unet.metrics;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.UnsignedByteType;
import net.imglib2.type.numeric.real.FloatType;
import org.junit.jupiter.api.Test;

class IsbiEvaluationTest {

  /** Two cells of 4 x 2 pixels, a membrane of one pixel between them. */
  private static final Img<UnsignedByteType> TRUTH = truth(255, 255, 255, 255, 0, 1, 1, 1, 1);

  @Test
  void mapThatEqualsTheTruthIsPerfect() {
    assertEquals(
        new IsbiScore(1, 1, 0, 0.5),
        IsbiEvaluation.evaluate(map(1, 1, 1, 1, 0, 1, 1, 1, 1), TRUTH, 0.5));
  }

  /** A membrane three pixels wide is thinned to the true one: only the pixel error sees it. */
  @Test
  void widthOfTheMembraneCountsForThePixelErrorOnly() {
    assertEquals(
        new IsbiScore(1, 1, 2.0 / 9, 0.5),
        IsbiEvaluation.evaluate(map(1, 1, 1, .4f, .1f, .4f, 1, 1, .5f), TRUTH, 0.5));
  }

  /** Below the membrane's value both cells are one: p = t = 1/2, s = 1. */
  @Test
  void mergedCells() {
    assertEquals(
        new IsbiScore(0.5 / 0.75, 0, 1.0 / 9, 0.09),
        IsbiEvaluation.evaluate(map(1, 1, 1, .4f, .1f, .4f, 1, 1, 1), TRUTH, 0.09));
  }

  @Test
  void emptyCases() {
    Img<UnsignedByteType> empty = truth(0, 0, 0, 0, 0, 0, 0, 0, 0);
    Img<FloatType> nothing = map(0, 0, 0, 0, 0, 0, 0, 0, 0);
    assertEquals(new IsbiScore(1, 1, 0, 0.5), IsbiEvaluation.evaluate(nothing, empty, 0.5));
    // 16 objects of one pixel against two of 8: p^2 = 16, t^2 = 128, I = log 2, H(S) = log 16.
    IsbiScore score = IsbiEvaluation.evaluate(nothing, TRUTH, 0.5);
    assertEquals(16 / 72.0, score.vRand(), 1e-12);
    assertEquals(1 / 2.5, score.vInfo(), 1e-12);
    assertEquals(8 / 9.0, score.pixelError(), 1e-12);
  }

  @Test
  void averagesSlicesAtEachThresholdThenTakesTheBest() {
    // Merged at 0.1, perfect at 0.3, half of each cell missing at 0.7.
    Img<FloatType> map = map(1, 1, .6f, .6f, .2f, .6f, .6f, 1, 1);
    Img<FloatType> perfect = map(1, 1, 1, 1, 0, 1, 1, 1, 1);
    IsbiEvaluation evaluation =
        IsbiEvaluation.of(
            List.of(map, perfect), List.of(TRUTH, TRUTH), List.of(0.1, 0.3, 0.5, 0.7));
    assertEquals(4, evaluation.scores().size());
    assertEquals(
        new IsbiScore((0.5 / 0.75 + 1) / 2, 0.5, 0.5 / 9, 0.1), evaluation.scores().get(0));
    assertEquals(new IsbiScore(1, 1, 2.0 / 9, 0.7), evaluation.scores().get(3));
    assertEquals(new IsbiScore(1, 1, 0, 0.3), evaluation.bestRand());
    assertEquals(new IsbiScore(1, 1, 0, 0.3), evaluation.bestInfo());
    assertEquals(new IsbiScore(1, 1, 0, 0.3), evaluation.lowestPixelError());
  }

  @Test
  void eachSliceIsComparedWithItsOwnTruth() {
    IsbiEvaluation evaluation =
        IsbiEvaluation.of(
            List.of(map(1, 1, 1, 1, 0, 1, 1, 1, 1), map(1, 1, 1, 1, 1, 1, 0, 1, 1)),
            List.of(TRUTH, truth(1, 1, 1, 1, 1, 1, 0, 1, 1)),
            List.of(0.1, 0.9));
    assertEquals(
        List.of(new IsbiScore(1, 1, 0, 0.1), new IsbiScore(1, 1, 0, 0.9)), evaluation.scores());
  }

  @Test
  void eachScoreHasItsOwnBestThreshold() {
    IsbiScore a = new IsbiScore(0.9, 0.5, 0.3, 0.2);
    IsbiScore b = new IsbiScore(0.8, 0.6, 0.3, 0.4);
    IsbiScore c = new IsbiScore(0.7, 0.4, 0.1, 0.6);
    IsbiEvaluation evaluation = new IsbiEvaluation(List.of(a, b, c));
    assertEquals(a, evaluation.bestRand());
    assertEquals(b, evaluation.bestInfo());
    assertEquals(c, evaluation.lowestPixelError());
  }

  @Test
  void refusesMissingSlicesAndThresholds() {
    Img<FloatType> map = map(1, 1, 1, 1, 0, 1, 1, 1, 1);
    Exception error =
        assertThrows(
            IllegalArgumentException.class,
            () -> IsbiEvaluation.of(List.of(map, map), List.of(TRUTH), List.of(0.5)));
    assertEquals(
        "There are 2 probability maps and 1 ground truths; each slice needs one of both.",
        error.getMessage());
    assertThrows(
        IllegalArgumentException.class,
        () -> IsbiEvaluation.of(List.of(map), List.of(TRUTH), List.of()));
    assertThrows(
        IllegalArgumentException.class,
        () -> IsbiEvaluation.evaluate(ArrayImgs.floats(2, 9), TRUTH, 0.5));
  }

  private static Img<UnsignedByteType> truth(int... row) {
    Img<UnsignedByteType> image = ArrayImgs.unsignedBytes(9, 2);
    int i = 0;
    for (UnsignedByteType pixel : image) pixel.set(row[i++ % 9]);
    return image;
  }

  private static Img<FloatType> map(float... row) {
    Img<FloatType> image = ArrayImgs.floats(9, 2);
    int i = 0;
    for (FloatType pixel : image) pixel.set(row[i++ % 9]);
    return image;
  }
}
