package sc.fiji.unet.training;

import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import sc.fiji.unet.targets.Sample;

/** Random batches, the next one made while the network learns from the last. */
final class PatchSource implements AutoCloseable {

  private final List<Sample> samples;
  private final Augmentation augmentation;
  private final int size;
  private final int count;
  private final SplittableRandom random;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "U-Net patches");
            thread.setDaemon(true);
            return thread;
          });
  private CompletableFuture<Batch> upcoming;

  /**
   * @param size width and height of a patch, in pixels
   * @param count patches in a batch
   * @param context slices above and below each slice
   */
  PatchSource(List<Sample> samples, int size, int count, int context, long seed) {
    this.samples = samples;
    this.augmentation = new Augmentation(size, context);
    this.size = size;
    this.count = count;
    random = new SplittableRandom(seed);
    upcoming = CompletableFuture.supplyAsync(this::draw, worker);
  }

  Batch next() {
    Batch batch = upcoming.join();
    upcoming = CompletableFuture.supplyAsync(this::draw, worker);
    return batch;
  }

  private Batch draw() {
    int area = size * size;
    int channels = samples.get(0).channels().size();
    Batch batch =
        new Batch(count, size, size, new float[count * area * channels], new byte[count * area]);
    for (int i = 0; i < count; i++)
      augmentation.draw(
          samples.get(random.nextInt(samples.size())),
          random,
          batch.values(),
          batch.classes(),
          i * area);
    return batch;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
