package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.function.Consumer;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/** Smooths a map of distances on its way to its {@link Basins}. */
final class DistanceLabeller implements Labeller {

  private final DistanceSeeds separation;
  private final RowOrder input;
  private final Basins basins;

  /** Foreground of the rows whose distances are not ready, in turn. */
  private final float[][] foregrounds;

  private long rowsIn;
  private long rowsOut;
  private final float[] distances;
  private final Binomial[] smoothing;
  private final Consumer<float[]> first;
  private boolean finished;

  DistanceLabeller(Interval image, DistanceSeeds separation) {
    this.separation = separation;
    input = new RowOrder(image);
    basins = new Basins(image, separation.foreground(), separation.seeds(), separation::separates);
    distances = new float[input.width()];
    foregrounds = new float[separation.smoothing() + 1][input.width()];
    smoothing = new Binomial[separation.smoothing()];
    Consumer<float[]> next = this::addSmooth;
    for (int i = smoothing.length - 1; i >= 0; i--) {
      smoothing[i] = new Binomial(input.width(), next);
      next = smoothing[i]::add;
    }
    first = next;
  }

  @Override
  public void add(
      RandomAccessibleInterval<FloatType> foreground,
      RandomAccessibleInterval<FloatType> distance) {
    requireSameSize(foreground, distance);
    PrimitiveBlocks<FloatType> values = blocks(foreground);
    PrimitiveBlocks<FloatType> heights = blocks(distance);
    input.add(
        Views.zeroMin(foreground),
        row -> {
          values.copy(row, foregrounds[(int) (rowsIn++ % foregrounds.length)]);
          heights.copy(row, distances);
          // Smoothing would spread it.
          for (int x = 0; x < distances.length; x++)
            if (distances[x] != distances[x]) distances[x] = 0;
          first.accept(distances);
          if (input.isLastOfPlane()) for (Binomial stage : smoothing) stage.end();
        });
  }

  private static PrimitiveBlocks<FloatType> blocks(RandomAccessibleInterval<FloatType> map) {
    return PrimitiveBlocks.of(Views.zeroMin(map), PrimitiveBlocks.OnFallback.ACCEPT);
  }

  private void addSmooth(float[] heights) {
    basins.addRow(foregrounds[(int) (rowsOut++ % foregrounds.length)], heights);
  }

  private static void requireSameSize(Interval foreground, Interval distance) {
    if (!Intervals.equalDimensions(foreground, distance))
      throw new IllegalArgumentException(
          "The map of distances has "
              + Arrays.toString(distance.dimensionsAsLongArray())
              + " pixels and that of the foreground "
              + Arrays.toString(foreground.dimensionsAsLongArray())
              + "; both must have the same size.");
  }

  @Override
  public int finish(ObjectFilter keep, int firstLabel) {
    input.finish(firstLabel);
    finished = true;
    return basins.finish(separation.seeds(), keep, firstLabel);
  }

  @Override
  public RandomAccessibleInterval<IntType> labels() {
    if (!finished) throw new IllegalStateException("The objects are not numbered yet.");
    return basins.labels();
  }
}
