package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.jobs.EvaluateImages.Kind;
import sc.fiji.unet.jobs.EvaluateImages.Outcome;
import sc.fiji.unet.jobs.EvaluateImages.Row;
import sc.fiji.unet.metrics.IsbiEvaluation;
import sc.fiji.unet.metrics.IsbiScore;
import sc.fiji.unet.progress.UserException;

class EvaluateImagesTest {

  /** Of object 1 three quarters are found, object 2 is missed, 3 and 5 are found, 4 made up. */
  @Test
  void objectsAreCountedOverAllPlanes() {
    Source truth =
        rows(8, new float[] {1, 1, 1, 1, 0, 0, 2, 2}, new float[] {5, 5, 0, 0, 0, 0, 0, 3});
    Source found =
        rows(8, new float[] {1, 1, 1, 0, 0, 0, 0, 0}, new float[] {7, 7, 0, 0, 0, 0, 4, 3});
    List<Row> expected = new ArrayList<>();
    expected.add(row("Objects in truth", 4));
    expected.add(row("Objects predicted", 4));
    for (String metric : List.of("Precision", "Recall", "F1")) expected.add(row(metric, 0.75, 0.5));
    for (double iou : new double[] {0.5, 0.55, 0.6, 0.65, 0.7}) expected.add(row("AP", 0.6, iou));
    for (double iou : new double[] {0.75, 0.8, 0.85, 0.9, 0.95})
      expected.add(row("AP", 2 / 6.0, iou));
    expected.add(row("SEG", (0.75 + 0 + 1 + 1) / 4));
    expected.add(row("Dice of masks", (6 / 9.0 + 6 / 7.0) / 2));
    assertEquals(
        new Outcome(expected, List.of()), new EvaluateImages(Kind.LABELS).run(found, truth));
  }

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
    Outcome outcome = new EvaluateImages(Kind.PROBABILITIES).run(rows(9, map), rows(9, truth));
    assertEquals(
        List.of(row("V_rand", 1, 0.6), row("V_info", 1, 0.6), row("Pixel error", 0, 0.6)),
        outcome.rows());
    assertEquals(
        IsbiEvaluation.THRESHOLDS,
        outcome.thresholds().stream().map(IsbiScore::threshold).toList());
    assertEquals(4 / 36.0, outcome.thresholds().get(0).pixelError());
  }

  @Test
  void saysWhatDoesNotSuit() {
    Source one = rows(2, new float[4]);
    assertEquals(
        "The prediction has 1 planes and the ground truth 2; both must have as many.",
        error(one, rows(2, new float[4], new float[4])));
    assertEquals(
        "The prediction has [2, 2] pixels and the ground truth [4, 1]; both must have the same size.",
        error(one, rows(4, new float[4])));
    Source channels = ArraySource.of("colours", List.of(ArrayImgs.floats(2, 2, 3)));
    for (String message : List.of(error(channels, one), error(one, channels)))
      assertEquals("'colours' has 3 channels; choose one (Image > Duplicate...).", message);
  }

  private static String error(Source prediction, Source truth) {
    return assertThrows(
            UserException.class, () -> new EvaluateImages(Kind.LABELS).run(prediction, truth))
        .getMessage();
  }

  private static Source rows(int width, float[]... planes) {
    return ArraySource.of(
        "image",
        Stream.of(planes)
            .map(pixels -> ArrayImgs.floats(pixels, width, pixels.length / width, 1))
            .toList());
  }

  private static Row row(String metric, double value, double threshold) {
    return new Row(metric, value, OptionalDouble.of(threshold));
  }

  private static Row row(String metric, double value) {
    return new Row(metric, value, OptionalDouble.empty());
  }
}
