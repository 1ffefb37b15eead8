package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.convolutional.Conv2d;
import ai.djl.training.ParameterStore;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.util.PairList;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sc.fiji.unet.model.Architecture;

/**
 * The encoder-decoder with skip connections of Ronneberger et al. 2015
 * (doi:10.1007/978-3-319-24574-4_28), with 'same' convolutions and batch normalisation. (N, input
 * channels, H, W) to (N, classes, H, W); H and W are multiples of {@link Architecture#stride()}.
 *
 * <p>In training it returns logits, in prediction probabilities: the sigmoid of one class, the
 * softmax over several. Arrays laid out channels last are processed fastest.
 */
public final class UNet extends AbstractBlock implements Scripted {

  /**
   * Numbers of a layer in a strip, of 8 MB in bfloat16. A layer of a larger image would leave the
   * caches before the next one reads it, and its memory would be mapped anew each time.
   */
  private static final int STRIP = 1 << 22;

  /** Of which eight are computed twice, for the convolutions of the neighbours. */
  private static final int LEAST_ROWS = 32;

  private final Architecture architecture;
  private NDManager manager;
  private final List<EncoderBlock> encoders = new ArrayList<>();
  private final ConvBlock bridge;
  private final List<DecoderBlock> decoders = new ArrayList<>();
  private final Block output;

