package sc.fiji.unet.network;

import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;

/**
 * 3x3 'same' convolution with bias, batch normalisation, ReLU; twice. (N, C, H, W) to (N, filters,
 * H, W).
 */
public final class ConvBlock extends SequentialBlock {

  /** Keras' epsilon, so that weights trained there give Keras' output here. */
  static final float EPSILON = 1e-3f;

  /**
   * Share of the old running statistics kept at each step: PyTorch's 0.1 in DJL's terms. Keras'
   * 0.99 would need some 500 steps to forget its start, more than a short training has. Prediction
   * does not depend on it.
   */
  static final float MOMENTUM = 0.9f;

  /**
   * @param filters channels of both convolutions
   */
  public ConvBlock(int filters) {
    for (int i = 0; i < 2; i++) {
      add(
          Conv2d.builder()
              .setFilters(filters)
              .setKernelShape(new Shape(3, 3))
              .optPadding(new Shape(1, 1))
              .build());
      add(BatchNorm.builder().optEpsilon(EPSILON).optMomentum(MOMENTUM).build());
      add(Activation.reluBlock());
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> hints) {
    NDList current = inputs;
    for (Block layer : getChildren().values()) {
      NDList next = layer.forward(parameters, current, training);
      // Training needs the intermediates for its gradients; prediction need not hold them.
      if (!training && current != inputs) current.close();
      current = next;
    }
    return current;
  }
}
