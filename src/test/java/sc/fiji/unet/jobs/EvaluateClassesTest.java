package sc.fiji.unet.jobs;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Set;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.metrics.ClassScores;
import sc.fiji.unet.metrics.MaskScore;
import sc.fiji.unet.progress.Progress;

class EvaluateClassesTest {

  /** Counted by hand; what is unknown in one of both is left out. */
  @Test
  void pixelsOfEachClass() {
    ClassScores scores =
        EvaluateClasses.run(
            image("found", new int[] {1, 1, 2, 0, 0, 2}, new int[] {0, 2, 2, 2, 3, 0}),
            image("truth", new int[] {1, 2, 2, 0, 0, -1}, new int[] {0, 2, 2, 1, 0, 0}),
            Progress.NONE);
    assertEquals(Set.of(0, 1, 2, 3), scores.classes().keySet());
    assertEquals(new MaskScore(4, 1), scores.classes().get(0));
    assertEquals(new MaskScore(1, 2), scores.classes().get(1));
    assertEquals(new MaskScore(3, 2), scores.classes().get(2));
    assertEquals(new MaskScore(0, 1), scores.classes().get(3));
    assertEquals((4 / 5.0 + 1 / 3.0 + 3 / 5.0 + 0) / 4, scores.meanIou(), 1e-12);
    assertEquals(2 * 4, scores.plus(scores).classes().get(0).both());
  }

  private static ArraySource image(String name, int[]... planes) {
    return ArraySource.annotation(name, 3, 2, planes);
  }
}
