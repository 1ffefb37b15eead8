package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Activation;
import ai.djl.training.loss.Loss;
import java.util.Optional;

/**
 * Cross-entropy plus Dice loss: the first sees each pixel, the second does not drown in background.
 *
 * <p>Cross-entropy (binary for one class), averaged over pixels with their weights, plus 1 - Dice,
 * averaged over classes. Dice is 2 sum(p t) / (sum(p) + sum(t)) over the whole batch, with 1 added
 * above and below, so that a class that is absent and not predicted counts as found.
 */
final class CrossEntropyDice extends Loss {

  private final float background;

  /**
   * @param background what a background pixel counts in the cross-entropy, where an object's counts
   *     1
   */
  CrossEntropyDice(double background) {
    super("cross-entropy + Dice");
    this.background = (float) background;
  }

  /**
   * @param targets (N, classes, H, W), 1 where the pixel is of the class, else 0; and behind it, if
   *     not all pixels were annotated, (N, 1, H, W), 0 where one was not: it counts nothing
   * @param logits (N, classes, H, W)
   */
  @Override
  public NDArray evaluate(NDList targets, NDList logits) {
    NDArray t = targets.get(0);
    Optional<NDArray> known = OutputLoss.known(targets);
    NDArray x = logits.singletonOrThrow();
    boolean binary = x.getShape().get(1) == 1;
    NDArray perPixel =
        binary ? binary(t, x) : x.logSoftmax(1).mul(t).sum(new int[] {1}, true).neg();
    NDArray weights = weights(t, known);
    NDArray all = weights.sum();
    NDArray crossEntropy =
        perPixel.mul(weights).sum().div(known.isPresent() ? all.maximum(1) : all);
    NDArray p = binary ? Activation.sigmoid(x) : x.softmax(1);
    if (known.isPresent()) {
      p = p.mul(known.get());
      t = t.mul(known.get());
    }
    int[] allButClass = {0, 2, 3};
    NDArray common = p.mul(t).sum(allButClass);
    NDArray overlap = common.add(common).add(1);
    NDArray sizes = p.sum(allButClass).add(t.sum(allButClass)).add(1);
    return crossEntropy.add(overlap.div(sizes).mean().neg().add(1));
  }

  /**
   * The cross-entropy of each number.
   *
   * @param t 0 to 1
   * @param x logits of the same shape
   */
  static NDArray binary(NDArray t, NDArray x) {
    // max(x, 0) - x t + log(1 + exp(-|x|)): overflows for no x
    return Activation.relu(x).sub(x.mul(t)).add(x.abs().neg().exp().add(1).log());
  }

  /**
   * What each pixel counts.
   *
   * @param t (N, classes, H, W), 1 where the pixel is of the class, else 0
   * @param known as above
   * @return (N, 1, H, W)
   */
  NDArray weights(NDArray t, Optional<NDArray> known) {
    NDArray isBackground = t.getShape().get(1) == 1 ? t.neg().add(1) : t.get(":, 0:1");
    NDArray weights = isBackground.mul(background - 1).add(1);
    return known.isPresent() ? weights.mul(known.get()) : weights;
  }
}
