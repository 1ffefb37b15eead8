package sc.fiji.unet.labels;

import java.util.Arrays;

/** Finds and fills the holes of objects; holds two slices of the image. */
final class Holes {

  /** Instead of an object: at the border, or between several objects. */
  private static final int OPEN = -1;

  private final DisjointSets objects;

  /** Connected background. */
  private final DisjointSets holes = new DisjointSets();

  /** Per hole the object that it touches, 0 if none yet. */
  private int[] owners = new int[1024];

  /** Objects, and holes as negative numbers, of the slices at even and at odd positions. */
  private final int[][] regions;

  /** Rows that come before a row and share faces, edges or corners with it: steps along axes. */
  private final int[][] earlier;

  private Holes(RowOrder rows, DisjointSets objects) {
    this.objects = objects;
    regions = new int[2][rows.sliceSize()];
    int steps = (int) Math.pow(3, rows.axes());
    earlier = new int[steps / 2][rows.axes()];
    // In raster order the first half of all steps of -1, 0 and 1.
    for (int i = 0; i < earlier.length; i++)
      for (int a = 0, rest = i; a < rows.axes(); a++, rest /= 3) earlier[i][a] = rest % 3 - 1;
  }

  /**
   * Gives the runs of holes the set of their object.
   *
   * @param objects all joined, and none numbered yet
   */
  static void fill(RunImage image, DisjointSets objects) {
    Holes holes = new Holes(image.rows(), objects);
    image.replaceSets(holes::find);
    image.replaceSets(holes::fill);
  }

  /** The object of a run, or its hole as a negative number. */
  private int find(RowOrder row, int start, int stop, int set) {
    int[] slice = slice(row, 0);
    int first = row.offset() + start;
    int region = objects.root(set);
    if (region == 0) region = -holeOf(row, start, stop);
    if (start > 0) meet(slice[first - 1], region);
    for (int[] steps : earlier) {
      int other = indexOf(row, steps);
      if (other < 0 || Arrays.stream(steps).filter(step -> step == 0).count() < steps.length - 1)
        continue;
      int[] pixels = slice(row, steps[steps.length - 1]);
      for (int x = other + start; x < other + stop; x++) meet(pixels[x], region);
    }
    boolean border = start == 0 || stop == row.width();
    if (region < 0 && (row.isBorder() || border && row.width() > 1)) own(-region, OPEN);
    Arrays.fill(slice, first, first + stop - start, region);
    return region;
  }

  /** Joins the holes around a run of background. */
  private int holeOf(RowOrder row, int start, int stop) {
    int hole = 0;
    if (start > 0) hole = join(hole, slice(row, 0)[row.offset() + start - 1]);
    for (int[] steps : earlier) {
      int other = indexOf(row, steps);
      if (other < 0) continue;
      int[] pixels = slice(row, steps[steps.length - 1]);
      int end = other + Math.min(stop + 1, row.width());
      int before = 0;
      for (int x = other + Math.max(start - 1, 0); x < end; x++) {
        if (pixels[x] != before) hole = join(hole, pixels[x]);
        before = pixels[x];
      }
    }
    if (hole > 0) return hole;
    hole = holes.add();
    if (hole == owners.length) owners = Arrays.copyOf(owners, DisjointSets.capacityAfter(hole));
    return hole;
  }

  /** Joins a hole (0: none yet) and a region, if that is a hole. */
  private int join(int hole, int region) {
    if (region >= 0 || hole == -region) return hole;
    if (hole == 0) return -region;
    int a = holes.root(hole);
    int b = holes.root(-region);
    if (a == b) return a;
    int owner = owners[Math.max(a, b)];
    int joined = holes.join(a, b);
    if (owner != 0) own(joined, owner);
    return joined;
  }

  private void meet(int a, int b) {
    if (a < 0 && b > 0) own(-a, b);
    if (a > 0 && b < 0) own(-b, a);
  }

  private void own(int hole, int object) {
    int root = holes.root(hole);
    owners[root] = owners[root] == 0 || owners[root] == object ? object : OPEN;
  }

  private int fill(RowOrder row, int start, int stop, int region) {
    if (region > 0) return region;
    int owner = owners[holes.root(-region)];
    if (owner <= 0) return 0;
    objects.addPixels(owner, stop - start);
    return owner;
  }

  private int[] slice(RowOrder row, int step) {
    return regions[(int) (row.position(row.axes() - 1) + step & 1)];
  }

  /** Where a row begins in its slice; -1 outside of the image. */
  private static int indexOf(RowOrder row, int[] steps) {
    int index = 0;
    int length = row.width();
    for (int a = 0; a < steps.length; a++) {
      long position = row.position(a) + steps[a];
      if (position < 0 || position >= row.count(a)) return -1;
      if (a == steps.length - 1) break;
      index += (int) position * length;
      length *= (int) row.count(a);
    }
    return index;
  }
}
