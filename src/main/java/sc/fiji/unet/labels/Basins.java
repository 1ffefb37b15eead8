package sc.fiji.unet.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.stream.IntStream;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.progress.UserException;

/**
 * Marker-controlled watershed of hills, row by row and in any number of dimensions, as a maximum
 * spanning forest of the pixels (Cousty, Bertrand, Najman and Couprie 2009, "Watershed Cuts:
 * Minimum Spanning Forests and the Drop of Water Principle"): two neighbours, which share a face,
 * are joined by an edge as high as the lower of both.
 *
 * <p>As Borůvka's algorithm begins, each pixel is joined to a higher neighbour: all edges to those
 * are equally high, so that any will do. Always the highest one would draw lines along rows and
 * columns, wherever the slope lies askew between them. Instead the axes take turns as often as the
 * slope along them is steep, by a low-discrepancy sequence on the way up; climbs are then as
 * straight as on paper. A pixel without a higher neighbour begins a hill, and is joined to
 * neighbours that are as high: generally, a set of pixels may be joined across an edge as high as
 * its own peak, for none of its edges is higher. All other contacts make a region graph, from which
 * Kruskal's algorithm takes the rest of the forest, the highest passes first. On the way it leaves
 * out what separates objects.
 *
 * <p>A pixel thus belongs to hills that it reaches without going lower than by any other way. The
 * flat floor of a valley, but for its edge, goes with the hill that comes first in raster order.
 *
 * <p>Slices (rows, planes) are held back, some at a time, and their climbs followed to the top at
 * once: only what leaves them is a set of its own until the next ones are there. That takes 14
 * bytes for each pixel of those slices: 64, fewer if they had more than 2^22 pixels, but 4 at
 * least, and the one before and after. Held for good are the {@link RunImage} of the hills, 32
 * bytes for each hill and each pixel or so that left the slices held back, and some 30 for each two
 * hills that touch.
 *
 * <p>In a {@link Block} the pixels around it climb nowhere: each is a set of its own, whose peak is
 * not known. Passes have a place, that of the later pixel in the whole image and of the axis, so
 * that equally high ones are taken in the same order whatever the blocks.
 */
final class Basins {

  private static final float BACKGROUND = -Float.MAX_VALUE;

  static final int SLICES = 64;

  /** Fractions of the golden ratio and, for further axes, of the root of 2, times 2^32. */
  private static final int[] TURNS = {0x9E3779B9, 0x6A09E667};

  private final double foreground;
  private final double sure;
  private final Rule rule;

  private final RowOrder input;

  /** Whose sets are found; the runs are that of the row whose sets are final. */
  private final RowOrder rows;

  private final RunImage runs;
  private final DisjointSets sets = new DisjointSets();
  private final Tally tally;
  private int firstLabel;
  private int count;
  private final Passes passes = new Passes(sets);

  /** Of each set; of one that climbs on, what it has reached. */
  private float[] peaks = new float[1024];

  /** How many slices are held back at most, and how many slices are there with those around. */
  private final int slices;

  private int filled = 1;

  /** Of the slices held back, the one before and the one after. */
  private final float[] heights;

  private final float[] foregrounds;
  private final byte[] classes;

  /** Of the same, but the one after. */
  private final int[] setsOfPixels;

  /**
   * Where the pixels climb to: 1 the next along the first axis, 2 along the second and so on,
   * negative the previous; 0 nowhere.
   */
  private final byte[] climbs;

  private final int width;

  /** Of a row, along each of its axes. */
  private final int[] positions;

  /** How far the pixel is that another climbs to. */
  private final int[] steps;

  /** How far the rows before and after a row are along each of their axes; 0 if there are none. */
  private final int[] earlier;

  private final int[] later;

  /** Of the image in which this is a block: what lies before it along each axis. */
  private final long[] shift;

  private final long[] sizeOfImage;

  /** Whether the first and the last positions of each axis are the neighbours'. */
  private final boolean[] neighboursBefore;

  private final boolean[] neighboursAfter;

  /** Whether the row before along each axis is a neighbour's. */
  private final boolean[] fromNeighbour;

