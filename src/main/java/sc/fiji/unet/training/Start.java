package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.progress.UserException;

/**
 * The network that a training begins with.
 *
 * @param weights as {@link TorchScript#archive} gives them
 */
public record Start(Architecture architecture, byte[] weights) {

  /** The layer that turns what a network sees into what it says. */
  private static final String HEAD = "output.";

  /**
   * That of a model.
   *
   * @throws UserException if it was not trained with this plugin
   */
  public static Start of(ModelDescription model, byte[] weights) {
    try {
      return new Start(model.architecture(), weights);
    } catch (IllegalArgumentException e) {
      throw new UserException(e.getMessage(), e); // a person's choice
    }
  }

  /** Whether a network says the same of an image. */
  public boolean hasMeaningOf(Architecture other) {
    return architecture.classes() == other.classes() && architecture.distance() == other.distance();
  }

  /**
   * Gives a network its weights; not those of the last layer where that says something else, which
   * is learned anew.
   *
   * @param network initialised; as this one, but for what it says
   * @return the names of the arrays that were given
   * @throws IOException if the weights are damaged or those of another network
   */
  Set<String> giveTo(UNet network, NDManager manager) throws IOException {
    boolean sameMeaning = hasMeaningOf(network.architecture());
    Set<String> given = new TreeSet<>();
    try (NDManager memory = manager.newSubManager()) {
      Map<String, NDArray> from =
          TorchScript.arrays(TorchScript.open(architecture, weights, memory));
      for (Map.Entry<String, NDArray> to : TorchScript.arrays(network).entrySet()) {
        if (to.getKey().startsWith(HEAD) && !sameMeaning) continue;
        TorchScript.replace(to.getValue(), from.get(to.getKey()).toFloatArray());
        given.add(to.getKey());
      }
    }
    return given;
  }
}
