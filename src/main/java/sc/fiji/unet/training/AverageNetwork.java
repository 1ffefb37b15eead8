package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Parameter;
import java.util.List;
import sc.fiji.unet.network.UNet;

/**
 * The average of a network over the last of its steps, about a tenth of all: it errs less than the
 * network itself, whose last steps each follow a few patches (Polyak and Juditsky 1992,
 * doi:10.1137/0330046).
 */
final class AverageNetwork {

  private final UNet average;
  private final List<Parameter> from;
  private final List<Parameter> to;
  private int steps;

  /**
   * @param network that learns
   * @param manager owns the average
   */
  AverageNetwork(UNet network, NDManager manager) {
    average = new UNet(network.architecture());
    average.initialize(manager);
    from = network.getParameters().values();
    to = average.getParameters().values();
  }

  /** Takes in the weights, and the running statistics, after a step. */
  void update() {
    steps++;
    double share = Math.min(1, 10.0 / (9 + steps));
    for (int i = 0; i < to.size(); i++)
      try (NDArray difference = from.get(i).getArray().sub(to.get(i).getArray())) {
        to.get(i).getArray().addi(difference.muli(share));
      }
  }

  UNet network() {
    return average;
  }
}
