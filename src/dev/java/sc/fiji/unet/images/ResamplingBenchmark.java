package sc.fiji.unet.images;

import java.util.concurrent.TimeUnit;
import net.imglib2.FinalInterval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.array.ArrayImgs;
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
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Megapixels per second from or to a 16-bit plane of 16 of them, whichever are more, in one thread:
 * bench/pixels Resampling.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ResamplingBenchmark {

  private static final int SIDE = 4096;

  /** Source pixels a target pixel, along each axis. */
  @Param({"0.25", "0.7", "1.5", "8"})
  public double scale;

  private final float[] row = new float[SIDE];

  @Benchmark
  @OperationsPerInvocation(SIDE * SIDE)
  public float[] resample() {
    int from = (int) (SIDE * Math.min(1, scale));
    int to = (int) (from / scale);
    RandomAccessibleInterval<FloatType> image =
        RealTypeConverters.convert(
            ArrayImgs.unsignedShorts(new short[from * from], from, from), new FloatType());
    PrimitiveBlocks<FloatType> result = PrimitiveBlocks.of(Resampling.of(image, to, to));
    for (int y = 0; y < to; y++) result.copy(FinalInterval.createMinSize(0, y, to, 1), row);
    return row;
  }
}
