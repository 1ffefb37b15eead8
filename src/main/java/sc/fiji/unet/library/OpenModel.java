package sc.fiji.unet.library;

import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.runtime.Network;

/**
 * A model, ready to predict.
 *
 * @param network in native memory, which {@link #close} releases
 */
public record OpenModel(ModelDescription description, Network network) implements AutoCloseable {

  @Override
  public void close() {
    network.close();
  }
}
