package sc.fiji.unet.model;

import ai.djl.MalformedModelException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import sc.fiji.unet.network.UNet;

/** A network with its weights in native memory, which {@link #close} releases. */
public final class TrainedModel implements AutoCloseable {

  private final ModelDescription description;
  private final NDManager manager;
  private final UNet network;

  /**
   * @param weights as {@link #weights} gives them
   * @throws IOException if the weights are not those of the described network
   */
  public TrainedModel(ModelDescription description, byte[] weights) throws IOException {
    this.description = description;
    network = new UNet(description.architecture());
    manager = NDManager.newBaseManager("PyTorch");
    // Initialised only for the shapes, which loading replaces without a look.
    try (NDManager initial = manager.newSubManager()) {
      network.initialize(initial);
      List<Shape> shapes = shapes(network);
      ByteArrayInputStream in = new ByteArrayInputStream(weights);
      network.loadParameters(manager, new DataInputStream(in));
      if (!shapes(network).equals(shapes) || in.available() > 0)
        throw new MalformedModelException("The shapes differ.");
    } catch (IOException | MalformedModelException | RuntimeException e) {
      manager.close();
      throw new IOException(
          "The weights of model '" + description.name() + "' do not fit its network.", e);
    }
  }

  private static List<Shape> shapes(UNet network) {
    return network.getParameters().values().stream().map(Parameter::getShape).toList();
  }

  /** The parameters of a network, in DJL's format. */
  public static byte[] weights(UNet network) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      network.saveParameters(new DataOutputStream(bytes));
    } catch (IOException e) {
      throw new UncheckedIOException(e); // memory does not fail so
    }
    return bytes.toByteArray();
  }

  /**
   * Gives a network the weights of another one of the same architecture.
   *
   * @param weights as {@link #weights} gives them
   * @param network initialised; its arrays are kept, their values replaced
   */
  public static void copyWeights(byte[] weights, UNet network) {
    UNet source = new UNet(network.architecture());
    try (NDManager memory = NDManager.newBaseManager("PyTorch")) {
      source.loadParameters(memory, new DataInputStream(new ByteArrayInputStream(weights)));
      List<Parameter> from = source.getParameters().values();
      List<Parameter> to = network.getParameters().values();
      for (int i = 0; i < to.size(); i++)
        to.get(i).getArray().set(from.get(i).getArray().toFloatArray());
    } catch (IOException | MalformedModelException e) {
      throw new IllegalArgumentException("The weights are not those of the network.", e);
    }
  }

  /** The parameters, as {@link #weights(UNet)} gives them. */
  public byte[] weights() {
    return weights(network);
  }

  /** For what the room itself checks. */
  UNet network() {
    return network;
  }

  public ModelDescription description() {
    return description;
  }

  /**
   * Probabilities of the classes.
   *
   * @param image (N, input channels, H, W), H and W multiples of {@link #stride()}
   * @return (N, classes, H, W), attached to the image's manager
   */
  public NDArray predict(NDArray image) {
    return network.predict(image);
  }

  /** Channels of an input: those of an image, as often as there are slices in its context. */
  public int inputChannels() {
    return network.architecture().inputChannels();
  }

  /** Multiple to which the width and height of an input must be aligned, in pixels. */
  public int stride() {
    return network.architecture().stride();
  }

  /** How far outside an aligned block of pixels its prediction looks, in pixels. */
  public int reach() {
    return network.architecture().reach();
  }

  /** Where to make the arrays that are given to the network, in a manager below this one. */
  public NDManager manager() {
    return manager;
  }

  @Override
  public void close() {
    manager.close();
  }
}
