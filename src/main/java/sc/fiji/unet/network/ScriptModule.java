package sc.fiji.unet.network;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * An object of a TorchScript program.
 *
 * @param type name of its class; modules of one type have the same code, and attributes of the same
 *     names
 * @param code the methods, as indented TorchScript
 * @param parameters what is learned, by name
 * @param buffers other arrays, by name
 * @param children by name
 */
public record ScriptModule(
    String type,
    String code,
    Map<String, NDArray> parameters,
    Map<String, NDArray> buffers,
    Map<String, ScriptModule> children) {

  /** A module with children only. */
  public ScriptModule(String type, String code, Map<String, ScriptModule> children) {
    this(type, code, Map.of(), Map.of(), children);
  }

  /** A 3x3 'same' or 1x1 convolution; the code is the same for every number type. */
  static ScriptModule convolution(NDArray weight, NDArray bias) {
    long kernel = weight.getShape().get(2);
    return new ScriptModule(
        "Convolution" + kernel + "x" + kernel,
        """
          def forward(self, x: Tensor) -> Tensor:
            weight = torch.to(self.weight, ops.prim.dtype(x))
            bias = torch.to(self.bias, ops.prim.dtype(x))
            return torch.conv2d(x, weight, bias, [1, 1], [%1$d, %1$d])
        """
            .formatted(kernel / 2),
        weightAndBias(weight, bias),
        Map.of(),
        Map.of());
  }

  static Map<String, NDArray> weightAndBias(NDArray weight, NDArray bias) {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    arrays.put("weight", weight);
    arrays.put("bias", bias);
    return arrays;
  }

  /** The array of a block's own parameter. */
  static NDArray array(Block block, String parameter) {
    Parameter found = block.getDirectParameters().get(parameter);
    return found.getArray();
  }

  /** All parameters and buffers by their names in PyTorch: "child.grandchild.weight". */
  Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>(parameters);
    arrays.putAll(buffers);
    children.forEach(
        (name, child) ->
            child.arrays().forEach((below, array) -> arrays.put(name + "." + below, array)));
    return arrays;
  }
}
