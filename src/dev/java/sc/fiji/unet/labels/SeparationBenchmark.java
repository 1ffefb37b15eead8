package sc.fiji.unet.labels;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import sc.fiji.unet.images.Storage;

/** Megapixels (2^20) per second from maps to objects, in one thread: bench/pixels Separation. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class SeparationBenchmark {

  private static final int SIDE = 4096;
  private static final int MEGAPIXELS = SIDE * SIDE >> 20;

  /** Touching cones everywhere, or on half of the image; or random values, the most pieces. */
  @Param({"cones", "half", "noise"})
  public String map;

  private RandomAccessibleInterval<FloatType> distance;
  private RandomAccessibleInterval<IntType> labels;
  private RandomAccessibleInterval<FloatType> target;

  @Setup
  public void allocate() {
    Random random = new Random(1);
    float[] values = new float[SIDE * SIDE];
    if (map.equals("noise")) for (int p = 0; p < values.length; p++) values[p] = random.nextFloat();
    else
      for (int y = 12; y < SIDE; y += 24)
        for (int x = 12; x < SIDE; x += map.equals("half") ? 48 : 24)
          drawCone(values, x + random.nextInt(9) - 4, y + random.nextInt(9) - 4);
    distance = ArrayImgs.floats(values, SIDE, SIDE);
    labels = ArrayImgs.ints(SIDE, SIDE);
    Components.label(distance, 0.3, 0, 1, labels);
    target = ArrayImgs.floats(SIDE, SIDE);
  }

  private static void drawCone(float[] values, int centerX, int centerY) {
    for (int y = Math.max(0, centerY - 14); y < Math.min(SIDE, centerY + 15); y++)
      for (int x = Math.max(0, centerX - 14); x < Math.min(SIDE, centerX + 15); x++) {
        float height = (float) (1 - Math.hypot(x - centerX, y - centerY) / 14);
        values[y * SIDE + x] = Math.max(values[y * SIDE + x], height);
      }
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public int regions() {
    return label(new Regions(0.1));
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public int distanceSeeds() {
    return label(new DistanceSeeds(0.1, 0.6, 0));
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public int smoothDistanceSeeds() {
    return label(new DistanceSeeds(0.1, 0.6, 1));
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public int shapeSeeds() {
    return label(ShapeSeeds.of(0.1));
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public void distanceTransform() {
    DistanceTransform.of(labels, new double[] {1, 1}, target);
  }

  private int label(Separation separation) {
    Path folder = Path.of(System.getProperty("java.io.tmpdir"));
    Labeller labeller = separation.labeller(distance, 1, new Storage(folder, Long.MAX_VALUE));
    labeller.add(new Maps(distance, Optional.of(distance), List.of()));
    return labeller.finish(ObjectFilter.minimum(20), 1);
  }
}