  /**
   * @param architecture of a network for planes
   * @throws IllegalArgumentException if it is one for volumes
   */
  public UNet(Architecture architecture) {
    if (architecture.dimensions() != 2)
      throw new IllegalArgumentException(
          "The network has " + architecture.dimensions() + " dimensions; these blocks have 2.");
    this.architecture = architecture;
    int depth = architecture.depth();
    for (int level = 0; level < depth; level++)
      encoders.add(addChildBlock("encoder" + level, new EncoderBlock(architecture.filters(level))));
    bridge = addChildBlock("bridge", new ConvBlock(architecture.filters(depth)));
    for (int level = depth - 1; level >= 0; level--)
      decoders.add(addChildBlock("decoder" + level, new DecoderBlock(architecture.filters(level))));
    output =
        addChildBlock(
            "output",
            Conv2d.builder()
                .setFilters(architecture.outputs())
                .setKernelShape(new Shape(1, 1))
                .build());
    // He et al. 2015: a standard deviation of sqrt(2 / fan-in).
    setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 2), Parameter.Type.WEIGHT);
  }

  /** Where the parameters live. */
  NDManager manager() {
    return manager;
  }

  /** The numbers this network was built from. */
  public Architecture architecture() {
    return architecture;
  }

  /**
   * Makes the parameters, which live in the manager until it is closed: random weights (He), zero
   * biases.
   */
  public void initialize(NDManager manager) {
    this.manager = manager;
    int side = architecture.stride();
    initialize(manager, DataType.FLOAT32, new Shape(1, architecture.inputChannels(), side, side));
  }

  /**
   * Probabilities of the classes, and the distance, block by block: slow, to compare the compiled
   * forms with.
   *
   * @param image (N, input channels, H, W)
   * @return (N, outputs, H, W), attached to the image's manager
   */
  public NDArray predict(NDArray image) {
    try (NDArray logits = logits(new ParameterStore(image.getManager(), false), image, false)) {
      return probabilities(logits);
    }
  }

  @Override
  protected NDList forwardInternal(
      ParameterStore parameters, NDList inputs, boolean training, PairList<String, Object> hints) {
    NDArray logits = logits(parameters, inputs.singletonOrThrow(), training);
    return new NDList(training ? logits : probabilities(logits));
  }

  private NDArray logits(ParameterStore parameters, NDArray image, boolean training) {
    Deque<NDArray> skips = new ArrayDeque<>();
    NDList x = new NDList(image);
    for (Block encoder : encoders) {
      NDList skipAndPooled = encoder.forward(parameters, x, training);
      skips.push(skipAndPooled.get(0));
      x = new NDList(skipAndPooled.get(1));
    }
    x = bridge.forward(parameters, x, training);
    for (Block decoder : decoders) {
      NDList joint = new NDList(x.head(), skips.pop());
      x = decoder.forward(parameters, joint, training);
      if (!training) joint.close();
    }
    return output.forward(parameters, x, training).head();
  }

  private NDArray probabilities(NDArray logits) {
    int classes = architecture.classes();
    if (classes == 1) return Activation.sigmoid(logits);
    if (!architecture.distance()) return logits.softmax(1);
    NDArray ofClasses = logits.get(":, :" + classes).softmax(1);
    return ofClasses.concat(Activation.sigmoid(logits.get(":, " + classes + ":")), 1);
  }

  /**
   * {@inheritDoc}
   *
   * <p>To predict, it goes strip by strip of rows through each level: two convolutions, and the
   * pooling or the output, of a strip before the next. Each strip carries the rows around it that
   * its convolutions see, so that the result is the same.
   */
  @Override
  public ScriptModule script(Form form, NDManager memory) {
    int depth = architecture.depth();
    String rows = form.predicts() ? "rows, " : "";
    Map<String, ScriptModule> children = new LinkedHashMap<>();
    StringBuilder code = new StringBuilder();
    code.append("  def forward(self, x: Tensor) -> Tensor:\n");
    if (form.predicts())
      code.append(
          "    rows = max(%d, %d // torch.size(x, 3)) // 2 * 2\n"
              .formatted(LEAST_ROWS, STRIP / architecture.filters(0)));
    // 15 is bfloat16, 6 is float: PyTorch's numbers of types.
    if (form.half()) code.append("    x = torch.to(x, 15)\n");
    for (int level = 0; level < depth; level++) {
      children.put("encoder" + level, encoders.get(level).script(form, memory));
      code.append("    skip%1$d, x = (self.encoder%1$d).forward(x, %2$s)\n".formatted(level, rows));
    }
    children.put("bridge", bridge.script(form, memory));
    code.append("    x = (self.bridge).forward(x, )\n");
    for (int level = depth - 1; level >= 0; level--) {
      DecoderBlock decoder = decoders.get(depth - 1 - level);
      children.put(
          "decoder" + level,
          level == 0 && form.predicts()
              ? decoder.script(form, memory, probabilitiesScript())
              : decoder.script(form, memory));
      code.append("    x = (self.decoder%1$d).forward(x, skip%1$d, %2$s)\n".formatted(level, rows));
    }
    if (form.predicts()) {
      code.append("    return x\n");
      return new ScriptModule("UNet", code.toString(), children);
    }
    children.put("output", outputScript());
    // In bfloat16 libtorch's gradient of 3, 5, ... outputs is now and then no number.
    code.append(
        form.trains()
            ? "    logits = (self.output).forward(torch.to(x, 6), )\n"
            : "    logits = torch.to((self.output).forward(x, ), 6)\n");
    if (form.trains()) code.append("    result = logits\n");
    else
      code.append("    if self.training:\n      result = logits\n    else:\n")
          .append("      result = " + probabilities() + "\n");
    code.append("    return result\n");
    return new ScriptModule("UNet", code.toString(), children);
  }

  private ScriptModule outputScript() {
    return ScriptModule.convolution(
        ScriptModule.array(output, "weight"), ScriptModule.array(output, "bias"));
  }

  private ScriptModule probabilitiesScript() {
    return new ScriptModule(
        "Probabilities",
        """
          def forward(self, x: Tensor) -> Tensor:
            logits = torch.to((self.convolution).forward(x, ), 6)
            return %s
        """
            .formatted(probabilities()),
        Map.of("convolution", outputScript()));
  }

  private String probabilities() {
    int classes = architecture.classes();
    if (classes == 1) return "torch.sigmoid(logits)";
    if (!architecture.distance()) return "torch.softmax(logits, 1)";
    return """
        torch.cat([torch.softmax(torch.slice(logits, 1, 0, %1$d), 1), \
        torch.sigmoid(torch.slice(logits, 1, %1$d, %2$d))], 1)"""
        .formatted(classes, architecture.outputs());
  }

  @Override
  protected void initializeChildBlocks(NDManager manager, DataType type, Shape... inputShapes) {
    Deque<Shape> skips = new ArrayDeque<>();
    Shape x = inputShapes[0];
    for (Block encoder : encoders) {
      encoder.initialize(manager, type, x);
      Shape[] skipAndPooled = encoder.getOutputShapes(new Shape[] {x});
      skips.push(skipAndPooled[0]);
      x = skipAndPooled[1];
    }
    bridge.initialize(manager, type, x);
    x = bridge.getOutputShapes(new Shape[] {x})[0];
    for (Block decoder : decoders) {
      Shape skip = skips.pop();
      decoder.initialize(manager, type, x, skip);
      x = decoder.getOutputShapes(new Shape[] {x, skip})[0];
    }
    output.initialize(manager, type, x);
  }

  @Override
  public Shape[] getOutputShapes(Shape[] inputShapes) {
    Shape input = inputShapes[0];
    return new Shape[] {
      new Shape(input.get(0), architecture.outputs(), input.get(2), input.get(3))
    };
  }
}
