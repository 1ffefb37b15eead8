package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.process.ByteProcessor;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * Milliseconds from a label plane of 16 megapixels to rois, in one thread: bench/pixels LabelRois.
 * The first time in a fresh Java: bench/pixels LabelRois -bm ss -wi 0 -i 1 -f 5.
 */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MILLISECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class LabelRoisBenchmark {

  private static final int SIDE = 4096;

  @Param({"0", "20000"})
  public int objects;

  private final int[] pixels = new int[SIDE * SIDE];
  private final RandomAccessibleInterval<IntType> labels = ArrayImgs.ints(pixels, SIDE, SIDE);
  private final Planes planes = new Planes(new ImagePlus("image", new ByteProcessor(SIDE, SIDE)));

  @Setup
  public void fill() {
    for (int p = 0; p < pixels.length; p++) {
      int x = p % SIDE;
      int y = p / SIDE;
      int label = y / 14 * (SIDE / 14 + 1) + x / 14 + 1;
      if (label <= objects && Math.hypot(x % 14 - 7, y % 14 - 7) < 6.5) pixels[p] = label;
    }
  }

  @Benchmark
  public Map<Integer, Roi> trace() {
    return LabelRois.trace(labels, planes, 0);
  }
}
