package sc.fiji.unet.training;

import java.util.Locale;
import java.util.Random;
import sc.fiji.unet.model.Architecture;
import sc.fiji.unet.model.Precision;
import sc.fiji.unet.runtime.Compute;

/**
 * What the network's benchmarks (bench/network) share.
 *
 * @param architecture of one channel and class, with a distance or without, depth 4
 * @param side of each patch, in pixels
 * @param patches at once
 * @param rounds that count
 * @param kind fp32, bf16, or blocks
 */
record BenchmarkRun(Architecture architecture, int side, int patches, int rounds, String kind) {

  static final int WARM_UP = 2; // rounds that do not count

  /** From the arguments FILTERS SIDE BATCH ROUNDS KIND, and "distance" for such an output, too. */
  static BenchmarkRun of(String... arguments) {
    return new BenchmarkRun(
        new Architecture(2, 1, 1, arguments.length > 5, Integer.parseInt(arguments[0]), 4),
        Integer.parseInt(arguments[1]),
        Integer.parseInt(arguments[2]),
        Integer.parseInt(arguments[3]),
        arguments[4]);
  }

  Compute compute() {
    return Compute.onCpu(Precision.valueOf(kind.toUpperCase(Locale.ROOT)));
  }

  /** Random values and classes. */
  Batch batch() {
    Random random = new Random(1);
    Batch batch = new Batch(patches, side, side, 1, architecture.distance());
    for (int i = 0; i < batch.pixels(); i++) {
      batch.set(i, 0, (float) random.nextGaussian());
      batch.setClass(i, (byte) random.nextInt(2));
      if (architecture.distance()) batch.setDistance(i, random.nextFloat(), false);
    }
    return batch;
  }

  void time(Runnable work) {
    for (int round = 0; round < WARM_UP + rounds; round++) {
      long start = System.nanoTime();
      work.run();
      double seconds = (System.nanoTime() - start) / 1e9;
      if (round >= WARM_UP) System.out.printf(Locale.ROOT, "fiji %s %.4f%n", kind, seconds);
    }
  }
}
