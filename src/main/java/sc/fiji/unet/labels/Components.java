package sc.fiji.unet.labels;

import java.util.Arrays;
import java.util.function.Consumer;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.converter.RealTypeConverters;
import net.imglib2.type.numeric.RealType;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.DoubleType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.util.Cast;
import net.imglib2.view.Views;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.progress.UserException;

/**
 * Connected components of a thresholded map, in any number of dimensions, by union-find over runs
 * of pixels (He, Chao and Suzuki 2008, "A run-based two-scan labeling algorithm").
 *
 * <p>Pixels are joined across faces only (4 neighbours in 2D, 6 in 3D), so that a membrane of
 * diagonally touching pixels keeps the objects on its two sides apart.
 *
 * <p>The map may come in parts, in raster order (X fastest): a plane in blocks of rows, a volume in
 * slabs of planes or blocks of rows of a plane. What is held in memory is one slice (a row, a
 * plane), and instead of the label image its runs, of objects and of background: a bit for each
 * pixel, 4 bytes for each run, and 28 (and 8 a further class) for each run that begins a new object
 * or seems to.
 *
 * <pre>{@code
 * Components components = new Components(plane, 0.5);
 * for (RandomAccessibleInterval<FloatType> block : blocks) components.add(block);
 * int objects = components.finish(20, 1);
 * RandomAccessibleInterval<IntType> labels = components.labels();
 * }</pre>
 */
public final class Components {

  private final double threshold;
  private final RowOrder input;
  private final RunImage runs;
  private final DisjointSets objects = new DisjointSets();
  private final Tally tally;
  private int firstLabel;
  private int count;

  /** Of this row. */
  private final double[] values;

  private final MapRow row;

  /** Sets of the pixels of this slice, and ahead of the present row still of the one before. */
  private final int[] sets;

  /** Of the same. */
  private final byte[] classes;

  private final int[] earlier;
  private boolean finished;

  /**
   * @param image the pixels that the map will have: where it begins, the label image begins
   * @param threshold a pixel belongs to an object where its {@code value >= threshold} (never where
   *     it is not a number)
   * @throws UserException if a slice across the last axis has more than 2^31 - 1 pixels
   */
  public Components(Interval image, double threshold) {
    this(image, 1, threshold);
  }

  /**
   * The same of several classes: neighbours of different classes are not connected.
   *
   * @param classes their number
   */
  Components(Interval image, int classes, double threshold) {
    this.threshold = threshold;
    tally = new Tally(classes);
    input = new RowOrder(image);
    runs = new RunImage(image);
    values = new double[input.width()];
    row = new MapRow(input.width());
    sets = new int[input.sliceSize()];
    this.classes = new byte[sets.length];
    earlier = new int[input.axes()];
  }

  /**
   * Labels the objects of a map that is there as a whole.
   *
   * @param map any values
   * @param threshold lowest value of an object
   * @param minimumSize as in {@link #finish}
   * @param firstLabel as in {@link #finish}
   * @param labels is overwritten; as large as the map, wherever it begins
   * @return the number of objects, 0 if there is none
   * @throws IllegalArgumentException if the sizes differ, and as the constructor and {@link
   *     #finish} do
   */
  public static int label(
      RandomAccessibleInterval<? extends RealType<?>> map,
      double threshold,
      long minimumSize,
      int firstLabel,
      RandomAccessibleInterval<IntType> labels) {
    FlatImages.requireSameSize(map, labels);
    Components components = new Components(labels, threshold);
    components.add(map);
    int objects = components.finish(minimumSize, firstLabel);
    components.runs.write(components.objects::label, labels);
    return objects;
  }

  /**
   * Takes the next part of the map: rows of a plane; of a volume planes, or rows of one plane.
   *
   * @param part any values, wherever it begins; as large as the image along all axes before the one
   *     that is cut, and 1 along those after it
   * @throws IllegalArgumentException if it is of another size, or longer than what is missing
   * @throws IllegalStateException after {@link #finish}
   */
  public void add(RandomAccessibleInterval<? extends RealType<?>> part) {
    Consumer<Interval> reader = reader(part);
    input.add(
        part,
        interval -> {
          reader.accept(interval);
          addRow();
        });
  }

  /** The same of a network's maps, with their classes. */
  void add(Maps part) {
    MapRow.Reader reader = new MapRow.Reader(part.withoutDistance());
    input.add(
        Views.zeroMin(part.foreground()),
        interval -> {
          reader.read(interval, row);
          widen(row.foreground());
          addRow();
        });
  }

