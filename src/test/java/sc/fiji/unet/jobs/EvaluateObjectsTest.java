package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.jobs.EvaluateObjects.Matched;
import sc.fiji.unet.jobs.EvaluateObjects.Row;
import sc.fiji.unet.jobs.EvaluateObjects.Slices;
import sc.fiji.unet.metrics.MatchScore;
import sc.fiji.unet.metrics.ObjectMatching.Fate;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotationForm;

class EvaluateObjectsTest {

  /** Of object 1 three quarters are found, object 2 is missed, 3 and 5 are found, 4 made up. */
  @Test
  void aRowAPlaneAndTheSumOfAll() {
    EvaluateObjects job = new EvaluateObjects(Slices.AUTOMATIC, EvaluateObjects.Forms.UNKNOWN);
    assertEquals(Optional.empty(), job.all());
    add(
        job,
        rows(
            "found", 8, new float[] {1, 1, 1, 0, 0, 0, 0, 0}, new float[] {7, 7, 0, 0, 0, 0, 4, 3}),
        rows(
            "truth",
            8,
            new float[] {1, 1, 1, 1, 0, 0, 2, 2},
            new float[] {5, 5, 0, 0, 0, 0, 0, 3}));
    List<Row> rows = job.rows();
    assertEquals(List.of(1, 2), rows.stream().map(Row::plane).toList());
    assertEquals("found", rows.get(0).image());
    assertEquals(new MatchScore(0.5, 1, 0, 1), rows.get(0).scores().at(50));
    assertEquals(new MatchScore(0.5, 2, 1, 0), rows.get(1).scores().at(50));
    ObjectScores all = job.all().orElseThrow();
    assertEquals(new MatchScore(0.7, 3, 1, 1), all.at(70));
    assertEquals(new MatchScore(0.75, 2, 2, 2), all.at(75));
    assertEquals((5 * 3 / 5.0 + 5 * 2 / 6.0) / 10, all.meanAveragePrecision(), 1e-12);
    assertEquals((0.75 + 0 + 1 + 1) / 4, all.seg().value());
    assertEquals(1 - (10 + 1) / 40.0, all.det().value());
    assertEquals(2.75 / 4, all.panoptic().quality(), 1e-12);
    assertEquals(2 * 6 / (2 * 6 + 4.0), all.masks().dice());
  }

  /** Whether grey edges are those of a mask or of a map nobody knows. */
  @Test
  void aMapIn8BitIsAskedAbout() {
    float[] map = new float[60 * 60];
    float[] mask = new float[60 * 60];
    for (int i = 0; i < map.length; i++) {
      double inside = 20 - Math.hypot(i % 60 - 30, i / 60 - 30);
      map[i] = (float) Math.rint(255 / (1 + Math.exp(-inside)));
      mask[i] = inside >= 0 ? 1 : 0;
    }
    EvaluateObjects.Forms said =
        new EvaluateObjects.Forms(Optional.of(AnnotationForm.MASK), Optional.empty());
    EvaluateObjects job = new EvaluateObjects(Slices.APART, said);
    Matched matched = add(job, rows("found", 60, map), rows("truth", 60, mask)).get(0);
    assertEquals(new MatchScore(0.5, 1, 0, 0), matched.row().scores().at(50));
    assertEquals(1, matched.row().scores().masks().iou(), 0.01);
    assertEquals(
        "'found' may be a probability map, or a mask with grey edges: say which it is.",
        assertThrows(
                UserException.class,
                () ->
                    add(
                        new EvaluateObjects(Slices.APART, EvaluateObjects.Forms.UNKNOWN),
                        rows("found", 60, map),
                        rows("truth", 60, mask)))
            .getMessage());
  }

  /** Two objects of a mask are not one. */
  @Test
  void connectedPixelsOfAMaskAreAnObject() {
    EvaluateObjects job = new EvaluateObjects(Slices.APART, EvaluateObjects.Forms.UNKNOWN);
    Matched matched =
        add(
                job,
                rows("mask", 6, new float[] {255, 255, 0, 0, 255, 255}),
                rows("truth", 6, new float[] {3, 3, 0, 0, 5, 5}))
            .get(0);
    assertEquals(new MatchScore(0.5, 2, 0, 0), job.rows().get(0).scores().at(50));
    assertEquals(0, job.rows().get(0).plane());
    assertEquals(Map.of(3, Fate.HIT, 5, Fate.HIT), matched.matching().truth());
  }