  /** Sets that go on in another block, or may; others' objects are whole, so far. */
  private final BitSet open = new BitSet();

  /** Decides where objects end. */
  interface Rule {

    /**
     * Whether two hills stay apart. Where they do, so do hills with higher peaks or a lower saddle;
     * hills without a saddle below the lower peak never do.
     *
     * @param saddle height of the highest pass between them
     * @param peak the lower of both peaks
     */
    boolean separates(float saddle, float peak);
  }

  /**
   * @param classes number of them, 1 or more
   * @param foreground a pixel belongs to a hill where its {@code value >= foreground}
   * @param sure saddles from here on never separate
   */
  Basins(Interval image, int classes, double foreground, double sure, Rule rule) {
    this(Block.whole(image), classes, foreground, sure, rule, SLICES);
  }

  /**
   * @param most how many slices are held back at most, 1 or more: no result depends on it
   */
  Basins(Interval image, int classes, double foreground, double sure, Rule rule, int most) {
    this(Block.whole(image), classes, foreground, sure, rule, most);
  }

  /**
   * Of a block, and its neighbours; {@link #finishBlock} ends it.
   *
   * @param most as above
   */
  Basins(Block block, int classes, double foreground, double sure, Rule rule, int most) {
    Interval image = block.outer();
    shift = block.shift();
    sizeOfImage = block.image().dimensionsAsLongArray();
    neighboursBefore = block.before();
    neighboursAfter = block.after();
    tally = new Tally(classes);
    this.foreground = foreground;
    this.sure = sure;
    this.rule = rule;
    input = new RowOrder(image);
    rows = new RowOrder(image);
    runs = new RunImage(image);
    int size = input.sliceSize();
    long all = Math.max(1, input.count(input.axes() - 1));
    slices =
        (int)
            Math.min(
                Math.min(most, all),
                Math.min(Math.max(4, (1 << 22) / size), Integer.MAX_VALUE / size - 2));
    if (slices < 1)
      throw new UserException("A plane of " + size + " pixels is too large for a watershed.");
    heights = new float[(slices + 2) * size];
    Arrays.fill(heights, BACKGROUND);
    foregrounds = new float[heights.length];
    this.classes = new byte[heights.length];
    setsOfPixels = new int[(slices + 1) * size];
    climbs = new byte[setsOfPixels.length];
    width = input.width();
    positions = new int[input.axes()];
    earlier = new int[input.axes()];
    later = new int[earlier.length];
    fromNeighbour = new boolean[earlier.length];
    steps = new int[2 * earlier.length + 3];
    int step = 1;
    for (int i = 0; i <= earlier.length; i++) {
      steps[steps.length / 2 + 1 + i] = step;
      steps[steps.length / 2 - 1 - i] = -step;
      step = i == 0 ? input.width() : i < earlier.length ? step * (int) input.count(i - 1) : 0;
    }
  }

  /**
   * Adds a row.
   *
   * @param values of the foreground
   * @param classes of the pixels, from 0
   * @param heights not a number counts as 0
   */
  void addRow(float[] values, byte[] classes, float[] heights) {
    addRow(values, classes, heights, 0);
  }

  /** The same of longer rows, from a place on. */
  void addRow(float[] values, byte[] classes, float[] heights, int from) {
    int start = filled * input.sliceSize() + input.offset();
    System.arraycopy(values, from, foregrounds, start, width);
    System.arraycopy(classes, from, this.classes, start, width);
    for (int x = 0; x < width; x++) {
      float height = heights[from + x] > BACKGROUND ? heights[from + x] : 0;
      this.heights[start + x] = values[from + x] >= foreground ? height : BACKGROUND;
    }
    input.advance();
    if (input.offset() > 0) return;
    if (++filled == slices + 2) storeSlices();
  }

