package sc.fiji.unet.inference;

import java.util.List;

/** Test-time augmentation: the mean of what is predicted for flips and rotations, led back. */
final class Averaging implements Prediction {

  private final Prediction network;
  private final List<Symmetry> symmetries;

  /**
   * @param square whether the network allows that x and y are exchanged
   */
  Averaging(Prediction network, boolean square) {
    this.network = network;
    symmetries = Symmetry.all(square);
  }

  @Override
  public float[] predict(float[] values, int... shape) {
    int height = shape[0];
    int width = shape[1];
    float[] sum = null;
    for (Symmetry symmetry : symmetries) {
      float[] turned = symmetry.apply(values, height, width);
      float[] map =
          symmetry.undo(network.predict(turned, symmetry.shape(height, width)), height, width);
      if (sum == null) sum = map;
      else for (int i = 0; i < sum.length; i++) sum[i] += map[i];
    }
    for (int i = 0; i < sum.length; i++) sum[i] /= symmetries.size();
    return sum;
  }
}
