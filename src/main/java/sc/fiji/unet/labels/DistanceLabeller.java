package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.function.Consumer;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.FoundObjects;

/** Smooths a map of distances on its way to its {@link Basins}. */
final class DistanceLabeller implements Labeller {

  private final DistanceSeeds separation;
  private final Block block;
  private final Interval maps;
  private final RowOrder input;
  private final RowOrder output;
  private final Basins basins;

  /** Those whose distances are not ready, in turn. */
  private final MapRow[] waiting;

  private long rowsIn;
  private long rowsOut;
  private final Binomial[] smoothing;
  private final Consumer<float[]> first;
  private boolean finished;

  DistanceLabeller(Interval image, int classes, DistanceSeeds separation) {
    this(Block.whole(image), classes, separation);
  }

  /** Of a block's {@link Block#around maps}; {@link #finishBlock} ends it. */
  DistanceLabeller(Block block, int classes, DistanceSeeds separation) {
    this.separation = separation;
    this.block = block;
    maps = block.around(separation.margin());
    input = new RowOrder(maps);
    output = new RowOrder(maps);
    basins =
        new Basins(
            block,
            classes,
            separation.foreground(),
            separation.seeds(),
            separation::separates,
            Basins.SLICES);
    waiting = new MapRow[separation.smoothing() + 1];
    Arrays.setAll(waiting, i -> new MapRow(input.width()));
    smoothing = new Binomial[separation.smoothing()];
    Consumer<float[]> next = this::addSmooth;
    for (int i = smoothing.length - 1; i >= 0; i--) {
      smoothing[i] = new Binomial(input.width(), next);
      next = smoothing[i]::add;
    }
    first = next;
  }

  @Override
  public void add(Maps part) {
    if (part.distance().isEmpty())
      throw new IllegalArgumentException("The maps have no distance; seeds are found in one.");
    MapRow.Reader reader = new MapRow.Reader(part);
    input.add(
        Views.zeroMin(part.foreground()),
        interval -> {
          MapRow row = waiting[(int) (rowsIn++ % waiting.length)];
          reader.read(interval, row);
          float[] distances = row.distance();
          // Smoothing would spread it.
          for (int x = 0; x < distances.length; x++)
            if (distances[x] != distances[x]) distances[x] = 0;
          first.accept(distances);
          if (input.isLastOfPlane()) for (Binomial stage : smoothing) stage.end();
        });
  }

  private void addSmooth(float[] heights) {
    MapRow row = waiting[(int) (rowsOut++ % waiting.length)];
    // Beyond the neighbours of a block is only what smoothing needs.
    Interval outer = block.outer();
    long y = maps.numDimensions() > 1 ? maps.min(1) + output.position(0) : 0;
    output.advance();
    if (maps.numDimensions() == 1 || outer.min(1) <= y && y <= outer.max(1))
      basins.addRow(row.foreground(), row.classes(), heights, (int) (outer.min(0) - maps.min(0)));
  }

  /** As {@link Separation#objects}. */
  BlockObjects finishBlock() {
    return basins.finishBlock(block);
  }

  @Override
  public int finish(ObjectFilter keep, int firstLabel) {
    input.finish(firstLabel);
    finished = true;
    return basins.finish(separation.seeds(), keep, firstLabel);
  }

  @Override
  public RandomAccessibleInterval<IntType> labels() {
    requireFinished();
    return basins.labels();
  }

  @Override
  public FoundObjects objects() {
    requireFinished();
    return basins.objects();
  }

  private void requireFinished() {
    if (!finished) throw new IllegalStateException("The objects are not numbered yet.");
  }

  @Override
  public void close() {}
}