  /** Reads the values of an interval. */
  private Consumer<Interval> reader(RandomAccessibleInterval<? extends RealType<?>> part) {
    if (part.getType() instanceof FloatType) {
      PrimitiveBlocks<FloatType> blocks =
          PrimitiveBlocks.of(Cast.unchecked(part), PrimitiveBlocks.OnFallback.ACCEPT);
      float[] floats = new float[values.length];
      return interval -> {
        blocks.copy(interval, floats);
        widen(floats);
      };
    }
    PrimitiveBlocks<DoubleType> blocks =
        PrimitiveBlocks.of(
            RealTypeConverters.convert(part, new DoubleType()), PrimitiveBlocks.OnFallback.ACCEPT);
    return interval -> blocks.copy(interval, values);
  }

  /** Several times as fast as ImgLib2's converters. */
  private void widen(float[] floats) {
    for (int p = 0; p < floats.length; p++) values[p] = floats[p];
  }

  private void addRow() {
    int offset = runs.rows().offset();
    byte[] own = row.classes();
    for (int start = 0, stop = 0; stop < values.length; ) {
      while (start < values.length && !(values[start] >= threshold)) start++;
      if (start > stop) {
        Arrays.fill(sets, offset + stop, offset + start, 0);
        runs.add(stop, 0);
      }
      stop = start;
      while (stop < values.length && values[stop] >= threshold && own[stop] == own[start]) stop++;
      if (start < stop) runs.add(start, joinRun(start, stop, own[start]));
      start = stop;
    }
    runs.endRow();
  }

  /** Puts the set of a run in the place of those of the slice before, and returns it. */
  private int joinRun(int start, int stop, byte ownClass) {
    int set = 0;
    int count = runs.rows().findEarlier(earlier);
    for (int i = 0; i < count; i++)
      set = join(set, earlier[i] + start, earlier[i] + stop, ownClass);
    if (set == 0) set = objects.add();
    objects.addPixels(set, stop - start);
    double sum = 0;
    for (int x = start; x < stop; x++) sum += values[x];
    tally.add(set, stop - start, sum, ownClass & 0xff);
    int offset = runs.rows().offset();
    Arrays.fill(sets, offset + start, offset + stop, set);
    Arrays.fill(classes, offset + start, offset + stop, ownClass);
    return set;
  }

  /**
   * Joins a set (0: none yet) and those of its class between two places, which may be background.
   */
  private int join(int set, int start, int stop, byte ownClass) {
    int before = 0;
    for (int p = start; p < stop; p++) {
      int other = sets[p];
      if (other != before && other != 0 && classes[p] == ownClass)
        set = set == 0 ? other : objects.join(set, other);
      before = other;
    }
    return set;
  }

  /**
   * Drops small objects and numbers the others.
   *
   * @param minimumSize objects of fewer pixels become background; 0 and 1 keep all
   * @param firstLabel label of the first object, 1 or more; the others follow, in raster order (X
   *     fastest) of their first pixels. Background is 0
   * @return the number of objects, 0 if there is none
   * @throws IllegalArgumentException if the first label is below 1
   * @throws UserException if the last label were above 2^31 - 1
   * @throws IllegalStateException if parts are missing
   */
  public int finish(long minimumSize, int firstLabel) {
    return finish(ObjectFilter.minimum(minimumSize), firstLabel);
  }

  /**
   * Drops objects, or fills their holes, and numbers those that are left.
   *
   * @param keep which, and whether
   * @param firstLabel as above
   * @return as above
   */
  public int finish(ObjectFilter keep, int firstLabel) {
    input.finish(firstLabel);
    finished = true;
    this.firstLabel = firstLabel;
    count = runs.number(objects, keep, firstLabel);
    return count;
  }

  /**
   * The label image, only to be read: each slice (a row, a plane) is made when it is read, and not
   * kept. Any number of threads may read it.
   *
   * @return where the image is
   * @throws IllegalStateException before {@link #finish}
   */
  public RandomAccessibleInterval<IntType> labels() {
    requireFinished();
    return runs.pixels(objects::label);
  }

  /** As {@link Labeller#objects}; the foreground is the map. */
  FoundObjects objects() {
    requireFinished();
    return tally.objects(objects, firstLabel, count);
  }

  private void requireFinished() {
    if (!finished) throw new IllegalStateException("The objects are not numbered yet.");
  }
}
