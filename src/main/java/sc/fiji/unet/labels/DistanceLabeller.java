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
  private final RowOrder input;
  private final Basins basins;

  /** Those whose distances are not ready, in turn. */
  private final MapRow[] waiting;

  private long rowsIn;
  private long rowsOut;
  private final Binomial[] smoothing;
  private final Consumer<float[]> first;
  private boolean finished;

  DistanceLabeller(Interval image, int classes, DistanceSeeds separation) {
    this.separation = separation;
    input = new RowOrder(image);
    basins =
        new Basins(
            image, classes, separation.foreground(), separation.seeds(), separation::separates);
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
    basins.addRow(row.foreground(), row.classes(), heights);
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
