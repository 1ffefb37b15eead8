package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;
import java.util.Optional;

/**
 * {@link CrossEntropyDice} of the classes and, if there is one, {@link DistanceLoss} behind them.
 *
 * <p>Neither multiplies, divides or compares with a Java number what takes gradients: libtorch then
 * remembers that number where DJL has put it, in memory that Java frees with its next garbage
 * collection, be it before the gradients are computed.
 */
final class OutputLoss extends Loss {

  private final int classes;
  private final CrossEntropyDice ofClasses;
  private final DistanceLoss ofDistance = new DistanceLoss();

  /**
   * @param background see {@link CrossEntropyDice}
   */
  OutputLoss(int classes, double background) {
    super("classes and distance");
    this.classes = classes;
    ofClasses = new CrossEntropyDice(background);
  }

  /**
   * @param targets (N, targets, H, W), see {@link Batch#targets}, and behind it, if not all pixels
   *     were annotated, {@link Batch#known}
   * @param logits (N, outputs, H, W)
   */
  @Override
  public NDArray evaluate(NDList targets, NDList logits) {
    NDArray t = targets.get(0);
    NDArray x = logits.singletonOrThrow();
    if (t.getShape().get(1) == classes) return ofClasses.evaluate(targets, logits);
    return ofClasses
        .evaluate(behind(classes(t), targets), new NDList(classes(x)))
        .add(
            ofDistance.evaluate(
                behind(t.get(":, " + classes + ":"), targets),
                new NDList(x.get(":, " + classes + ":"))));
  }

  /** The targets of a loss, and what says whether they are known. */
  private static NDList behind(NDArray own, NDList targets) {
    NDList list = new NDList(own);
    known(targets).ifPresent(list::add);
    return list;
  }

  /** (N, 1, H, W), 1 where a pixel was annotated, else 0; empty if all were. */
  static Optional<NDArray> known(NDList targets) {
    return targets.size() > 1 ? Optional.of(targets.get(1)) : Optional.empty();
  }

  /** Those of all outputs, (N, classes, H, W). */
  NDArray classes(NDArray outputs) {
    return outputs.getShape().get(1) == classes ? outputs : outputs.get(":, :" + classes);
  }

  /**
   * What each pixel counts among the classes.
   *
   * @param t (N, classes, H, W)
   * @param known (N, 1, H, W), see {@link Batch#known}
   * @return (N, 1, H, W)
   */
  NDArray weights(NDArray t, Optional<NDArray> known) {
    return ofClasses.weights(t, known);
  }
}
