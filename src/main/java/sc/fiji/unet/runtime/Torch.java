package sc.fiji.unet.runtime;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.ndarray.NDManager;
import ai.djl.training.GradientCollector;
import java.util.function.Supplier;
import sc.fiji.unet.progress.UserException;

/** The one door to PyTorch: starts it at the first use, and gives out its memory. */
public final class Torch {

  private static final String NAME = "PyTorch";

  private Torch() {}

  /** Native memory where the computing is done; what is made in it lives until it is closed. */
  public static NDManager newManager(Compute compute) {
    return engine().newBaseManager(Device.fromName(compute.device()));
  }

  static Model newModel(Compute compute) {
    engine();
    return Model.newInstance("network", Device.fromName(compute.device()), NAME);
  }

  /** Begins to follow which operations lead to a loss. */
  public static GradientCollector newGradientCollector() {
    return engine().newGradientCollector();
  }

  /**
   * Several operations that are not to be cut off where the program ends.
   *
   * @param call may hold calls of networks
   */
  public static <T> T together(Supplier<T> call) {
    return NativeCalls.run(call);
  }

  /** Makes random weights repeatable. */
  public static void setRandomSeed(int seed) {
    engine().setRandomSeed(seed);
  }

  /**
   * DJL finds its engine, at first use, by the thread's class loader; ImageJ's plugins have one of
   * their own.
   *
   * @throws UserException if PyTorch cannot start on this computer
   */
  private static Engine engine() {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    thread.setContextClassLoader(Torch.class.getClassLoader());
    System.setProperty("OPT_OUT_TRACKING", "true"); // else DJL reports its use to its makers
    try {
      NativeHeap.reuse();
      return Engine.getEngine(NAME);
    } catch (EngineException | LinkageError e) {
      throw new UserException(
          "PyTorch, which runs the network, cannot start on this computer: " + reason(e), e);
    } finally {
      thread.setContextClassLoader(loader);
    }
  }

  /** The first line that says anything. */
  private static String reason(Throwable error) {
    if (error.getMessage() != null) return error.getMessage().lines().findFirst().orElse("");
    return error.getCause() == null ? error.toString() : reason(error.getCause());
  }
}
