package sc.fiji.unet.runtime;

import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
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

  /**
   * For what is predicted: one that DJL makes for each would be native memory until Java collects
   * its garbage, which many tiles later it need not do.
   */
  private final Queue<ByteBuffer> buffers = new ConcurrentLinkedQueue<>();

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
    try {
      ByteBuffer pixels = pixels(values);
      Shape nhwc = new Shape(1, shape[0], shape[1], values.length / shape[0] / shape[1]);
      float[] map = predict(pixels, nhwc, network);
      buffers.add(pixels);
      return map;
    } finally {
      end();
    }
  }

  private float[] predict(ByteBuffer pixels, Shape nhwc, UnaryOperator<NDArray> network) {
    try (NDManager memory = manager.newSubManager()) {
      NDArray image = memory.create(pixels, nhwc, DataType.FLOAT32).transpose(0, 3, 1, 2);
      NDArray map = network.apply(image);
      // Of a view that is not contiguous DJL would leave a copy in native memory.
      return map.flatten().toFloatArray();
    } catch (EngineException e) {
      throw NativeMemoryException.of(e);
    }
  }

  private ByteBuffer pixels(float[] values) {
    long bytes = (long) Float.BYTES * values.length;
    ByteBuffer pixels = buffers.poll();
    if (pixels == null || pixels.capacity() < bytes) pixels = buffer(bytes);
    pixels.clear().limit((int) bytes).asFloatBuffer().put(values);
    return pixels;
  }

  private static ByteBuffer buffer(long bytes) {
    try {
      return ByteBuffer.allocateDirect(Math.toIntExact(bytes)).order(ByteOrder.nativeOrder());
    } catch (OutOfMemoryError | ArithmeticException e) {
      throw new NativeMemoryException("No memory for " + bytes + " bytes of pixels.", e);
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
    buffers.clear();
    try {
      manager.close();
    } finally {
      module.close();
    }
  }
}
