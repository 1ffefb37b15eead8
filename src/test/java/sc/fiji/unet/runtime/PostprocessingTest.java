package sc.fiji.unet.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.Binarize;
import sc.fiji.unet.model.ProcessingStep.ScaleLinear;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.Sigmoid;
import sc.fiji.unet.model.ProcessingStep.Softmax;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

class PostprocessingTest {

  private final NDManager manager = NDManager.newBaseManager("PyTorch");

  @AfterEach
  void close() {
    manager.close();
  }

  @Test
  void elementWise() {
    double half = Math.log(3);
    check(List.of(new Sigmoid()), 0.5, 0.75, 0.25, 0.5);
    check(List.of(new ScaleLinear(List.of(1.0, 2.0), List.of(1.0))), 1, 1 + half, 1 - 2 * half, 1);
    check(List.of(new Sigmoid(), new Binarize(List.of(0.6, 0.2))), 0, 1, 1, 1);
  }

  @Test
  void softmaxOverTheChannels() {
    check(List.of(new Softmax()), 0.75, 0.75, 0.25, 0.25);
  }

  @Test
  void leavesOneArray() {
    NDArray output = manager.zeros(new Shape(1, 2, 3, 3));
    int before = manager.getManagedArrays().size();
    new Postprocessing(List.of(new Sigmoid(), new Softmax(), new Sigmoid())).apply(output);
    assertEquals(before, manager.getManagedArrays().size());
    NDArray same = manager.zeros(new Shape(1, 2, 3, 3));
    assertSame(same, new Postprocessing(List.of()).apply(same));
  }

  @Test
  void nothingThatIsMeasured() {
    for (ProcessingStep step :
        List.of(new ScaleRange(true, 0, 100, 1), new ZeroMeanUnitVariance(true, 1)))
      assertThrows(IllegalArgumentException.class, () -> new Postprocessing(List.of(step)));
  }

  /** Of two channels of two pixels: 0, log 3 and -log 3, 0. */
  private void check(List<ProcessingStep> steps, double... expected) {
    float half = (float) Math.log(3);
    NDArray output = manager.create(new float[] {0, half, -half, 0}, new Shape(1, 2, 1, 2));
    NDArray result = new Postprocessing(steps).apply(output);
    assertEquals(new Shape(1, 2, 1, 2), result.getShape());
    float[] values = result.toFloatArray();
    for (int i = 0; i < 4; i++) assertEquals(expected[i], values[i], 1e-6);
  }
}
