package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.SmallModels;
import sc.fiji.unet.runtime.Torch;

class CrossEntropyDiceTest {

  private static final double TOLERANCE = 1e-6;

  @Test
  void oneClass() {
    // Probabilities 1/2 and 3/4, one object pixel.
    float[] logits = {0, (float) Math.log(3)};
    double crossEntropy = (Math.log(2) - Math.log(0.75)) / 2;
    double dice = (2 * 0.75 + 1) / (1.25 + 1 + 1);
    assertEquals(crossEntropy + 1 - dice, loss(1, logits, 0, 1), TOLERANCE);
  }

  @Test
  void twoClasses() {
    // Class 0: probabilities 1/2 and 1/4; class 1: 1/2 and 3/4; both pixels are class 1.
    float[] logits = {0, 0, 0, (float) Math.log(3)};
    double crossEntropy = (Math.log(2) - Math.log(0.75)) / 2;
    double dice = (1 / (0.75 + 1) + (2 * 1.25 + 1) / (1.25 + 2 + 1)) / 2;
    assertEquals(crossEntropy + 1 - dice, loss(2, logits, 0, 0, 1, 1), TOLERANCE);
  }

  @Test
  void backgroundMayCountMore() {
    float[] logits = {0, (float) Math.log(3)};
    double crossEntropy = (3 * Math.log(2) - Math.log(0.75)) / 4;
    double dice = (2 * 0.75 + 1) / (1.25 + 1 + 1);
    assertEquals(crossEntropy + 1 - dice, loss(3, 1, logits, 0, 1), TOLERANCE);
    float[] two = {0, 0, 0, (float) Math.log(3)};
    double ofTwo = (3 * Math.log(2) - Math.log(0.75)) / 4;
    double diceOfTwo = ((2 * 0.5 + 1) / (0.75 + 1 + 1) + (2 * 0.75 + 1) / (1.25 + 1 + 1)) / 2;
    assertEquals(ofTwo + 1 - diceOfTwo, loss(3, 2, two, 1, 0, 0, 1), TOLERANCE);
  }

  @Test
  void certainAndRightCostsNothing() {
    assertEquals(0, loss(1, new float[] {-200, 200}, 0, 1), TOLERANCE);
    assertEquals(0, loss(2, new float[] {200, -200, -200, 200}, 1, 0, 0, 1), TOLERANCE);
  }

  @Test
  void absentClassThatIsNotPredictedCostsNothing() {
    assertEquals(0, loss(1, new float[] {-200, -200}, 0, 0), TOLERANCE);
  }

  @Test
  void certainAndWrongStaysFinite() {
    // Cross-entropy is the logit; Dice is 1 / (2 + 1).
    assertEquals(1000 + 2.0 / 3, loss(1, new float[] {1000, -1000}, 0, 1), 1e-3);
  }

  /** Both arrays are (1, classes, 1, pixels). */
  private static double loss(int classes, float[] logits, float... targets) {
    return loss(1, classes, logits, targets);
  }

  private static double loss(double background, int classes, float[] logits, float... targets) {
    Shape shape = new Shape(1, classes, 1, logits.length / classes);
    try (NDManager manager = Torch.newManager(SmallModels.COMPUTE)) {
      return new CrossEntropyDice(background)
          .evaluate(
              new NDList(manager.create(targets, shape)), new NDList(manager.create(logits, shape)))
          .getFloat();
    }
  }
}
