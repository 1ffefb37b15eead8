package sc.fiji.unet.runtime;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.regex.Pattern;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.NetworkOutput;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.network.Form;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;

/**
 * A network with its weights in native memory, which {@link #close} releases, or the last {@link
 * #hold} to end after it.
 */
public final class TrainedModel implements AutoCloseable {

  private static final Pattern TOO_LITTLE_MEMORY =
      Pattern.compile(
          "DefaultCPUAllocator|out of memory|bad_alloc|bad allocation|could not create a (primitive|memory)");

  /** Bytes of a network of which nothing is known: those of a U-Net of 64 filters. */
  private static final long FOREIGN_PIXEL = 1168;

  private final ModelDescription description;
  private final byte[] weights;
  private TorchModule network;
  private Precision precision = Precision.FP32;
  private final NDManager manager;
  private int holds;
  private boolean closed;

  /**
   * @param weights a TorchScript archive; of a model of this plugin as {@link #weights} gives them
   * @throws IOException if the weights cannot be read, or are not those of the described network
   */
  public TrainedModel(ModelDescription description, byte[] weights) throws IOException {
    this.description = description;
    this.weights = weights;
    network =
        description.unet() == null
            ? TorchModule.load(new ByteArrayInputStream(weights))
            : compiled(description, weights, Precision.FP32);
    manager = NDManager.newBaseManager("PyTorch");
  }

  /** Only numbers are taken from the archive; the program is the plugin's own. */
  private static TorchModule compiled(
      ModelDescription description, byte[] weights, Precision precision) throws IOException {
    // Before memory is taken for as many as the description says.
    if (weights.length < 4 * description.architecture().parameters())
      throw new IOException("The weights are fewer than those of the network.");
    try (NDManager memory = NDManager.newBaseManager("PyTorch")) {
      UNet network = new UNet(description.architecture());
      network.initialize(memory);
      TorchScript.read(new ByteArrayInputStream(weights), network);
      return TorchModule.of(network, precision.prediction());
    }
  }

  /** The parameters of a network: a TorchScript archive of the form {@link Form#PORTABLE}. */
  public static byte[] weights(UNet network) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try {
      TorchScript.write(network, Form.PORTABLE, bytes);
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
    try {
      TorchScript.read(new ByteArrayInputStream(weights), network);
    } catch (IOException e) {
      throw new IllegalArgumentException("The weights are not those of the network.", e);
    }
  }

  /** The TorchScript archive that this was made from. */
  public byte[] weights() {
    return weights.clone();
  }

  public ModelDescription description() {
    return description;
  }

  /**
   * Probabilities of the classes.
   *
   * @param image (1, input channels, H, W) of preprocessed values, H and W multiples of {@link
   *     #stride()}, or of a size that the description allows
   * @return (1, classes, H, W), attached to the image's manager
   * @throws IllegalArgumentException if the network fails, or does not return what its description
   *     says
   * @throws OutOfMemoryError if there is too little native memory for an image of this size
   */
  public NDArray predict(NDArray image) {
    NetworkOutput output = description.output();
    Shape shape = image.getShape();
    Shape expected =
        new Shape(shape.get(0), output.classNames().size(), shape.get(2), shape.get(3));
    NDArray returned;
    try {
      NDArray result = float32(network.predict(description.input().axes().from(image)));
      returned =
          result.getShape().dimension() == output.axes().axes().length()
              ? output.axes().to(result)
              : result;
    } catch (EngineException
        | IllegalArgumentException
        | IndexOutOfBoundsException
        | UnsupportedOperationException e) { // the latter two: no array, or several
      if (meansTooLittleMemory(e.getMessage())) throw new OutOfMemoryError(e.getMessage());
      throw new IllegalArgumentException(
          String.format(
              "The network of the model '%s' fails on an input of %s.", description.name(), shape),
          e);
    }
    if (!returned.getShape().equals(expected))
      throw new IllegalArgumentException(
          String.format(
              "The network of the model '%s' returns %s where its description says %s.",
              description.name(), returned.getShape(), expected));
    return output.postprocessing().apply(returned);
  }

  /**
   * Whether an error of the engine says that memory did not suffice: PyTorch has no other sign of
   * it than its words, which differ between systems.
   *
   * @param message may be null
   */
  public static boolean meansTooLittleMemory(String message) {
    return message != null && TOO_LITTLE_MEMORY.matcher(message).find();
  }

  /** Networks of others may return classes, or numbers of another precision. */
  private static NDArray float32(NDArray result) {
    DataType type = result.getDataType();
    if (type == DataType.FLOAT32) return result;
    if (type.isFloating() || type.isInteger() || type.isBoolean())
      return result.toType(DataType.FLOAT32, false);
    throw new IllegalArgumentException("The network returns the type " + type + ".");
  }

  /**
   * Computes in another precision than 32 bit from now on.
   *
   * @throws IllegalArgumentException if it is not 32 bit and the model is not one of this plugin's
   * @throws IllegalStateException if work still holds the model
   */
  public synchronized void setPrecision(Precision precision) throws IOException {
    if (!isUNet()) {
      if (precision == Precision.FP32) return;
      throw new IllegalArgumentException(
          "The model '"
              + description.name()
              + "' was not trained with this plugin; it runs in fp32 only.");
    }
    if (precision == this.precision) return;
    if (holds > 0)
      throw new IllegalStateException(
          "The model '"
              + description.name()
              + "' is still at work; wait for its end before you change its precision.");
    TorchModule other = compiled(description, weights, precision);
    network.close();
    network = other;
    this.precision = precision;
  }

  /** Channels of an input: those of an image, as often as there are slices in its context. */
  public int inputChannels() {
    return description.input().channels();
  }

  /**
   * Whether it is a U-Net of this plugin: what its output depends on is then known, see {@link
   * #stride} and {@link #reach}; and outside the image it sees zeros, as in training.
   */
  public boolean isUNet() {
    return description.unet() != null;
  }

  /** Multiple to which the width and height of a U-Net's input must be aligned, in pixels. */
  public int stride() {
    return description.architecture().stride();
  }

  /** How far outside an aligned block of pixels a U-Net's prediction looks, in pixels. */
  public int reach() {
    return description.architecture().reach();
  }

  /** Memory that a prediction takes at its peak, in bytes for each pixel of the input, about. */
  public long bytesPerPixel() {
    return isUNet() ? description.architecture().predictionBytesPerPixel() : FOREIGN_PIXEL;
  }

  /** Where to make the arrays that are given to the network, in a manager below this one. */
  public NDManager manager() {
    return manager;
  }

  /**
   * Keeps the native memory of this until the hold is closed, though this may be closed before: for
   * work in another thread than the one that closes.
   *
   * @throws IllegalStateException if this is closed
   */
  public synchronized Hold hold() {
    if (closed)
      throw new IllegalStateException("The model '" + description.name() + "' is closed.");
    holds++;
    return this::letGo;
  }

  /** See {@link #hold}. */
  public interface Hold extends AutoCloseable {
    @Override
    void close();
  }

  private synchronized void letGo() {
    holds--;
    if (closed && holds == 0) release();
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    if (holds == 0) release();
  }

  private void release() {
    manager.close();
    network.close();
  }
}
