package sc.fiji.unet.runtime;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.UnaryOperator;

/**
 * A compiled network and the memory of its predictions: released when it is closed, or when the
 * last prediction ends after that, as canceled work may go on in another thread.
 */
final class NativeNetwork implements AutoCloseable {

  private final TorchModule module;
  private final NDManager manager;

  /** Begins at its first work. */
  private final ExecutorService thread = Executors.newSingleThreadExecutor(NativeNetwork::thread);

  private int predictions;
  private boolean closed;

  NativeNetwork(TorchModule module, Compute compute) {
    this.module = module;
    manager = Torch.newManager(compute);
  }

  private static Thread thread(Runnable work) {
    Thread thread = new Thread(work, "U-Net network");
    thread.setDaemon(true); // where a network is forgotten the program may end
    return thread;
  }

  /** See {@link Network#execute}. */
  synchronized void execute(Runnable work) {
    requireOpen();
    thread.execute(work);
  }

  /**
   * @param values axis order (y, x, channel)
   * @param shape height and width
   * @param network what is done with the image (1, channel, y, x), laid out channels last: oneDNN's
   *     fast path
   * @return the values of what the network returns, in their order
   */
  float[] predict(float[] values, int[] shape, UnaryOperator<NDArray> network) {
    begin();
    int channels = values.length / shape[0] / shape[1];
    try (NDManager memory = manager.newSubManager()) {
      NDArray image =
          memory.create(values, new Shape(1, shape[0], shape[1], channels)).transpose(0, 3, 1, 2);
      NDArray map = network.apply(image);
      // Of a view that is not contiguous DJL would leave a copy in native memory.
      return map.flatten().toFloatArray();
    } catch (EngineException e) {
      throw NativeMemoryException.of(e);
    } finally {
      end();
    }
  }

  TorchModule module() {
    return module;
  }

  private synchronized void begin() {
    requireOpen();
    predictions++;
  }

  private void requireOpen() {
    if (closed) throw new IllegalStateException("The network is closed.");
  }

  private synchronized void end() {
    predictions--;
    if (closed && predictions == 0) release();
  }

  @Override
  public synchronized void close() {
    if (closed) return;
    closed = true;
    thread.shutdown();
    if (predictions == 0) release();
  }

  private void release() {
    try {
      manager.close();
    } finally {
      module.close();
    }
  }
}
