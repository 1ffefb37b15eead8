package sc.fiji.unet.labels;

import java.util.Arrays;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;

/**
 * Marker-controlled watershed of hills, row by row and in any number of dimensions, as a maximum
 * spanning forest of the pixels (Cousty, Bertrand, Najman and Couprie 2009, "Watershed Cuts:
 * Minimum Spanning Forests and the Drop of Water Principle"): two neighbours, which share a face,
 * are joined by an edge as high as the lower of both.
 *
 * <p>As Borůvka's algorithm begins, each pixel is joined to one that is higher, or as high: within
 * its row as long as that climbs, so that a row falls into pieces with one peak each. Generally, a
 * set of pixels may be joined across an edge as high as its own peak, for none of its edges is
 * higher. All other contacts make a region graph, from which Kruskal's algorithm takes the rest of
 * the forest, the highest passes first. On the way it leaves out what separates objects.
 *
 * <p>A pixel thus belongs to hills that it reaches without going lower than by any other way. Where
 * several are, as for all pixels below the pass between two hills that no valley parts, rows are
 * followed first.
 *
 * <p>Held in memory are 8 bytes for each pixel of one slice (a row, a plane), the {@link RunImage}
 * of the pieces, 16 bytes for each hill, and some 20 for each two hills that touch.
 */
final class Basins {

  private static final float BACKGROUND = Float.NEGATIVE_INFINITY;

  private final double foreground;
  private final double sure;
  private final Rule rule;

  private final RunImage runs;
  private final DisjointSets sets = new DisjointSets();
  private final Passes passes = new Passes(sets);

  /** Of each hill. */
  private float[] peaks = new float[1024];

  /** Heights of this row, and of the next one in its plane. */
  private float[] row;

  private float[] next;
  private boolean hasRow;

  /** Heights of this slice, and ahead of the present row still of the one before. */
  private final float[] heights;

  private final int[] setsOfPixels;
  private final int[] earlier;
  private int earlierCount;

  /** What a piece touches in earlier rows. */
  private final int[] touched;

  private final float[] saddles;
  private int touchedCount;

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
   * @param foreground a pixel belongs to a hill where its {@code value >= foreground}
   * @param sure saddles from here on never separate
   */
  Basins(Interval image, double foreground, double sure, Rule rule) {
    this.foreground = foreground;
    this.sure = sure;
    this.rule = rule;
    runs = new RunImage(image);
    int width = runs.rows().width();
    row = new float[width];
    next = new float[width];
    heights = new float[runs.rows().sliceSize()];
    setsOfPixels = new int[heights.length];
    earlier = new int[runs.rows().axes()];
    touched = new int[Math.multiplyExact(width, earlier.length)];
    saddles = new float[touched.length];
  }

  /**
   * Adds a row.
   *
   * @param values of the foreground
   * @param heights not a number counts as 0
   */
  void addRow(float[] values, float[] heights) {
    for (int x = 0; x < next.length; x++) {
      float height = heights[x] >= -Float.MAX_VALUE ? heights[x] : 0;
      next[x] = values[x] >= foreground ? height : BACKGROUND;
    }
    if (hasRow) addRow();
    float[] free = row;
    row = next;
    next = free;
    hasRow = !runs.rows().isLastOfPlane();
    if (hasRow) return;
    Arrays.fill(next, BACKGROUND);
    addRow();
  }

  private void addRow() {
    int offset = runs.rows().offset();
    earlierCount = runs.rows().findEarlier(earlier);
    int before = 0;
    for (int start = 0, stop; start < row.length; start = stop) {
      stop = start;
      int set = 0;
      if (row[start] == BACKGROUND) {
        while (stop < row.length && row[stop] == BACKGROUND) stop++;
      } else {
        int peak = peak(start);
        stop = foot(peak);
        set = addPiece(start, stop, peak);
        if (before != 0) touch(before, set, Math.min(row[start - 1], row[start]), false);
      }
      Arrays.fill(setsOfPixels, offset + start, offset + stop, set);
      runs.add(start, set);
      before = set;
    }
    System.arraycopy(row, 0, heights, offset, row.length);
    runs.endRow();
  }

