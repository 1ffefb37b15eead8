package sc.fiji.unet.training;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import org.junit.jupiter.api.Test;
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
