package sc.fiji.unet.images;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.function.DoubleUnaryOperator;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.Binarize;
import sc.fiji.unet.model.ProcessingStep.Clip;
import sc.fiji.unet.model.ProcessingStep.FixedZeroMeanUnitVariance;
import sc.fiji.unet.model.ProcessingStep.ScaleLinear;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.Sigmoid;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

class NormalizationTest {

  /** 2 x 2 pixels, 2 channels. */
  private static final Img<FloatType> IMAGE =
      ArrayImgs.floats(new float[] {1, 2, 3, 6, 10, 10, 30, 50}, 2, 2, 2);

  /** Golden numbers of Python's statistics module, and of percentiles by their definition. */
  @Test
  void measuresEachChannelOrAll() {
    check(
        List.of(new ZeroMeanUnitVariance(true, 0.1)),
        -1.014802,
        -0.507401,
        0,
        1.522202,
        -0.899112,
        -0.899112,
        0.299704,
        1.498520);
    check(
        List.of(new ZeroMeanUnitVariance(false, 1e-6)),
        -0.805838,
        -0.743851,
        -0.681863,
        -0.495901,
        -0.247950,
        -0.247950,
        0.991801,
        2.231552);
    check(List.of(new ScaleRange(true, 0, 100, 1e-6)), 0, 0.2, 0.4, 1, 0, 0, 0.5, 1);
    check(
        List.of(new ScaleRange(true, 10, 80, 0.01)),
        -0.103093,
        0.240550,
        0.584192,
        1.615120,
        0,
        0,
        0.714031,
        1.428061);
    check(
        List.of(new ScaleRange(false, 25, 75, 1e-6)),
        -0.142857,
        -0.061224,
        0.020408,
        0.265306,
        0.591837,
        0.591837,
        2.224490,
        3.857143);
  }

  @Test
  void fixedSteps() {
    check(
        List.of(new FixedZeroMeanUnitVariance(List.of(1.0, 10.0), List.of(2.0, 20.0))),
        0,
        0.5,
        1,
        2.5,
        0,
        0,
        1,
        2);
    check(List.of(new ScaleLinear(List.of(2.0), List.of(1.0, -1.0))), 3, 5, 7, 13, 19, 19, 59, 99);
    check(List.of(new Clip(2, 30)), 2, 2, 3, 6, 10, 10, 30, 30);
    check(List.of(new Binarize(List.of(2.0, 10.0))), 0, 0, 1, 1, 0, 0, 1, 1);
    check(List.of(new Sigmoid()), 0.731059, 0.880797, 0.952574, 0.997527, 0.999955, 0.999955, 1, 1);
  }

  /** Clipped to 2 ... 10 first, so that the statistics are those of the clipped values. */
  @Test
  void measuresWhatTheStepsBeforeLeave() {
    check(
        List.of(new Clip(2, 10), new ZeroMeanUnitVariance(true, 1e-6)),
        -0.762492,
        -0.762492,
        -0.152498,
        1.677483,
        0,
        0,
        0,
        0);
    check(
        List.of(
            new ZeroMeanUnitVariance(true, 1e-6),
            new ScaleRange(false, 0, 100, 1e-6),
            new ScaleLinear(List.of(10.0), List.of(0.0))),
        0,
        1.999999,
        3.999999,
        9.999996,
        0.615542,
        0.615542,
        5.128151,
        9.640760);
  }

  @Test
  void pixelsThatAreNoNumbersDoNotCount() {
    List<ProcessingStep> steps = List.of(new Clip(0, 2), new ScaleRange(true, 0, 100, 1e-9));
    Img<FloatType> some = ArrayImgs.floats(new float[] {Float.NaN, 1, 2, 3}, 2, 2, 1);
    assertEquals(0, apply(steps, some, 1), 1e-6);
    assertEquals(1, apply(steps, some, 2), 1e-6);
    Img<FloatType> none = ArrayImgs.floats(new float[] {Float.NaN}, 1, 1, 1);
    for (ProcessingStep step :
        List.of(new ScaleRange(true, 0, 100, 1), new ZeroMeanUnitVariance(true, 1)))
      assertEquals(3, apply(List.of(step), none, 3), 1e-6);
  }

  @Test
  void onePixelBecomesZero() {
    Img<FloatType> image = ArrayImgs.floats(new float[] {0.1f}, 1, 1, 1);
    assertEquals(0, apply(List.of(ZeroMeanUnitVariance.PER_CHANNEL), image, 0.1f));
    for (boolean perChannel : new boolean[] {true, false})
      assertEquals(0, apply(List.of(new ScaleRange(perChannel, 1, 99.8, 1e-6)), image, 0.1f));
  }

  /** What a step measures can be written down, and looks at a pixel only. */
  @Test
  void measuredStepsAreFixed() {
    assertEquals(
        List.of(
            new Clip(0, 99), new FixedZeroMeanUnitVariance(List.of(1.0, 10.0), List.of(6.0, 41.0))),
        Normalization.measure(
            List.of(new Clip(0, 99), new ScaleRange(true, 0, 100, 1)),
            Bands.of(Channels.apart(IMAGE))));
  }

  private static float apply(List<ProcessingStep> steps, Img<FloatType> measured, float value) {
    return (float) function(steps, measured, 0).applyAsDouble(value);
  }

  private static DoubleUnaryOperator function(
      List<ProcessingStep> steps, Img<FloatType> measured, int channel) {
    return Normalization.function(
        Normalization.measure(steps, Bands.of(Channels.apart(measured))), channel);
  }

  private static void check(List<ProcessingStep> steps, double... expected) {
    int i = 0;
    for (int c = 0; c < 2; c++)
      for (FloatType pixel : Views.flatIterable(Channels.apart(IMAGE).get(c)))
        assertEquals(expected[i++], function(steps, IMAGE, c).applyAsDouble(pixel.get()), 1.5e-6);
    assertEquals(i, expected.length);
  }
}
