package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * 3x3 'same' convolution with bias, batch normalisation, ReLU; twice. (N, C, H, W) to (N, filters,
 * H, W).
 */
final class ConvBlock extends SequentialBlock implements Scripted {

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

  @Override
  public ScriptModule script(Form form, NDManager memory) {
    List<Block> layers = getChildren().values();
    Map<String, ScriptModule> children = new LinkedHashMap<>();
    for (int i = 0; i < 2; i++) {
      Block convolution = layers.get(3 * i);
      Block norm = layers.get(3 * i + 1);
      if (form.predicts()) {
        children.put("conv" + i, folded(convolution, norm, memory));
      } else {
        children.put(
            "conv" + i,
            ScriptModule.convolution(
                ScriptModule.array(convolution, "weight"),
                ScriptModule.array(convolution, "bias")));
        children.put("norm" + i, norm(norm));
      }
    }
    return new ScriptModule(
        "ConvBlock",
        """
          def forward(self, x: Tensor) -> Tensor:
            x = (self.conv0).forward(x, )
            %1$sx = torch.relu_(x)
            x = (self.conv1).forward(x, )
            %2$sreturn torch.relu_(x)
        """
            .formatted(normalized(0, form), normalized(1, form)),
        children);
  }

  private static String normalized(int layer, Form form) {
    return form.predicts() ? "" : "x = (self.norm" + layer + ").forward(x, )\n    ";
  }

  private static ScriptModule norm(Block norm) {
    Map<String, NDArray> statistics = new LinkedHashMap<>();
    statistics.put("running_mean", ScriptModule.array(norm, "runningMean"));
    statistics.put("running_var", ScriptModule.array(norm, "runningVar"));
    return new ScriptModule(
        "BatchNorm",
        """
          def forward(self, x: Tensor) -> Tensor:
            mean = self.running_mean
            var = self.running_var
            return torch.batch_norm(x, self.weight, self.bias, mean, var, self.training, %s, %s, False)
        """
            // PyTorch's momentum is the share of the new.
            .formatted(1 - MOMENTUM, EPSILON),
        ScriptModule.weightAndBias(
            ScriptModule.array(norm, "gamma"), ScriptModule.array(norm, "beta")),
        statistics,
        Map.of());
  }

  /** A convolution that normalises its output with the running statistics. */
  private static ScriptModule folded(Block convolution, Block norm, NDManager memory) {
    NDArray weight = ScriptModule.array(convolution, "weight");
    float[] weights = weight.toFloatArray();
    float[] biases = ScriptModule.array(convolution, "bias").toFloatArray();
    float[] gamma = ScriptModule.array(norm, "gamma").toFloatArray();
    float[] beta = ScriptModule.array(norm, "beta").toFloatArray();
    float[] mean = ScriptModule.array(norm, "runningMean").toFloatArray();
    float[] variance = ScriptModule.array(norm, "runningVar").toFloatArray();
    int each = weights.length / biases.length;
    for (int filter = 0; filter < biases.length; filter++) {
      double gain = gamma[filter] / Math.sqrt(variance[filter] + EPSILON);
      for (int i = filter * each; i < (filter + 1) * each; i++) weights[i] *= gain;
      biases[filter] = (float) ((biases[filter] - mean[filter]) * gain + beta[filter]);
    }
    return ScriptModule.convolution(
        memory.create(weights, weight.getShape()), memory.create(biases));
  }
}