  /** Finds and stores the sets of all slices but the last. */
  private void storeSlices() {
    int size = input.sliceSize();
    int stop = (filled - 1) * size;
    for (int start = size; start < stop; start += width) {
      findSteps(rows);
      findClimbs(start);
      rows.advance();
    }
    findSets(size, stop);
    for (int start = size; start < stop; start += width) {
      findSteps(runs.rows());
      findPasses(start);
      storeRow(start);
    }
    System.arraycopy(heights, stop - size, heights, 0, 2 * size);
    System.arraycopy(foregrounds, stop - size, foregrounds, 0, 2 * size);
    System.arraycopy(classes, stop - size, classes, 0, 2 * size);
    System.arraycopy(setsOfPixels, stop - size, setsOfPixels, 0, size);
    System.arraycopy(climbs, stop - size, climbs, 0, size);
    filled = 2;
  }

  private void findSteps(RowOrder row) {
    int step = row.width();
    for (int a = 0; a < earlier.length; a++) {
      boolean last = a == earlier.length - 1;
      // There is always a slice before and after, if only of background.
      earlier[a] = last || row.position(a) > 0 ? step : 0;
      later[a] = last || row.position(a) < row.count(a) - 1 ? step : 0;
      if (!last) step *= (int) row.count(a);
    }
  }

  /** Whether a row is the neighbours', or the one before it along an axis; -1 for none. */
  private boolean isNeighbours(RowOrder row, int back) {
    int firstAxis = shift.length - row.axes();
    for (int a = 0; a < row.axes(); a++) {
      long position = row.position(a) - (a == back ? 1 : 0);
      if (neighboursBefore[a + firstAxis] && position == 0) return true;
      if (neighboursAfter[a + firstAxis] && position == row.count(a) - 1) return true;
    }
    return false;
  }

  /** Whether a row's pixel is a neighbours', though not all of the row is. */
  private boolean isNeighbours(int x) {
    return neighboursBefore[0] && x == 0 || neighboursAfter[0] && x == width - 1;
  }

  private void findClimbs(int start) {
    if (isNeighbours(rows, -1)) {
      Arrays.fill(climbs, start, start + width, (byte) 0);
      return;
    }
    int firstAxis = shift.length - rows.axes();
    for (int a = 0; a < positions.length; a++)
      positions[a] = (int) (rows.position(a) + shift[a + firstAxis]);
    float previous = BACKGROUND;
    for (int x = 0; x < width; x++) {
      int p = start + x;
      float next = x < width - 1 ? heights[p + 1] : BACKGROUND;
      boolean climbs = heights[p] != BACKGROUND && !isNeighbours(x);
      this.climbs[p] = climbs ? climb(p, x, previous, next) : 0;
      previous = heights[p];
    }
  }

  /** Without branches, whose ways are too hard to predict: masks have all bits 1 or 0. */
  private byte climb(int p, int x, float previous, float next) {
    float height = heights[p];
    float slope = Math.max(Math.max(previous, next) - height, 0);
    int climb = direction(previous, next, slope);
    int place = (int) (x + shift[0]) * climb;
    for (int a = 0; a < positions.length; a++) {
      float before = heights[p - earlier[a]];
      float after = heights[p + later[a]];
      float rise = Math.max(Math.max(before, after) - height, 0);
      int direction = direction(before, after, rise);
      slope += rise;
      place += positions[a] * direction;
      float share = (place * TURNS[Math.min(a, 1)] >>> 8) * 0x1p-24f;
      int onlyWay = ~((climb | -climb) >> 31);
      int taken = (onlyWay | mask(share * slope - rise)) & -(direction & 1);
      climb ^= (climb ^ direction * (2 + a)) & taken;
    }
    return (byte) (climb != 0 ? climb : levelClimb(p, x));
  }

  /** To the higher of two neighbours, -1 or 1; 0 if that is no rise. */
  private static int direction(float previous, float next, float rise) {
    return ~(mask(previous - next) << 1) & -Float.floatToRawIntBits(rise) >> 31;
  }

  private static int mask(float negative) {
    return Float.floatToRawIntBits(negative) >> 31;
  }

  /**
   * Where no neighbour is higher, to an earlier one that is as high, so that plains are one set.
   */
  private int levelClimb(int p, int x) {
    if (x > 0 && heights[p - 1] == heights[p]) return -1;
    for (int a = 0; a < earlier.length; a++)
      if (earlier[a] > 0 && heights[p - earlier[a]] == heights[p]) return -2 - a;
    return 0;
  }

