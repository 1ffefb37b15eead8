package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.process.ByteProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
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
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.labels.Components;

/**
 * Megapixels (2^20) per second of what is kept of a plane with 85,000 discs, in one thread:
 * bench/pixels Results. A disk much slower than the rest shows in the second of its rows.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class ResultsBenchmark {

  private static final int SIDE = 4096;
  private static final int MEGAPIXELS = SIDE * SIDE >> 20;

  @Param({"memory", "disk"})
  public String storage;

  private final Planes planes = new Planes(new ImagePlus("image", new ByteProcessor(SIDE, SIDE)));
  private RandomAccessibleInterval<FloatType> map;
  private RandomAccessibleInterval<IntType> labels;
  private Storage place;

  @Setup
  public void allocate() throws IOException {
    float[] values = new float[SIDE * SIDE];
    for (int p = 0; p < values.length; p++)
      values[p] = (float) (6.5 - Math.hypot(p % SIDE % 14 - 7, p / SIDE % 14 - 7));
    map = ArrayImgs.floats(values, SIDE, SIDE, 1);
    Components components = new Components(map.view().slice(2, 0), 0.5);
    components.add(map.view().slice(2, 0));
    components.finish(20, 1);
    labels = components.labels();
    place =
        new Storage(
            Files.createTempDirectory("benchmark"), storage.equals("disk") ? 0 : Long.MAX_VALUE);
  }

  @TearDown
  public void delete() throws IOException {
    Files.delete(place.folder());
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public LabelImage labels() {
    try (LabelImage image = new LabelImage(planes, ResultImages.Kind.LABELS, place)) {
      image.add(labels);
      return image;
    }
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public ProbabilityImage probabilities() {
    try (ProbabilityImage image = new ProbabilityImage(planes, labels, List.of("disc"), place)) {
      image.write(0, map);
      return image;
    }
  }
}
