package sc.fiji.unet.runtime;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.ParameterStore;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import sc.fiji.unet.network.Form;
import sc.fiji.unet.network.ScriptModule;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;

/** A network, or other program, that PyTorch runs from TorchScript. */
public final class TorchModule implements AutoCloseable {

  private final Model model;
  private final Block block;

  private TorchModule(Model model) {
    this.model = model;
    block = model.getBlock();
  }

  /**
   * Loads an archive.
   *
   * @throws IOException if it cannot be read or is damaged
   */
  public static TorchModule load(InputStream archive, Compute compute) throws IOException {
    Model model = Torch.newModel(compute);
    try {
      model.load(archive, Map.of("mapLocation", "true")); // of a network saved on a GPU, too
      return new TorchModule(model);
    } catch (EngineException e) {
      model.close();
      RuntimeException cause = NativeMemoryException.of(e);
      if (cause instanceof NativeMemoryException) throw cause;
      throw new IOException("The TorchScript archive cannot be read: " + e.getMessage(), e);
    } catch (IOException | MalformedModelException e) {
      model.close();
      throw new IOException("The TorchScript archive cannot be read: " + e.getMessage(), e);
    } finally {
      Files.deleteIfExists(model.getModelPath()); // DJL makes an empty folder for each
    }
  }

  /** Compiles a network with its present parameters. */
  public static TorchModule of(UNet network, Form form, Compute compute) {
    return compiled(out -> TorchScript.write(network, form, out), compute);
  }

  /**
   * Compiles a program without arrays of its own.
   *
   * @param code the method {@code forward}, as indented TorchScript
   */
  public static TorchModule of(String code, Compute compute) {
    ScriptModule module = new ScriptModule("Program", code, Map.of());
    return compiled(out -> TorchScript.write(module, Form.PREDICTION, out), compute);
  }

  private interface Writer {
    void write(OutputStream out) throws IOException;
  }

  private static TorchModule compiled(Writer writer, Compute compute) {
    ByteArrayOutputStream archive = new ByteArrayOutputStream();
    try {
      writer.write(archive);
      return load(new ByteArrayInputStream(archive.toByteArray()), compute);
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
  }

  /**
   * What a network of one input and one output gives in prediction.
   *
   * @return attached to the image's manager
   */
  public NDArray predict(NDArray image) {
    return outputs(image).singletonOrThrow();
  }

  /** What a network gives in prediction, attached to the image's manager. */
  NDList outputs(NDArray image) {
    return run(new NDList(image), false);
  }

  /**
   * What a network gives in training: gradients can follow, running statistics are updated.
   *
   * @param image attached to the manager that is to own the result
   */
  public NDArray train(NDArray image) {
    return run(new NDList(image), true).singletonOrThrow();
  }

  /**
   * Calls a program that changes arrays in place: {@code forward(number, list, list, ...)}, which
   * returns the number.
   */
  @SafeVarargs
  public final void call(NDArray number, List<NDArray>... lists) {
    NDList inputs = new NDList(number);
    for (int i = 0; i < lists.length; i++)
      for (NDArray array : lists[i]) {
        array.setName("list" + i + "[]"); // DJL gives what is named so together, as a list
        inputs.add(array);
      }
    run(inputs, false);
  }

  private NDList run(NDList inputs, boolean training) {
    ParameterStore none = new ParameterStore(inputs.head().getManager(), false); // they are inside
    try {
      return NativeCalls.run(() -> block.forward(none, inputs, training));
    } catch (EngineException e) {
      throw NativeMemoryException.of(e);
    }
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

  @Override
  public void close() {
    boolean onCard = model.getNDManager().getDevice().isGpu();
    model.close();
    NativeHeap.trim();
    if (onCard) Torch.emptyCardCache();
  }
}