  /** Follows each climb up to where the set is known, or begins, and then once more. */
  private void findSets(int from, int stop) {
    Arrays.fill(setsOfPixels, from, stop, 0);
    for (int p = from; p < stop; p++) {
      if (setsOfPixels[p] > 0 || heights[p] == BACKGROUND) continue;
      int set = 0;
      for (int q = p; set == 0; ) {
        int step = steps[climbs[q] + steps.length / 2];
        q += step;
        // What leaves the slices is a set of its own until the next ones are there.
        set = step == 0 || q >= stop ? addSet(heights[q]) : setsOfPixels[q];
      }
      for (int q = p; q < stop && setsOfPixels[q] == 0; ) {
        setsOfPixels[q] = set;
        q += steps[climbs[q] + steps.length / 2];
      }
    }
    for (int p = 0; p < input.sliceSize(); p++)
      if (climbs[p] == 1 + earlier.length)
        join(setsOfPixels[p], setsOfPixels[p + input.sliceSize()]);
  }

  private int addSet(float peak) {
    int set = sets.add();
    if (set == peaks.length) peaks = Arrays.copyOf(peaks, DisjointSets.capacityAfter(set));
    peaks[set] = peak;
    return set;
  }

  private void findPasses(int start) {
    RowOrder row = runs.rows();
    boolean allNeighbours = isNeighbours(row, -1);
    for (int a = 0; a < earlier.length; a++) fromNeighbour[a] = isNeighbours(row, a);
    long place = place(row) * (1 + earlier.length);
    for (int x = 0; x < width; x++, place += 1 + earlier.length) {
      int p = start + x;
      if (setsOfPixels[p] == 0) continue;
      boolean isEnd = isNeighbours(x);
      boolean isNeighbour = allNeighbours || isEnd;
      if (isNeighbour) open.set(sets.root(setsOfPixels[p]));
      if (x > 0) touch(p, p - 1, place, isNeighbour, allNeighbours || isNeighbours(x - 1));
      for (int a = 0; a < earlier.length; a++)
        touch(p, p - earlier[a], place + 1 + a, isNeighbour, isEnd || fromNeighbour[a]);
    }
  }

  /** Index of a row's first pixel in the image. */
  private long place(RowOrder row) {
    int firstAxis = shift.length - row.axes();
    long place = 0;
    for (int a = row.axes() - 1; a >= 0; a--)
      place = place * sizeOfImage[a + firstAxis] + row.position(a) + shift[a + firstAxis];
    return firstAxis == 0 ? place : place * sizeOfImage[0] + shift[0];
  }

  /** What lies between two neighbours is theirs to say. */
  private void touch(int p, int q, long place, boolean isNeighbour, boolean fromNeighbour) {
    if (setsOfPixels[p] == setsOfPixels[q] || isNeighbour && fromNeighbour) return;
    int a = sets.root(setsOfPixels[p]);
    int b = sets.root(setsOfPixels[q]);
    if (a == b || b == 0) return;
    if (isNeighbour || fromNeighbour) {
      // The neighbour's pixel may climb to this hill, and bring passes that are as high.
      open.set(a);
      open.set(b);
    }
    float saddle = Math.min(heights[p], heights[q]);
    boolean isPeak = saddle >= peaks[a] && !open.get(a) || saddle >= peaks[b] && !open.get(b);
    if (saddle >= sure || isPeak) join(a, b);
    else passes.add(a, b, saddle, heights[p] == heights[q] ? place : scattered(place));
  }

  /**
   * Of equally high passes those come first between pixels that are as high, in raster order, as
   * they do where plains are joined to what they touch first. The others' order must be any, lest
   * lines lean to one side.
   */
  private static long scattered(long place) {
    return 1L << 62 | place * 0x9E3779B97F4A7C15L & (1L << 62) - 1;
  }

