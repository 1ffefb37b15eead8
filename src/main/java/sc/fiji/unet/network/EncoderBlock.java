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

  /** Skips are of strips of rows, each with two more that the decoder's convolutions see. */
  private static final String IN_STRIPS =
      """
        def forward(self, x: Tensor, rows: int) -> Tuple[List[Tensor], Tensor]:
          height = torch.size(x, 2)
          skips = annotate(List[Tensor], [])
          pooled = annotate(List[Tensor], [])
          for i in range((height + rows - 1) // rows):
            first = i * rows
            end = min(first + rows, height)
            top = max(first - 2, 0)
            bottom = min(end + 2, height)
            start = max(top - 2, 0)
            part = torch.slice(x, 2, start, min(bottom + 2, height))
            part = (self.convolutions).forward(part, )
            skip = torch.slice(part, 2, top - start, bottom - start)
            skips.append(skip)
            part = torch.slice(skip, 2, first - top, end - top)
            pooled.append(torch.max_pool2d(part, [2, 2], [2, 2]))
          return (skips, torch.cat(pooled, 2))
      """;

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
    if (form.predicts())
      return new ScriptModule(
          "EncoderBlock", IN_STRIPS, Map.of("convolutions", convolutions.script(form, memory)));
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
