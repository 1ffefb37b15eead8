package sc.fiji.unet.labels;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Scratch;
import sc.fiji.unet.images.Storage;

/** Collects the maps, and makes the distances in them and their {@link Basins} once complete. */
final class ShapeLabeller implements Labeller {

  /** Of values that come in raster order. */
  private static final class Kept {

    private final PrimitiveBlocks<FloatType> blocks;
    private final Cursor<FloatType> next;

    Kept(RandomAccessibleInterval<FloatType> image) {
      blocks = PrimitiveBlocks.of(image, PrimitiveBlocks.OnFallback.ACCEPT);
      next = Views.flatIterable(image).cursor();
    }
  }

  private final Interval image;
  private final int classCount;
  private final ShapeSeeds separation;
  private final RowOrder input;
  private final MapRow row;
  private final Scratch scratch;
  private final Kept foreground;
  private final Optional<Kept> classes;

  /** Of 1 in the foreground. */
  private RunImage mask;

  private Basins basins;

  ShapeLabeller(Interval image, int classes, ShapeSeeds separation, Storage storage) {
    this.separation = separation;
    classCount = classes;
    input = new RowOrder(image);
    this.image = input.image();
    row = new MapRow(input.width());
    mask = new RunImage(image);
    scratch = storage.scratch();
    try {
      foreground = keep();
      this.classes = classes > 1 ? Optional.of(keep()) : Optional.empty();
    } catch (RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  private Kept keep() {
    return new Kept(scratch.floats(image.dimensionsAsLongArray()));
  }

  @Override
  public void add(Maps part) {
    MapRow.Reader reader = new MapRow.Reader(part.withoutDistance());
    input.add(
        Views.zeroMin(part.foreground()),
        interval -> {
          reader.read(interval, row);
          addRow();
        });
  }

  private void addRow() {
    int before = -1;
    float[] values = row.foreground();
    for (int x = 0; x < values.length; x++) {
      foreground.next.next().set(values[x]);
      int set = values[x] >= separation.foreground() ? 1 : 0;
      if (set != before) mask.add(x, set);
      before = set;
    }
    mask.endRow();
    classes.ifPresent(
        kept -> {
          for (byte each : row.classes()) kept.next.next().set(each & 0xff);
        });
  }

  @Override
  public int finish(ObjectFilter keep, int firstLabel) {
    input.finish(firstLabel);
    basins =
        new Basins(
            image,
            classCount,
            separation.foreground(),
            Double.POSITIVE_INFINITY,
            separation::separates);
    fill(scratch.floats(image.dimensionsAsLongArray()));
    close();
    return basins.finish(Double.NEGATIVE_INFINITY, keep, firstLabel);
  }

  private void fill(RandomAccessibleInterval<FloatType> distances) {
    double[] spacing = new double[image.numDimensions()];
    Arrays.fill(spacing, separation.sliceSpacing());
    Arrays.fill(spacing, 0, Math.min(2, spacing.length), 1);
    DistanceTransform.ofMask(mask.pixels(set -> set), spacing, distances);
    mask = null;
    PrimitiveBlocks<FloatType> heights =
        PrimitiveBlocks.of(distances, PrimitiveBlocks.OnFallback.ACCEPT);
    float[] ofClasses = new float[row.classes().length];
    new RowOrder(distances)
        .add(
            distances,
            interval -> {
              heights.copy(interval, row.distance());
              foreground.blocks.copy(interval, row.foreground());
              classes.ifPresent(kept -> kept.blocks.copy(interval, ofClasses));
              for (int x = 0; x < ofClasses.length; x++) row.classes()[x] = (byte) ofClasses[x];
              basins.addRow(row.foreground(), row.classes(), row.distance());
            });
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
    if (basins == null) throw new IllegalStateException("The objects are not numbered yet.");
  }

  @Override
  public void close() {
    try {
      scratch.close();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
