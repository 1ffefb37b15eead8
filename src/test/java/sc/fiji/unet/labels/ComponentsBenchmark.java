package sc.fiji.unet.labels;

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

/** Megapixels per second from map to labels: {@code bench/labels Components}. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ComponentsBenchmark {

  private static final int SIDE = 4096;
  private static final int MEGAPIXELS = SIDE * SIDE >> 20;

  /** Discs 14 px apart, or one value a pixel. */
  @Param({"discs", "noise"})
  public String map;

  private final float[] values = new float[SIDE * SIDE];
  private final RandomAccessibleInterval<FloatType> image = ArrayImgs.floats(values, SIDE, SIDE);
  private RandomAccessibleInterval<IntType> labels;

  @Param({"array", "cell", "mapped"})
  public String target;

  @Setup
  public void fill() {
    labels =
        switch (target) {
          case "array" -> ArrayImgs.ints(SIDE, SIDE);
          case "cell" ->
              new net.imglib2.img.cell.CellImgFactory<>(new IntType(), 256).create(SIDE, SIDE);
          default ->
              ArrayImgs.ints(
                  (net.imglib2.img.basictypeaccess.IntAccess)
                      new net.imglib2.img.basictypeaccess.nio.IntBufferAccess(
                          java.nio.ByteBuffer.allocateDirect(4 * SIDE * SIDE), true),
                  SIDE,
                  SIDE);
        };
    Random random = new Random(1);
    for (int p = 0; p < values.length; p++) {
      double dx = p % SIDE % 14 - 7;
      double dy = p / SIDE % 14 - 7;
      values[p] = map.equals("noise") ? random.nextFloat() : (float) (6.5 - Math.hypot(dx, dy));
    }
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public int label() {
    return Components.label(image, 0.5, 20, 1, labels);
  }
}
