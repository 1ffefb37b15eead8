package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Map;

/**
 * 2x2 transposed convolution with stride 2 and bias. (N, C, H, W) to (N, filters, 2H, 2W).
 *
 * <p>DJL's PyTorch engine has no transposed convolution. This one, whose windows do not overlap, is
 * a 1x1 convolution to 4 x filters channels, laid out as 2x2 pixels. The weight has the shape (C,
 * filters, 2, 2) of PyTorch's {@code conv_transpose2d}.
 */
final class UpConvolution extends AbstractBlock implements Scripted {

  /** As the block does it: oneDNN's gradient of the weights is several times as fast. */
  private static final String AS_CONVOLUTION =
      """
          n, c, h, w, = torch.size(x)
          weight = torch.reshape(torch.permute(weight, [2, 3, 1, 0]), [-1, c, 1, 1])
          x = torch.conv2d(x, weight, torch.repeat(bias, [4]))
          x = torch.reshape(torch.permute(x, [0, 2, 3, 1]), [n, h, w, 2, 2, -1])
          x = torch.reshape(torch.permute(x, [0, 1, 3, 2, 4, 5]), [n, 2 * h, 2 * w, -1])
          return torch.permute(x, [0, 3, 1, 2])
      """;

  private final int filters;
  private final Parameter weight;
  private final Parameter bias;

  /**
   * @param filters channels of the output
   */
  public UpConvolution(int filters) {
    this.filters = filters;
    weight =
        addParameter(Parameter.builder().setName("weight").setType(Parameter.Type.WEIGHT).build());
    bias = addParameter(Parameter.builder().setName("bias").setType(Parameter.Type.BIAS).build());
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> hints) {
    NDArray x = inputs.singletonOrThrow();
    long n = x.getShape().get(0);
    long c = x.getShape().get(1);
    long h = x.getShape().get(2);
    long w = x.getShape().get(3);
    NDArray kernel = parameters.getValue(weight, x.getDevice(), training);
    NDArray offset = parameters.getValue(bias, x.getDevice(), training);
    // What is made from the parameters would otherwise live as long as they.
    NDArray turned = with(x, kernel.transpose(2, 3, 1, 0));
    NDArray pointwise = with(x, turned.reshape(4L * filters, c, 1, 1));
    NDArray quads = Conv2d.conv2d(x, pointwise, with(x, offset.tile(4))).singletonOrThrow();
    // Channels last throughout: the array is laid out so, and the next convolution wants it so.
    return new NDList(
        quads
            .transpose(0, 2, 3, 1)
            .reshape(n, h, w, 2, 2, filters)
            .transpose(0, 1, 3, 2, 4, 5)
            .reshape(n, 2 * h, 2 * w, filters)
            .transpose(0, 3, 1, 2));
  }

  @Override
  public ScriptModule script(Form form, NDManager memory) {
    return new ScriptModule(
        "UpConvolution",
        """
          def forward(self, x: Tensor) -> Tensor:
            weight = torch.to(self.weight, ops.prim.dtype(x))
            bias = torch.to(self.bias, ops.prim.dtype(x))
        """
            + (form.trains()
                ? AS_CONVOLUTION
                : "    return torch.conv_transpose2d(x, weight, bias, [2, 2])\n"),
        ScriptModule.weightAndBias(weight.getArray(), bias.getArray()),
        Map.of(),
        Map.of());
  }

  private static NDArray with(NDArray owner, NDArray made) {
    made.attach(owner.getManager());
    return made;
  }

  @Override
  protected void prepare(Shape[] inputShapes) {
    weight.setShape(new Shape(inputShapes[0].get(1), filters, 2, 2));
    bias.setShape(new Shape(filters));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {new Shape(input.get(0), filters, 2 * input.get(2), 2 * input.get(3))};
  }
}
