package sc.fiji.unet.images;

import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.img.array.ArrayImgs;
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
import sc.fiji.unet.model.ProcessingStep;
import sc.fiji.unet.model.ProcessingStep.ScaleRange;
import sc.fiji.unet.model.ProcessingStep.ZeroMeanUnitVariance;

/**
 * Megapixels (2^20) per second from a plane to what the network is given, in one thread:
 * bench/pixels NormalizedImage.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class NormalizedImageBenchmark {

  private static final int SIDE = 4096;
  private static final int MEGAPIXELS = SIDE * SIDE >> 20;

  /** Of 1024 x 1024 pixels, 92 of them outside the image at the left and at the top. */
  private static final Interval TILE = Intervals.createMinSize(-92, -92, 1024, 1024);

  @Param({"8", "32"})
  public int bits;

  @Param({"zero_mean_unit_variance", "scale_range"})
  public String step;

  private RandomAccessibleInterval<FloatType> image;
  private List<ProcessingStep> steps;
  private NormalizedImage normalized;

  @Setup
  public void allocate() {
    Random random = new Random(1);
    byte[] bytes = new byte[SIDE * SIDE];
    float[] floats = new float[SIDE * SIDE];
    for (int p = 0; p < floats.length; p++) {
      floats[p] = (float) (100 + 20 * random.nextGaussian());
      bytes[p] = (byte) Math.round(floats[p]);
    }
    image =
        Channels.together(
            List.of(
                bits == 8
                    ? RealTypeConverters.convert(
                        ArrayImgs.unsignedBytes(bytes, SIDE, SIDE), new FloatType())
                    : ArrayImgs.floats(floats, SIDE, SIDE)));
    steps =
        List.of(
            step.equals("scale_range")
                ? new ScaleRange(true, 1, 99.8, 1e-6)
                : ZeroMeanUnitVariance.PER_CHANNEL);
    normalized = NormalizedImage.of(image, steps);
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public NormalizedImage measure() {
    return NormalizedImage.of(image, steps);
  }

  @Benchmark
  public float[] readTile() {
    return normalized.read(TILE);
  }
}
