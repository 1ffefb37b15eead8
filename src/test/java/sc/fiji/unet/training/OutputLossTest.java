package sc.fiji.unet.training;

import static ai.djl.ndarray.types.DataType.FLOAT32;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.runtime.Torch;

class OutputLossTest {

  /** sigmoid of it is 3/4. */
  private static final float THREE_QUARTERS = (float) Math.log(3);

  /** Background counts 0.2, an object 1.2, four times at a contact, and all twice. */
  @Test
  void distance() {
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      Shape shape = new Shape(1, 1, 1, 3);
      float[] distancesAndContacts = {0, 0.25f, 1, 0, 1, 1};
      NDList targets = new NDList(manager.create(distancesAndContacts, new Shape(1, 2, 1, 3)));
      NDList logits = new NDList(manager.create(new float[] {0, THREE_QUARTERS, 100}, shape));
      double inside = -0.25 * Math.log(0.75) - 0.75 * Math.log(0.25);
      double expected = 2 * (0.2 * Math.log(2) + 4 * 1.2 * inside + 0) / 3;
      assertEquals(expected, new DistanceLoss().evaluate(targets, logits).getFloat(), 1e-5);
    }
  }

  /** Whatever is predicted, and written, where nothing was annotated. */
  @Test
  void unknownPixelsCountNothing() {
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      Shape shape = new Shape(1, 1, 1, 3);
      NDArray known = manager.create(new float[] {1, 0, 1}, shape);
      OutputLoss loss = new OutputLoss(1, 3);
      float expected =
          evaluate(
              loss, manager, new float[] {0, 1, 0, 0.5f, 0, 1}, new float[] {-1, 2, 1, -1}, null);
      for (float anything : new float[] {0, 1}) {
        float[] t = {0, anything, 1, 0, anything, 0.5f, 0, anything, 1};
        float[] x = {-1, 9 * anything, 2, 1, -3 * anything, -1};
        assertEquals(expected, evaluate(loss, manager, t, x, known), 1e-6);
      }
      NDArray nothing = manager.zeros(shape);
      assertEquals(0, evaluate(loss, manager, new float[9], new float[6], nothing), 1e-6);
    }
  }

  /** Of one class, distance and contacts. */
  private static float evaluate(
      OutputLoss loss, NDManager manager, float[] t, float[] x, NDArray known) {
    NDList targets = new NDList(manager.create(t, new Shape(1, 3, 1, t.length / 3)));
    if (known != null) targets.add(known);
    return loss.evaluate(targets, new NDList(manager.create(x, new Shape(1, 2, 1, x.length / 2))))
        .getFloat();
  }

  /**
   * DJL leaves the numbers of {@code mul(2)} and the like to Java, which may take them too soon.
   */
  @ParameterizedTest
  @CsvSource({"1, false", "1, true", "3, false", "3, true"})
  void gradientsDoNotDependOnWhenJavaCollectsGarbage(int classes, boolean allKnown) {
    assertArrayEquals(
        gradients(classes, allKnown, () -> {}),
        gradients(classes, allKnown, OutputLossTest::collectGarbage));
  }

  private static float[] gradients(int classes, boolean allKnown, Runnable before) {
    Random random = new Random(1);
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      NDList targets =
          new NDList(random(random, manager, classes + 2).gt(0.5).toType(FLOAT32, true));
      if (!allKnown) targets.add(random(random, manager, 1).gt(0.5).toType(FLOAT32, true));
      NDArray logits = random(random, manager, classes + 1);
      logits.setRequiresGradient(true);
      try (GradientCollector gradients = Torch.newGradientCollector()) {
        NDArray loss = new OutputLoss(classes, 3).evaluate(targets, new NDList(logits));
        before.run();
        gradients.backward(loss);
      }
      return logits.getGradient().toFloatArray();
    }
  }

  private static NDArray random(Random random, NDManager manager, int channels) {
    float[] values = new float[channels * 16];
    for (int i = 0; i < values.length; i++) values[i] = random.nextFloat();
    return manager.create(values, new Shape(1, channels, 4, 4));
  }

  /** And writes over what was freed. */
  private static void collectGarbage() {
    for (int round = 0; round < 3; round++) {
      System.gc();
      try {
        Thread.sleep(50); // of the thread that frees
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
      for (int i = 0; i < 2000; i++) {
        ByteBuffer buffer = ByteBuffer.allocateDirect(Float.BYTES).order(ByteOrder.nativeOrder());
        buffer.putFloat(1e9f);
      }
    }
  }

  @Test
  void isTheSumOfItsParts() {
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      for (int classes : new int[] {1, 2}) {
        float[] t = classes == 1 ? new float[] {0, 1} : new float[] {1, 0, 0, 1};
        float[] x = classes == 1 ? new float[] {-1, 2} : new float[] {1, -2, 0, 3};
        Shape shape = new Shape(1, classes, 1, 2);
        NDList targets = new NDList(manager.create(t, shape));
        NDList logits = new NDList(manager.create(x, shape));
        Shape one = new Shape(1, 1, 1, 2);
        float[] distancesAndContacts = {0, 0.5f, 0, 1};
        NDList distances = new NDList(manager.create(distancesAndContacts, new Shape(1, 2, 1, 2)));
        NDList heights = new NDList(manager.create(new float[] {-1, 1}, one));
        float ofClasses = new CrossEntropyDice(3).evaluate(targets, logits).getFloat();
        float ofDistance = new DistanceLoss().evaluate(distances, heights).getFloat();
        OutputLoss loss = new OutputLoss(classes, 3);
        assertEquals(ofClasses, loss.evaluate(targets, logits).getFloat(), 1e-6);
        NDList bothTargets = new NDList(targets.head().concat(distances.head(), 1));
        NDList both = new NDList(logits.head().concat(heights.head(), 1));
        assertEquals(ofClasses + ofDistance, loss.evaluate(bothTargets, both).getFloat(), 1e-6);
      }
    }
  }
}
