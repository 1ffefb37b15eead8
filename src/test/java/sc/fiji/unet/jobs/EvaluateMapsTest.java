package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Optional;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;

class EvaluateMapsTest {

  /** The map is right at a threshold of 0.6 only. */
  @Test
  void probabilitiesHaveABestThreshold() {
    float[] truth = new float[9 * 4];
    float[] map = new float[truth.length];
    for (int i = 0; i < truth.length; i++) {
      boolean inside = i % 9 != 4;
      truth[i] = inside ? 255 : 0;
      map[i] = inside ? 0.65f : 0.55f;
    }
    EvaluateMaps.Outcome outcome =
        EvaluateMaps.run(plane(9, map), plane(9, truth), Optional.empty(), Progress.NONE);
    IsbiEvaluation isbi = outcome.isbi();
    for (IsbiScore best : List.of(isbi.bestRand(), isbi.bestInfo(), isbi.lowestPixelError()))
      assertEquals(0.6, best.threshold());
    assertEquals(1, isbi.bestRand().vRand());
    assertEquals(1, isbi.bestInfo().vInfo());
    assertEquals(0, isbi.lowestPixelError().pixelError());
    assertEquals(
        IsbiEvaluation.THRESHOLDS, isbi.scores().stream().map(IsbiScore::threshold).toList());
    assertEquals(4 / 36.0, isbi.scores().get(0).pixelError());
    assertEquals(0, outcome.warpingError());
    assertEquals(0.6, outcome.warpingThreshold());
    assertEquals(1, outcome.rocAuc());
  }

  /** The truth is read as annotations are: at 0.5, and not where it is unknown. */
  @Test
  void theTruthIsAnAnnotation() {
    float[] mask = new float[4000];
    float[] found = new float[4000];
    for (int i = 0; i < mask.length; i++) mask[i] = i % 40 < 20 ? 1 : 0;
    for (int i = 0; i < mask.length; i++) found[i] = mask[i] * 0.8f;
    mask[19] = 0.6f;
    mask[20] = 0.4f;
    assertEquals(
        0,
        EvaluateMaps.run(plane(40, found), plane(40, mask), Optional.empty(), Progress.NONE)
            .isbi()
            .lowestPixelError()
            .pixelError());
    mask[19] = mask[20] = -1;
    Exception error =
        assertThrows(
            UserException.class,
            () ->
                EvaluateMaps.run(
                    plane(40, found), plane(40, mask), Optional.empty(), Progress.NONE));
    assertTrue(error.getMessage().startsWith("'image' is not annotated everywhere"));
  }

  @Test
  void mapsHaveFractions() {
    assertTrue(EvaluateMaps.isMap(plane(2, new float[] {0, 0.5f})));
    assertFalse(EvaluateMaps.isMap(plane(2, new float[] {0, 255})));
    assertFalse(EvaluateMaps.isMap(plane(2, new float[] {0, 1})));
    assertFalse(EvaluateMaps.isMap(plane(2, new float[] {0.5f, Float.NaN})));
    assertFalse(EvaluateMaps.isMap(plane(2, new float[] {0.5f, 3}))); // labels, interpolated
  }

  private static Source plane(int width, float[] pixels) {
    return ArraySource.of(
        "image", List.of(ArrayImgs.floats(pixels, width, pixels.length / width, 1)));
  }
}
