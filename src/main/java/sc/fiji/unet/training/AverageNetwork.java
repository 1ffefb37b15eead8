package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.TorchModule;

/**
 * The average of a network over the last of its steps, about a tenth of all: it errs less than the
 * network itself, whose last steps each follow a few patches (Polyak and Juditsky 1992,
 * doi:10.1137/0330046). It is a compiled network itself, whose weights are averaged in place.
 */
final class AverageNetwork implements AutoCloseable {

  private static final String CODE =
      """
        def forward(self, share: Tensor, means: List[Tensor], values: List[Tensor]) -> Tensor:
          torch._foreach_lerp_(means, values, float(share))
          return share
      """;

  private final UNet blocks;
  private final TorchModule network;
  private final TorchModule program;
  private final NDManager manager;
  private final Map<String, NDArray> state;
  private final Map<String, NDArray> means;
  private int steps;

  /**
   * @param blocks of the same architecture; takes the averages when they are written
   * @param state weights and running statistics by their names in {@link TorchScript#arrays}
   * @param manager owns what is needed for a moment
   */
  AverageNetwork(UNet blocks, Map<String, NDArray> state, Compute compute, NDManager manager) {
    this.blocks = blocks;
    this.state = new TreeMap<>(state);
    this.manager = manager;
    program = TorchModule.of(CODE, compute);
    try {
      network = TorchModule.of(blocks, compute.training(), compute);
    } catch (RuntimeException e) {
      program.close();
      throw e;
    }
    means = new TreeMap<>(network.arrays());
  }

  /** The averages by name. */
  Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new TreeMap<>();
    means.forEach((name, array) -> arrays.put("average " + name, array));
    return arrays;
  }

  /** How many steps are in it. */
  int steps() {
    return steps;
  }

  /** Goes on after so many steps. */
  void goOn(int after) {
    steps = after;
  }

  /** Takes in the state after a step. */
  void update() {
    steps++;
    try (NDManager memory = manager.newSubManager()) {
      NDArray share = memory.create((float) Math.min(1, 10.0 / (9 + steps)));
      program.call(share, List.copyOf(means.values()), List.copyOf(state.values()));
    }
  }

  /** The compiled network of the averages, which gives logits. */
  TorchModule network() {
    return network;
  }

  /** The averages, see {@link TorchScript#archive}. */
  byte[] archive(boolean half) {
    TorchScript.arrays(blocks)
        .forEach((name, array) -> TorchScript.replace(array, means.get(name).toFloatArray()));
    return TorchScript.archive(blocks, half);
  }

  @Override
  public void close() {
    program.close();
    network.close();
  }
}
