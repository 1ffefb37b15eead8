package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.training.loss.Loss;

/**
 * {@link CrossEntropyDice} of the classes and, if there is one, {@link DistanceLoss} behind them.
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
   * @param targets (N, targets, H, W), see {@link Batch#targets}
   * @param logits (N, outputs, H, W)
   */
  @Override
  public NDArray evaluate(NDList targets, NDList logits) {
    NDArray t = targets.singletonOrThrow();
    NDArray x = logits.singletonOrThrow();
    if (t.getShape().get(1) == classes) return ofClasses.evaluate(targets, logits);
    NDList distance = new NDList(t.get(":, " + classes + ":"));
    return ofClasses
        .evaluate(new NDList(classes(t)), new NDList(classes(x)))
        .add(ofDistance.evaluate(distance, new NDList(x.get(":, " + classes + ":"))));
  }

  /** Those of all outputs, (N, classes, H, W). */
  NDArray classes(NDArray outputs) {
    return outputs.getShape().get(1) == classes ? outputs : outputs.get(":, :" + classes);
  }

  /**
   * What each pixel counts among the classes.
   *
   * @param t (N, classes, H, W)
   * @return (N, 1, H, W)
   */
  NDArray weights(NDArray t) {
    return ofClasses.weights(t);
  }
}
