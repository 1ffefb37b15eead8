package sc.fiji.unet.network;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.Map;

/** A network that PyTorch runs from TorchScript: one of this project's, or any other. */
public final class CompiledNetwork implements AutoCloseable {

  private final Model model;
  private final Block block;

  private CompiledNetwork(Model model) {
    this.model = model;
    block = model.getBlock();
  }

  /**
   * Loads an archive.
   *
   * @param archive TorchScript whose {@code forward} takes and returns one array
   * @throws IOException if it cannot be read or is damaged
   */
  public static CompiledNetwork load(InputStream archive) throws IOException {
    Model model = Model.newInstance("network", "PyTorch");
    try {
      model.load(archive);
      Files.deleteIfExists(model.getModelPath()); // DJL makes an empty folder for each
      return new CompiledNetwork(model);
    } catch (IOException | MalformedModelException | EngineException e) {
      model.close();
      throw new IOException("The TorchScript archive cannot be read: " + e.getMessage(), e);
    }
  }

  /** Compiles a network with its present parameters. */
  public static CompiledNetwork of(UNet network, Form form) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try {
      TorchScript.write(network, form, archive);
      return load(new ByteArrayInputStream(archive.toByteArray()));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
  }

  /**
   * What the network gives in prediction.
   *
   * @return attached to the image's manager
   */
  public NDArray predict(NDArray image) {
    return forward(image, false);
  }

  /**
   * Runs the network.
   *
   * @param image (N, C, H, W), for this project's networks; attached to the manager that is to own
   *     the result
   * @param training whether to remember what gradients need, and to update running statistics
   */
  public NDArray forward(NDArray image, boolean training) {
    ParameterStore none = new ParameterStore(image.getManager(), false); // they are inside
    return block.forward(none, new NDList(image), training).singletonOrThrow();
  }

  /** Lets the parameters, not the running statistics, take gradients. */
  public void learn() {
    for (Parameter parameter : block.getDirectParameters().values())
      if (!parameter.getName().contains("running_")) parameter.freeze(false);
  }

  /** Parameters, and running statistics in a form that trains, by their names in PyTorch. */
  public Map<String, NDArray> arrays() {
    Map<String, NDArray> arrays = new LinkedHashMap<>();
    for (Parameter parameter : block.getDirectParameters().values())
      arrays.put(parameter.getName(), parameter.getArray());
    return arrays;
  }

  /** Manager that lives as long as the network. */
  public NDManager manager() {
    return model.getNDManager();
  }

  @Override
  public void close() {
    model.close();
  }
}
