package sc.fiji.unet.targets;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.concurrent.CancellationException;
import java.util.stream.Stream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.ArraySource;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.ToldProgress;

class LabelSurveyTest {

  private static ArraySource planes(int slices, float[]... planes) {
    return ArraySource.of(
            "labels",
            Stream.of(planes).map(pixels -> ArrayImgs.floats(pixels, pixels.length, 1, 1)).toList())
        .volumes(slices, 1);
  }

  private static LabelSurvey survey(int slices, float[]... planes) {
    return LabelSurvey.of(planes(slices, planes), Progress.NONE);
  }

  @Test
  void oneNumberIsAMask() {
    assertEquals(new LabelSurvey(true, false), survey(2, new float[] {0, 7}, new float[] {7, 7}));
    assertEquals(new LabelSurvey(true, false), survey(1, new float[] {0, 0}));
    assertEquals(new LabelSurvey(false, false), survey(1, new float[] {1, 0}, new float[] {2, 2}));
  }

  /** Of five pixels that are objects in both slices four carry the same label, or three. */
  @Test
  void labelsGoOnWhereFourOfFivePixelsKeepThem() {
    float[] first = {1, 1, 1, 2, 2, 0, 3};
    assertEquals(new LabelSurvey(false, true), survey(2, first, new float[] {1, 1, 1, 2, 1, 4, 0}));
    assertEquals(
        new LabelSurvey(false, false), survey(2, first, new float[] {1, 1, 3, 2, 1, 4, 0}));
  }

  /** The last slice of a frame and the first of the next one do not follow each other. */
  @Test
  void framesDoNotContinueEachOther() {
    float[] one = {1, 2, 0};
    float[] other = {2, 1, 0};
    assertEquals(new LabelSurvey(false, true), survey(2, one, one, other, other));
    assertEquals(new LabelSurvey(false, false), survey(1, one, one));
  }

  @Test
  void canBeCanceled() {
    ToldProgress canceled = new ToldProgress(() -> true);
    assertThrows(
        CancellationException.class, () -> LabelSurvey.of(planes(1, new float[] {1}), canceled));
  }
}
