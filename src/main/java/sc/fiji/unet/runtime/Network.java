package sc.fiji.unet.runtime;

import java.io.IOException;
import java.util.Optional;
import java.util.Set;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.model.Tiling;
import sc.fiji.unet.network.ForeignArchive;
import sc.fiji.unet.progress.UserException;

/**
 * A network in native memory, which {@link #close} releases, or the last prediction to end after
 * it. Any number of threads may predict.
 */
public sealed interface Network extends AutoCloseable
    permits CompiledUNet, ForeignNetwork, GuardedNetwork {

  /**
   * Opens a network.
   *
   * @param weights a TorchScript archive: of a model of this plugin as {@link
   *     sc.fiji.unet.network.TorchScript#archive} gives it
   * @param compute where and in which precision it predicts; on the processor if that fails there
   * @throws UserException if the network cannot compute so
   * @throws IOException if the weights cannot be read, or are not those of the described network;
   *     of a network of others the message is a sentence whose subject, "it", is the model
   */
  static Network open(ModelDescription description, byte[] weights, Compute compute)
      throws IOException {
    return open(description, weights, Placement.of(compute));
  }

  /** The same in a place that the computer chooses; networks of others compute in 32 bit. */
  static Network open(ModelDescription description, byte[] weights, Computing wish)
      throws IOException {
    boolean own = description.unet().isPresent() || wish.precision().isPresent();
    return open(description, weights, Placement.of(own ? wish : wish.in(Precision.FP32)));
  }

  private static Network open(ModelDescription description, byte[] weights, Placement place)
      throws IOException {
    requirePlanar(description);
    GuardedNetwork.Opening opening =
        compute ->
            description.unet().isPresent()
                ? new CompiledUNet(description.architecture(), weights, compute)
                : new ForeignNetwork(description, weights, compute);
    return place.isPlain() ? opening.on(place.compute()) : new GuardedNetwork(opening, place);
  }

  /**
   * Checks what can be checked of a network before it is opened; of others the program, too.
   *
   * @throws UserException if it is not one of planes
   * @throws IOException as {@link #open} does
   */
  static void check(ModelDescription description, byte[] weights) throws IOException {
    requirePlanar(description);
    if (description.unet().isEmpty()) ForeignArchive.checked(weights);
  }

  /**
   * The one place where volumes are refused.
   *
   * @throws UserException if the network is not one of planes
   */
  static void requirePlanar(ModelDescription description) {
    if (description.input().axes().dimensions() != 2)
      throw new UserException(
          String.format(
              "The model '%s' has the axis 'z'; only 2D models are supported: batch, channel, y and"
                  + " x.",
              description.name()));
  }

  /** How an image may be cut into tiles for it. */
  Tiling tiling();

  /** Memory that a prediction takes at its peak, in bytes for each pixel of the input, about. */
  long bytesPerPixel();

  /** Where it computes now, and in which precision. */
  Compute compute();

  /** Whose memory a prediction takes; empty for the computer's. */
  default Optional<GpuFacts.Card> card() {
    return Optional.empty();
  }

  /** What people should know of where it computes; each is told once. */
  default Optional<String> news() {
    return Optional.empty();
  }

  /** In which precisions it can compute. */
  Set<Precision> precisions();

  /**
   * The probabilities of each output channel.
   *
   * @param values preprocessed, axis order (y, x, channel)
   * @param shape height and width, in pixels, which {@link #tiling} allows
   * @return axis order (channel, y, x)
   * @throws NativeMemoryException if there is too little native memory for an image of this size
   * @throws UserException if a network of other programs fails, or does not return what its
   *     description says
   * @throws IllegalStateException if it is closed
   */
  float[] predict(float[] values, int... shape);

  /**
   * Does work, one after the other, in a thread that the network keeps until it is closed. What
   * predicts beside other work does it here: Linux' C library keeps the memory that a thread has
   * released, a gigabyte after large tiles, and takes it anew for the next thread.
   *
   * @throws IllegalStateException if it is closed
   */
  void execute(Runnable work);

  @Override
  void close();
}