  /** One object through two slices, or one in each. */
  @Test
  void labelsThatGoOnThroughSlicesAreVolumes() {
    ArraySource truth =
        rows("truth", 4, new float[] {1, 1, 0, 2}, new float[] {1, 1, 0, 2}).volumes(2, 1);
    for (Slices slices : Slices.values()) {
      EvaluateObjects job = new EvaluateObjects(slices, EvaluateObjects.Forms.UNKNOWN);
      List<Matched> matched = add(job, truth, truth);
      boolean apart = slices == Slices.APART;
      assertEquals(apart ? 2 : 1, job.rows().size());
      assertEquals(
          apart ? List.of(0, 1) : List.of(0), matched.stream().map(Matched::plane).toList());
      assertEquals(apart ? 4 : 2, job.all().orElseThrow().at(95).truePositives());
    }
  }

  @Test
  void saysWhatDoesNotSuit() {
    ArraySource one = rows("one", 2, new float[4]);
    assertEquals(
        "The prediction 'one' has 1 planes and its ground truth 'two' 2; both must have as many.",
        error(one, rows("two", 2, new float[4], new float[4])));
    assertEquals(
        "The prediction 'one' is 2 x 2 pixels and its ground truth 'long' 4 x 1; both must have the"
            + " same size.",
        error(one, rows("long", 4, new float[4])));
    ArraySource channels = ArraySource.of("colours", List.of(ArrayImgs.floats(2, 2, 3)));
    for (String message : List.of(error(channels, one), error(one, channels)))
      assertEquals("'colours' has 3 channels; choose one (Image > Duplicate...).", message);
    for (float value : new float[] {-3, Float.NaN})
      assertEquals(
          "'odd' has the value "
              + value
              + "; labels and masks have whole numbers, 0 for the background, and -1 where nothing is"
              + " annotated.",
          error(one, rows("odd", 2, new float[] {0, 1, value, 0})));
    assertEquals(
        "'odd' looks like a probability map, with most of its numbers between 0 and 1: make a mask of"
            + " it (Image > Adjust > Threshold...) to annotate with.",
        error(one, rows("odd", 2, new float[] {0, 1, 0.5f, 0})));
  }

  /** What was not annotated counts nowhere. */
  @Test
  void unknownPixelsAreLeftOut() {
    EvaluateObjects job = new EvaluateObjects(Slices.APART, EvaluateObjects.Forms.UNKNOWN);
    add(
        job,
        rows("found", 8, new float[] {1, 1, 2, 2, 2, 0, 3, 3}),
        rows("truth", 8, new float[] {1, 1, 2, 2, -1, 0, -1, -1}));
    assertEquals(new MatchScore(0.95, 2, 0, 0), job.all().orElseThrow().at(95));
  }

  /** What a person says goes: one object of two parts. */
  @Test
  void aMaskMayBeALabel() {
    EvaluateObjects job =
        new EvaluateObjects(
            Slices.APART,
            new EvaluateObjects.Forms(
                Optional.of(AnnotationForm.LABELS), Optional.of(AnnotationForm.LABELS)));
    ArraySource parts = rows("parts", 5, new float[] {7, 7, 0, 7, 7});
    add(job, parts, parts);
    assertEquals(1, job.all().orElseThrow().at(50).trueObjects());
  }

  private static String error(ArraySource prediction, ArraySource truth) {
    return assertThrows(
            UserException.class,
            () ->
                add(
                    new EvaluateObjects(Slices.APART, EvaluateObjects.Forms.UNKNOWN),
                    prediction,
                    truth))
        .getMessage();
  }

  private static List<Matched> add(EvaluateObjects job, ArraySource prediction, ArraySource truth) {
    List<Matched> matched = new ArrayList<>();
    job.add(prediction, truth, matched::add, Progress.NONE);
    return matched;
  }

  private static ArraySource rows(String name, int width, float[]... planes) {
    return ArraySource.of(
        name,
        Stream.of(planes)
            .map(pixels -> ArrayImgs.floats(pixels, width, pixels.length / width, 1))
            .toList());
  }
}