  /** The last pixel of a climb. */
  private int peak(int start) {
    int x = start;
    while (x + 1 < row.length && row[x + 1] >= row[x]) x++;
    return x;
  }

  /** The pixel after the descent from a peak, which ends half way along the floor of a valley. */
  private int foot(int peak) {
    int x = peak + 1;
    int floor = peak;
    for (; x < row.length && row[x] <= row[x - 1] && row[x] != BACKGROUND; x++)
      if (row[x] < row[x - 1]) floor = x;
    if (x == row.length || row[x] == BACKGROUND) return x;
    int length = x - floor;
    boolean odd = length % 2 != 0;
    return floor + length / 2 + (odd && row[floor - 1] >= row[x] ? 1 : 0);
  }

  /** Returns the set of a piece: that of its highest neighbour, if that is known by now. */
  private int addPiece(int start, int stop, int peak) {
    touchedCount = 0;
    for (int i = 0; i < earlierCount; i++) findTouched(start, stop, earlier[i]);
    float height = row[peak];
    float highest = height;
    int set = 0;
    for (int i = 0; i < earlierCount; i++) {
      if (heights[earlier[i] + peak] < highest) continue;
      highest = heights[earlier[i] + peak];
      set = sets.root(setsOfPixels[earlier[i] + peak]);
    }
    boolean waits = next[peak] > highest;
    if (waits) set = 0;
    for (int i = 0; i < touchedCount && set == 0; i++) {
      int root = sets.root(touched[i]);
      if (saddles[i] >= peaks[root] || !waits && saddles[i] >= height) set = root;
    }
    if (set == 0) set = addSet(height);
    else if (height > peaks[set]) peaks[set] = height;
    sets.addPixels(set, stop - start);
    for (int i = 0; i < touchedCount; i++) touch(set, touched[i], saddles[i], waits);
    return set;
  }

  private int addSet(float peak) {
    int set = sets.add();
    if (set == peaks.length) peaks = Arrays.copyOf(peaks, DisjointSets.capacityAfter(set));
    peaks[set] = peak;
    return set;
  }

  private void findTouched(int start, int stop, int offset) {
    int before = 0;
    float saddle = 0;
    for (int x = start; x < stop; x++) {
      int set = setsOfPixels[offset + x];
      float other = heights[offset + x];
      float height = row[x] < other ? row[x] : other;
      if (set != before) {
        addTouched(before, saddle);
        before = set;
        saddle = height;
      } else if (height > saddle) saddle = height;
    }
    addTouched(before, saddle);
  }

  private void addTouched(int set, float saddle) {
    if (set == 0) return;
    touched[touchedCount] = set;
    saddles[touchedCount++] = saddle;
  }

  /**
   * @param waits whether the first set is to be joined to one that is not known yet
   */
  private void touch(int set, int other, float saddle, boolean waits) {
    int a = sets.root(set);
    int b = sets.root(other);
    if (a == b) return;
    if (saddle >= sure || saddle >= peaks[b] || !waits && saddle >= peaks[a]) join(a, b);
    else passes.add(a, b, saddle);
  }

  private void join(int a, int b) {
    float peak = Math.max(peaks[a], peaks[b]);
    peaks[sets.join(a, b)] = peak;
  }

  /**
   * Separates and numbers the objects.
   *
   * @param seed hills with a lower peak become background
   * @return the number of objects
   */
  int finish(double seed, ObjectFilter keep, int firstLabel) {
    passes.forEachDescending(
        (set, other, saddle) -> {
          int a = sets.root(set);
          int b = sets.root(other);
          if (a != b && !rule.separates(saddle, Math.min(peaks[a], peaks[b]))) join(a, b);
        });
    for (int set = 1; set <= sets.last(); set++)
      if (sets.isRoot(set) && peaks[set] < seed) sets.drop(set);
    return runs.number(sets, keep, firstLabel);
  }

  /** As {@link Labeller#labels}. */
  RandomAccessibleInterval<IntType> labels() {
    return runs.pixels(sets::label);
  }
}
