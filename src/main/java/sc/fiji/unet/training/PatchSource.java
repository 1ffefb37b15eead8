package sc.fiji.unet.training;

import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.random.RandomGenerator;
import sc.fiji.unet.progress.Cancelable;
import sc.fiji.unet.progress.Progress;
import sc.fiji.unet.targets.AnnotatedImage;

/** Random batches, the next one made while the network learns from the last. */
final class PatchSource implements AutoCloseable {

  private final List<AnnotatedImage> images;
  private final Augmentation augmentation;
  private final int size;
  private final int count;
  private final long seed;
  private final ExecutorService worker =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread thread = new Thread(task, "U-Net patches");
            thread.setDaemon(true);
            return thread;
          });
  private Future<Batch> upcoming;
  private long step;

  /**
   * @param size width and height of a patch, in pixels
   * @param count patches in a batch
   * @param context slices above and below each slice
   * @param step of the first batch, from 0
   */
  PatchSource(List<AnnotatedImage> images, int size, int count, int context, long seed, long step) {
    this.images = images;
    this.augmentation = new Augmentation(size, context);
    this.size = size;
    this.count = count;
    this.seed = seed;
    this.step = step;
    upcoming = ahead();
  }

  Batch next() {
    Batch batch = Cancelable.await(upcoming, Progress.NONE);
    upcoming = ahead();
    return batch;
  }

  private Future<Batch> ahead() {
    long next = step++;
    return worker.submit(() -> draw(next));
  }

  /** The batch of a step, from 0. */
  Batch draw(long step) {
    AnnotatedImage any = images.get(0);
    Batch batch = new Batch(count, size, size, any.channels(), any.hasDistance());
    for (int i = 0; i < count; i++) {
      RandomGenerator random = Randomness.of(seed, step, i);
      AnnotatedImage image = images.get(random.nextInt(images.size()));
      augmentation.draw(image, random, batch, i * size * size);
    }
    return batch;
  }

  @Override
  public void close() {
    worker.shutdownNow();
  }
}
