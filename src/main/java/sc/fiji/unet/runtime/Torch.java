package sc.fiji.unet.runtime;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.engine.EngineException;
import ai.djl.engine.StandardCapabilities;
import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.jni.JniUtils;
import ai.djl.pytorch.jni.LibUtils;
import ai.djl.training.GradientCollector;
import java.util.Optional;
import java.util.function.Supplier;
import sc.fiji.unet.progress.UserException;

/** The one door to PyTorch: starts it at the first use, and gives out its memory. */
public final class Torch {

  private static final String NAME = "PyTorch";
  private static final String OFFLINE = "ai.djl.offline";

  /** Of SLF4J, by which DJL logs, while it looks for who prints what is logged. */
  private static final String VERBOSITY = "slf4j.internal.verbosity";

  private Torch() {}

  /** Native memory where the computing is done; what is made in it lives until it is closed. */
  public static NDManager newManager(Compute compute) {
    return engine().newBaseManager(Device.fromName(compute.device()));
  }

  static Model newModel(Compute compute) {
    engine();
    return Model.newInstance("network", Device.fromName(compute.device()), NAME);
  }

  /** Whether PyTorch can compute on a card of NVIDIA. */
  static boolean hasCuda() {
    return engine().hasCapability(StandardCapabilities.CUDA);
  }

  /**
   * Where PyTorch's library lies.
   *
   * @throws UserException if it cannot start on this computer
   */
  public static String folder() {
    engine();
    return LibUtils.getLibtorchPath();
  }

  /** Gives the card back what was released, which PyTorch keeps. */
  static void emptyCardCache() {
    JniUtils.emptyCudaCache();
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
   * Starts PyTorch, which else happens at its first use and takes about a second.
   *
   * @return what is running: "PyTorch 2.7.1"
   * @throws UserException if it cannot start on this computer
   */
  public static String start() {
    Engine engine = engine();
    return NAME + " " + engine.getVersion();
  }

  /** Starts PyTorch in another thread, while this one reads a file; errors come at its use. */
  public static void startMeanwhile() {
    Thread thread = new Thread(Torch::startQuietly, "U-Net: start");
    thread.setDaemon(true);
    thread.start();
  }

  private static void startQuietly() {
    try {
      engine();
    } catch (UserException e) {
      // Whoever uses it is told.
    }
  }

  /**
   * DJL finds its engine, at first use, by the thread's class loader; ImageJ's plugins have one of
   * their own. Where its native library is missing DJL would download one, which nobody asked for
   * and many networks do not allow; other plugins' DJL in this Java keeps its settings.
   *
   * @throws UserException if PyTorch cannot start on this computer
   */
  private static synchronized Engine engine() {
    Thread thread = Thread.currentThread();
    ClassLoader loader = thread.getContextClassLoader();
    String offline = System.getProperty(OFFLINE);
    String verbosity = System.getProperty(VERBOSITY);
    thread.setContextClassLoader(Torch.class.getClassLoader());
    System.setProperty("OPT_OUT_TRACKING", "true"); // else DJL reports its use to its makers
    System.setProperty(OFFLINE, "true");
    if (verbosity == null) System.setProperty(VERBOSITY, "ERROR"); // plain ImageJ has nobody
    try {
      NativeHeap.reuse();
      return Engine.getEngine(NAME);
    } catch (EngineException | LinkageError | AssertionError e) {
      throw new UserException(
          "PyTorch, which runs the network, cannot start on this computer. " + reason(e), e);
    } finally {
      restore(OFFLINE, offline);
      restore(VERBOSITY, verbosity);
      thread.setContextClassLoader(loader);
    }
  }

  private static void restore(String property, String value) {
    if (value == null) System.clearProperty(property);
    else System.setProperty(property, value);
  }

  /** What stands in the way, or else what the error says. */
  private static String reason(Throwable error) {
    return MissingJar.sentence(error)
        .or(() -> SystemFacts.ofThisComputer().obstacles().stream().findFirst())
        .or(() -> startedElsewhere(error) ? Optional.empty() : GpuFacts.of(false).obstacle(error))
        .orElseGet(() -> words(error));
  }

  private static boolean startedElsewhere(Throwable error) {
    for (Throwable cause = error; cause != null; cause = cause.getCause())
      if (String.valueOf(cause.getMessage()).contains("already loaded in another classloader"))
        return true;
    return false;
  }

  static String words(Throwable error) {
    if (startedElsewhere(error))
      return "Another plugin has started it, or the menus were refreshed since: start ImageJ"
          + " again.";
    Throwable cause = error; // the first that says anything
    while (cause.getMessage() == null && cause.getCause() != null) cause = cause.getCause();
    return cause.getMessage() == null
        ? cause.toString()
        : cause.getMessage().lines().findFirst().orElse("");
  }
}