  private int join(int set, int other) {
    int a = sets.root(set);
    int b = sets.root(other);
    float peak = Math.max(peaks[a], peaks[b]);
    int joined = sets.join(a, b);
    peaks[joined] = peak;
    if (open.get(a) || open.get(b)) open.set(joined);
    return joined;
  }

  private void storeRow(int rowStart) {
    int rowStop = rowStart + width;
    for (int start = rowStart, stop; start < rowStop; start = stop) {
      int set = setsOfPixels[start];
      stop = start + 1;
      while (stop < rowStop && setsOfPixels[stop] == set) stop++;
      if (set != 0) addPixels(set, start, stop);
      runs.add(start - rowStart, set);
    }
    runs.endRow();
  }

  private void addPixels(int set, int start, int stop) {
    sets.addPixels(set, stop - start);
    for (int p = start, next; p < stop; p = next) {
      double sum = 0;
      for (next = p; next < stop && classes[next] == classes[p]; next++) sum += foregrounds[next];
      tally.add(set, next - p, sum, classes[p] & 0xff);
    }
  }

  /**
   * Separates and numbers the objects.
   *
   * @param seed hills with a lower peak become background
   * @return the number of objects
   */
  int finish(double seed, ObjectFilter keep, int firstLabel) {
    storeLast();
    passes.forEachDescending(
        (set, other, saddle, place) -> {
          int a = sets.root(set);
          int b = sets.root(other);
          if (a != b && !rule.separates(saddle, Math.min(peaks[a], peaks[b]))) join(a, b);
        });
    for (int set = 1; set <= sets.last(); set++)
      if (sets.isRoot(set) && peaks[set] < seed) sets.drop(set);
    this.firstLabel = firstLabel;
    count = runs.number(sets, keep, firstLabel);
    return count;
  }

  private void storeLast() {
    int end = filled++ * input.sliceSize();
    Arrays.fill(heights, end, end + input.sliceSize(), BACKGROUND);
    storeSlices();
  }

  /**
   * Separates what belongs to this block alone, and leaves open what others must decide.
   *
   * @return the pieces of this block and its neighbours
   */
  BlockObjects finishBlock(Block block) {
    storeLast();
    DisjointSets connected = new DisjointSets();
    for (int set = 1; set <= sets.last(); set++) connected.join(connected.add(), sets.root(set));
    List<BlockObjects.Pass> undecided = new ArrayList<>();
    passes.forEachDescending(
        (set, other, saddle, place) -> {
          int a = sets.root(set);
          int b = sets.root(other);
          if (a == b) return;
          boolean isFirst = connected.root(a) != connected.root(b);
          connected.join(a, b);
          // Peaks only become higher, so that this is final.
          if (rule.separates(saddle, Math.min(peaks[a], peaks[b]))) return;
          if (isLower(a, saddle) || isLower(b, saddle)) {
            join(a, b);
            return;
          }
          open.set(a);
          open.set(b);
          if (isFirst) undecided.add(new BlockObjects.Pass(a, b, saddle, place));
        });
    int[] roots = IntStream.rangeClosed(1, sets.last()).filter(set -> sets.isRoot(set)).toArray();
    sets.number(ObjectFilter.NONE, 1);
    float[] peaksOfPieces = new float[roots.length + 1];
    for (int root : roots) peaksOfPieces[sets.label(root)] = peaks[root];
    List<BlockObjects.Pass> ofPieces =
        undecided.stream()
            .map(
                pass ->
                    new BlockObjects.Pass(
                        sets.label(pass.piece()),
                        sets.label(pass.other()),
                        pass.height(),
                        pass.place()))
            .toList();
    return BlockObjects.of(block, labels(), peaksOfPieces, ofPieces);
  }

  /** Whether all is known of a hill, and it ends nowhere at this pass. */
  private boolean isLower(int set, float saddle) {
    return !open.get(set) && !rule.separates(saddle, peaks[set]);
  }

  /** As {@link Labeller#labels}. */
  RandomAccessibleInterval<IntType> labels() {
    return runs.pixels(sets::label);
  }

  /** As {@link Labeller#objects}. */
  FoundObjects objects() {
    return tally.objects(sets, firstLabel, count);
  }
}
