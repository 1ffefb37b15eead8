package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import java.util.Optional;

/**
 * How far a distance is from the true one: twice the mean over all pixels of w times their
 * cross-entropy, where the true distance t is 0 outside of objects and w there {@value #OUTSIDE},
 * inside {@value #INSIDE}, so that much background does not teach that there is no distance
 * anywhere. Where two objects are near w is {@value #CONTACT} times as large: on the valley between
 * them depends whether they come apart, and it has few pixels.
 */
final class DistanceLoss extends Loss {

  private static final float FACTOR = 2;
  private static final float OUTSIDE = 0.2f;
  private static final float INSIDE = 1.2f;
  private static final float CONTACT = 4;

  DistanceLoss() {
    super("distance");
  }

  /**
   * @param targets (N, 2, H, W): 0 to 1; and 1 where two objects are near, else 0; and behind it,
   *     if not all pixels were annotated, (N, 1, H, W), 0 where one was not
   * @param logits (N, 1, H, W), whose sigmoid is the distance
   */
  @Override
  public NDArray evaluate(NDList targets, NDList logits) {
    NDArray t = targets.get(0).get(":, 0:1");
    NDArray contacts = targets.get(0).get(":, 1:2");
    Optional<NDArray> known = OutputLoss.known(targets);
    NDArray perPixel = CrossEntropyDice.binary(t, logits.singletonOrThrow());
    NDArray inside = t.gt(0).toType(t.getDataType(), false);
    NDArray weights =
        inside.mul(INSIDE - OUTSIDE).add(OUTSIDE).mul(contacts.mul(CONTACT - 1).add(1)).mul(FACTOR);
    NDArray weighted = perPixel.mul(weights);
    return known.isEmpty()
        ? weighted.mean()
        : weighted.mul(known.get()).sum().div(known.get().sum().maximum(1));
  }
}
