package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.pooling.Pool;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.Map;

/**
 * {@link ConvBlock}, then 2x2 max pooling. (N, C, H, W) to the list (skip, pooled) with shapes (N,
 * filters, H, W) and (N, filters, H/2, W/2).
 */
final class EncoderBlock extends AbstractBlock implements Scripted {

  private static final Shape TWO_BY_TWO = new Shape(2, 2);

  private final ConvBlock convolutions;

  /**
   * @param filters channels of the skip connection and of the pooled output
   */
  public EncoderBlock(int filters) {
    convolutions = addChildBlock("convolutions", new ConvBlock(filters));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> hints) {
    NDArray skip = convolutions.forward(parameters, inputs, training).head();
    return new NDList(skip, Pool.maxPool2d(skip, TWO_BY_TWO, TWO_BY_TWO, new Shape(0, 0), false));
  }

  @Override
  public ScriptModule script(Form form, NDManager memory) {
    return new ScriptModule(
        "EncoderBlock",
        """
          def forward(self, x: Tensor) -> Tuple[Tensor, Tensor]:
            skip = (self.convolutions).forward(x, )
            return (skip, torch.max_pool2d(skip, [2, 2], [2, 2]))
        """,
        Map.of("convolutions", convolutions.script(form, memory)));
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    convolutions.initialize(manager, type, inputShapes);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape skip = convolutions.getOutputShapes(inputShapes)[0];
    return new Shape[] {
      skip, new Shape(skip.get(0), skip.get(1), skip.get(2) / 2, skip.get(3) / 2)
    };
  }
}
