package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.training.ParameterStore;
import ai.djl.util.PairList;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * {@link UpConvolution}, concatenation [up, skip], {@link ConvBlock}. The list (x, skip) with
 * shapes (N, C, H, W) and (N, S, 2H, 2W) to (N, filters, 2H, 2W).
 */
final class DecoderBlock extends AbstractBlock implements Scripted {

  /** Strip by strip, of which each skip has two rows more above and below. */
  private static final String IN_STRIPS =
      """
        def forward(self, x: Tensor, skips: List[Tensor], rows: int) -> Tensor:
          height = 2 * torch.size(x, 2)
          parts = annotate(List[Tensor], [])
          for i in range(len(skips)):
            first = i * rows
            end = min(first + rows, height)
            top = max(first - 2, 0)
            bottom = min(end + 2, height)
            up = (self.up).forward(torch.slice(x, 2, top // 2, bottom // 2), )
            part = (self.convolutions).forward(torch.cat([up, skips[i]], 1), )
            part = torch.slice(part, 2, first - top, end - top)
            parts.append(%s)
          return torch.cat(parts, 2)
      """;

  private final UpConvolution up;
  private final ConvBlock convolutions;

  /**
   * @param filters channels of the up-convolution and of the output
   */
  public DecoderBlock(int filters) {
    up = addChildBlock("up", new UpConvolution(filters));
    convolutions = addChildBlock("convolutions", new ConvBlock(filters));
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> hints) {
    NDArray raised = up.forward(parameters, new NDList(inputs.get(0)), training).head();
    NDArray joined = raised.concat(inputs.get(1), 1);
    NDList output = convolutions.forward(parameters, new NDList(joined), training);
    if (!training) {
      raised.close();
      joined.close();
    }
    return output;
  }

  /**
   * The last block of a network that predicts, and what makes its output of each strip.
   *
   * @param output a child with a method forward from (N, filters, H, W) to (N, outputs, H, W)
   */
  ScriptModule script(Form form, NDManager memory, ScriptModule output) {
    Map<String, ScriptModule> children = children(form, memory);
    children.put("output", output);
    return new ScriptModule(
        "LastDecoderBlock", IN_STRIPS.formatted("(self.output).forward(part, )"), children);
  }

  private Map<String, ScriptModule> children(Form form, NDManager memory) {
    Map<String, ScriptModule> children = new LinkedHashMap<>();
    children.put("up", up.script(form, memory));
    children.put("convolutions", convolutions.script(form, memory));
    return children;
  }

  @Override
  public ScriptModule script(Form form, NDManager memory) {
    Map<String, ScriptModule> children = children(form, memory);
    if (form.predicts())
      return new ScriptModule("DecoderBlock", IN_STRIPS.formatted("part"), children);
    return new ScriptModule(
        "DecoderBlock",
        """
          def forward(self, x: Tensor, skip: Tensor) -> Tensor:
            up = (self.up).forward(x, )
            return (self.convolutions).forward(torch.cat([up, skip], 1), )
        """,
        children);
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    up.initialize(manager, type, inputShapes[0]);
    convolutions.initialize(manager, type, joinedShape(inputShapes));
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    return convolutions.getOutputShapes(new Shape[] {joinedShape(inputShapes)});
  }

  private Shape joinedShape(Shape[] inputShapes) {
    Shape raised = up.getOutputShapes(new Shape[] {inputShapes[0]})[0];
    long channels = raised.get(1) + inputShapes[1].get(1);
    return new Shape(raised.get(0), channels, raised.get(2), raised.get(3));
  }
}
