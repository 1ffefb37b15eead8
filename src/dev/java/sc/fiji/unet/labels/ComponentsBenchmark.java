package sc.fiji.unet.labels;

import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
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

/** Megapixels (2^20) per second from map to labels, in one thread: bench/pixels Components. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ComponentsBenchmark {

  private static final int SIDE = 4096;
  private static final int MEGAPIXELS = SIDE * SIDE >> 20;

  /** Discs 14 pixels apart; or random values, the most pieces. */
  @Param({"discs", "noise"})
  public String map;

  private RandomAccessibleInterval<FloatType> image;
  private RandomAccessibleInterval<IntType> target;
  private final int[] band = new int[64 * SIDE];
  private Components components;

  @Setup
  public void allocate() {
    Random random = new Random(1);
    float[] values = new float[SIDE * SIDE];
    for (int p = 0; p < values.length; p++)
      values[p] =
          map.equals("noise")
              ? random.nextFloat()
              : (float) (6.5 - Math.hypot(p % SIDE % 14 - 7, p / SIDE % 14 - 7));
    image = ArrayImgs.floats(values, SIDE, SIDE);
    target = ArrayImgs.ints(SIDE, SIDE);
    components = find();
  }

  /** Into an image in memory. */
  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public int label() {
    return Components.label(image, 0.5, 20, 1, target);
  }

  /** Add and finish. */
  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public Components find() {
    Components found = new Components(image, 0.5);
    found.add(image);
    found.finish(20, 1);
    return found;
  }

  /** Reading the label image. */
  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public int[] read() {
    RandomAccessibleInterval<IntType> labels = components.labels();
    for (int y = 0; y < SIDE; y += 64)
      PrimitiveBlocks.of(labels).copy(Intervals.createMinSize(0, y, SIDE, 64), band);
    return band;
  }
}
