package sc.fiji.unet.training;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import net.imglib2.FinalInterval;
import sc.fiji.unet.images.NormalizedImage;
import sc.fiji.unet.network.TorchScript;
import sc.fiji.unet.network.UNet;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.runtime.Compute;
import sc.fiji.unet.runtime.Torch;
import sc.fiji.unet.runtime.TorchModule;

/**
 * Measures anew, on images without annotation, the means and variances that a network's batch
 * normalisations expect; what it has learned stays (Li et al. 2016, arXiv:1603.04779).
 */
public final class Calibration {

  /** The running averages forget what was before: 0.9 to this power. */
  private static final int STEPS = 80;

  private static final long SEED = 1;
  private static final int PATCHES_PER_STEP = 4;
  private static final int PATCH = 256; // pixels

  private static final String MEAN = "running_mean";
  private static final String VARIANCE = "running_var";

  private final Start model;
  private final Compute compute;

  /**
   * What came of it.
   *
   * @param weights as {@link TorchScript#archive} gives them
   * @param shift how far the means moved, in standard deviations of before: the median of all
   *     channels of all layers
   */
  public record Outcome(byte[] weights, double shift) {}

  public Calibration(Start model, Compute compute) {
    this.model = model;
    this.compute = compute;
  }

  /**
   * @param images one and more, as the network is given them
   * @throws CancellationException if canceled
   * @throws IOException if the weights are damaged
   */
  public Outcome run(List<NormalizedImage> images, Progress progress) throws IOException {
    try (NDManager memory = Torch.newManager(compute)) {
      UNet network = TorchScript.open(model.architecture(), model.weights(), memory);
      Map<String, float[]> before = statistics(TorchScript.arrays(network));
      try (TorchModule module = TorchModule.of(network, compute.training(), compute)) {
        for (int step = 0; step < STEPS; step++) {
          progress.report("U-Net: calibrating", (double) step / STEPS);
          if (progress.isCanceled()) throw new CancellationException();
          try (NDManager ofStep = memory.newSubManager()) {
            module.train(batch(images, step).images(ofStep));
          }
        }
        Map<String, NDArray> measured = module.arrays();
        TorchScript.arrays(network)
            .forEach(
                (name, array) -> {
                  if (isStatistic(name))
                    TorchScript.replace(array, measured.get(name).toFloatArray());
                });
      }
      return new Outcome(
          TorchScript.archive(network, false),
          shift(before, statistics(TorchScript.arrays(network))));
    }
  }

  /** Random patches, unchanged; an image that is smaller is mirrored around its ends. */
  private static Batch batch(List<NormalizedImage> images, int step) {
    Batch batch = new Batch(PATCHES_PER_STEP, PATCH, PATCH, images.get(0).channels(), false);
    for (int n = 0; n < PATCHES_PER_STEP; n++) {
      RandomGenerator random = Randomness.of(SEED, step, n);
      NormalizedImage image = images.get(random.nextInt(images.size()));
      float[] values =
          image.read(
              FinalInterval.createMinSize(
                  corner(image.interval().dimension(0), random),
                  corner(image.interval().dimension(1), random),
                  PATCH,
                  PATCH));
      for (int i = 0; i < values.length; i++)
        batch.set(n * PATCH * PATCH + i / image.channels(), i % image.channels(), values[i]);
    }
    return batch;
  }

  private static long corner(long length, RandomGenerator random) {
    return length <= PATCH ? 0 : random.nextLong(length - PATCH + 1);
  }

  private static Map<String, float[]> statistics(Map<String, NDArray> arrays) {
    Map<String, float[]> statistics = new TreeMap<>();
    arrays.forEach(
        (name, array) -> {
          if (isStatistic(name)) statistics.put(name, array.toFloatArray());
        });
    return statistics;
  }

  private static boolean isStatistic(String name) {
    return name.endsWith(MEAN) || name.endsWith(VARIANCE);
  }

  private static double shift(Map<String, float[]> before, Map<String, float[]> after) {
    double[] shifts =
        before.keySet().stream()
            .filter(name -> name.endsWith(MEAN))
            .flatMapToDouble(
                name -> {
                  float[] old = before.get(name);
                  float[] now = after.get(name);
                  float[] variance = before.get(name.replace(MEAN, VARIANCE));
                  return IntStream.range(0, old.length)
                      .mapToDouble(i -> Math.abs(now[i] - old[i]) / Math.sqrt(variance[i] + 1e-12));
                })
            .sorted()
            .toArray();
    return shifts[shifts.length / 2];
  }
}
