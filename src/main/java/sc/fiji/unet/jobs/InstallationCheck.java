package sc.fiji.unet.jobs;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import sc.fiji.unet.inference.TileMemory;
import sc.fiji.unet.library.ModelLibrary;
import sc.fiji.unet.library.OpenModel;
import sc.fiji.unet.model.Computing;
import sc.fiji.unet.model.Device;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.runtime.GpuFacts;
import sc.fiji.unet.runtime.Network;
import sc.fiji.unet.runtime.SystemFacts;
import sc.fiji.unet.runtime.Torch;

/** Looks at what U-Net runs on, starts it, and tries it. */
public final class InstallationCheck {

  private static final String MODEL = "Fluorescent nuclei";
  private static final int SIDE = 512; // pixels
  private static final long LONGEST = 1_000_000_000; // nanoseconds of measuring
  private static final int MOST_RUNS = 10;

  private InstallationCheck() {}

  /**
   * Takes some seconds.
   *
   * @param version of the plugin, or empty
   * @return a sentence for each thing; it never fails
   */
  public static List<Finding> run(String version, ModelLibrary library, Progress progress) {
    progress.report("U-Net: starting PyTorch", 0);
    Installation.Engine engine = engine();
    progress.report("U-Net: trying a model", 0.5);
    Optional<GpuFacts> gpu =
        engine.name().isEmpty() ? Optional.empty() : Optional.of(GpuFacts.ofThisComputer());
    Optional<Installation.Trial> trial = gpu.map(each -> trial(library, each.usable()));
    return new Installation(
            version,
            SystemFacts.ofThisComputer(),
            engine,
            gpu,
            trial,
            new Installation.Memory(Runtime.getRuntime().maxMemory(), TileMemory.now()),
            folder(library))
        .findings();
  }

  private static Installation.Engine engine() {
    int cores = Runtime.getRuntime().availableProcessors();
    try {
      return new Installation.Engine(Torch.start(), "", Torch.folder(), cores);
    } catch (UserException e) {
      return new Installation.Engine("", e.getMessage(), "", cores);
    }
  }

  /**
   * @param card whether a graphics card is there to compute on
   */
  private static Installation.Trial trial(ModelLibrary library, boolean card) {
    try {
      double difference = library.verify(MODEL);
      float[] values = noise();
      try (OpenModel model = library.open(MODEL)) {
        Network network = model.network();
        float[] map = network.predict(values, SIDE, SIDE); // PyTorch prepares itself
        return new Installation.Trial(
            MODEL,
            "",
            difference,
            network.compute().precision(),
            megapixels(network, values),
            SIDE,
            card ? Optional.of(onCard(library, network, values, map)) : Optional.empty());
      }
    } catch (IOException | RuntimeException e) {
      return Installation.Trial.failed(MODEL, e);
    }
  }

  private static Installation.OnCard onCard(
      ModelLibrary library, Network network, float[] values, float[] map) throws IOException {
    boolean works = !network.compute().isOnCpu();
    double deviation = 0;
    if (works)
      try (OpenModel model =
          library.open(MODEL, Computing.AUTOMATIC.on(Device.CPU).in(Precision.FP32))) {
        float[] exact = model.network().predict(values, SIDE, SIDE);
        for (int i = 0; i < map.length; i++)
          deviation = Math.max(deviation, Math.abs(map[i] - exact[i]));
      }
    return new Installation.OnCard(works, network.news().orElse(""), deviation);
  }

  private static float[] noise() {
    float[] values = new float[SIDE * SIDE];
    Random random = new Random(1);
    for (int i = 0; i < values.length; i++) values[i] = (float) random.nextGaussian();
    return values;
  }

  /** A second, of the shortest run: other work on the computer does not make it longer. */
  private static double megapixels(Network network, float[] values) {
    long begin = System.nanoTime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < MOST_RUNS && System.nanoTime() - begin < LONGEST; i++) {
      long start = System.nanoTime();
      network.predict(values, SIDE, SIDE);
      least = Math.min(least, System.nanoTime() - start);
    }
    return 1e3 * values.length / least;
  }

  private static Installation.ModelFolder folder(ModelLibrary library) {
    Path existing = library.folder();
    while (existing.getParent() != null && !Files.exists(existing)) existing = existing.getParent();
    return new Installation.ModelFolder(library.folder(), Files.isWritable(existing));
  }
}
