package sc.fiji.unet.labels;

import java.io.IOException;
import java.util.Arrays;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Scratch;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.UserException;

/** Collects a mask, and makes the distances in it and their {@link Basins} once it is complete. */
final class ShapeLabeller implements Labeller {

  private final Interval image;
  private final ShapeSeeds separation;
  private final Storage storage;
  private final RowOrder input;
  private final float[] values;

  /** Of 1 in the foreground. */
  private RunImage mask;

  private Basins basins;

  ShapeLabeller(Interval image, ShapeSeeds separation, Storage storage) {
    this.separation = separation;
    this.storage = storage;
    input = new RowOrder(image);
    this.image = input.image();
    values = new float[input.width()];
    mask = new RunImage(image);
  }

  @Override
  public void add(
      RandomAccessibleInterval<FloatType> foreground,
      RandomAccessibleInterval<FloatType> distance) {
    PrimitiveBlocks<FloatType> blocks =
        PrimitiveBlocks.of(foreground, PrimitiveBlocks.OnFallback.ACCEPT);
    input.add(
        foreground,
        row -> {
          blocks.copy(row, values);
          addRow();
        });
  }

  private void addRow() {
    int before = -1;
    for (int x = 0; x < values.length; x++) {
      int set = values[x] >= separation.foreground() ? 1 : 0;
      if (set != before) mask.add(x, set);
      before = set;
    }
    mask.endRow();
  }

  @Override
  public int finish(ObjectFilter keep, int firstLabel) {
    input.finish(firstLabel);
    try (Scratch scratch = storage.scratch()) {
      fillBasins(scratch.floats(image.dimensionsAsLongArray()));
    } catch (IOException e) {
      throw new UserException(e.getMessage(), e);
    }
    return basins.finish(Double.NEGATIVE_INFINITY, keep, firstLabel);
  }

  private void fillBasins(RandomAccessibleInterval<FloatType> distances) {
    double[] spacing = new double[image.numDimensions()];
    Arrays.fill(spacing, separation.sliceSpacing());
    Arrays.fill(spacing, 0, Math.min(2, spacing.length), 1);
    DistanceTransform.ofMask(mask.pixels(set -> set), spacing, distances);
    mask = null;
    // Distances are 0 in the background.
    basins = new Basins(image, Float.MIN_VALUE, Double.POSITIVE_INFINITY, separation::separates);
    PrimitiveBlocks<FloatType> blocks =
        PrimitiveBlocks.of(distances, PrimitiveBlocks.OnFallback.ACCEPT);
    new RowOrder(distances)
        .add(
            distances,
            row -> {
              blocks.copy(row, values);
              basins.addRow(values, values);
            });
  }

  @Override
  public RandomAccessibleInterval<IntType> labels() {
    if (basins == null) throw new IllegalStateException("The objects are not numbered yet.");
    return basins.labels();
  }
}
