package sc.fiji.unet.inference;

import java.util.List;
import java.util.concurrent.TimeUnit;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
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
import sc.fiji.unet.images.Tile;
import sc.fiji.unet.images.TileGrid;

/** Megapixels (2^20) per second from tiles to blocks, in one thread: bench/pixels Mosaic. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class MosaicBenchmark {

  private static final int SIDE = 4096;
  private static final int MEGAPIXELS = SIDE * SIDE >> 20;
  private static final Interval IMAGE = new FinalInterval(SIDE, SIDE);

  /** Whether tiles overlap. */
  @Param({"false", "true"})
  public boolean blended;

  private List<Tile> tiles;
  private float[] part;

  @Setup
  public void allocate() {
    tiles =
        blended
            ? TileGrid.tilesOfSize(
                IMAGE, new long[] {1024, 1024}, new long[] {92, 92}, new long[] {16, 16})
            : new TileGrid(16, 94, 1024).tiles(IMAGE, IMAGE);
    part =
        new float
            [(int) tiles.stream().mapToLong(t -> Intervals.numElements(t.core())).max().orElse(0)];
  }

  @Benchmark
  @OperationsPerInvocation(MEGAPIXELS)
  public RandomAccessibleInterval<FloatType> stitch() {
    Mosaic mosaic = new Mosaic(IMAGE, 1, blended);
    RandomAccessibleInterval<FloatType> block = null;
    for (int i = 0; i < tiles.size(); i++) {
      mosaic.add(tiles.get(i), part);
      if (tiles.get(i).core().max(0) < IMAGE.max(0)) continue;
      block = mosaic.finish(i == tiles.size() - 1 ? SIDE : tiles.get(i + 1).core().min(1));
    }
    return block;
  }
}
