package sc.fiji.unet.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import sc.fiji.unet.progress.UserException;

/**
 * The objects of an image, from the pieces of them that each of its {@link Block}s has: the same
 * ones as in one piece. Held in memory are some 50 bytes a piece and 60 for each two pieces that
 * may be one object.
 *
 * <p>Of the passes between hills a block gives away those only that its own pixels cannot decide,
 * and of these a maximum spanning forest: any other is lower than a way between the same two hills,
 * and where an object ended on that way it ends at the lower pass, too.
 */
public final class JoinedBlocks {

  private final Basins.Rule rule;
  private final double seed;
  private final DisjointSets sets = new DisjointSets();
  private final List<BlockObjects.Pass> passes = new ArrayList<>();

  /** Piece 0 of each block, as it were. */
  private final List<Integer> offsets = new ArrayList<>();

  /** Whose other side is missing. */
  private final Map<List<Object>, Side> open = new HashMap<>();

  private long[] firsts = new long[1024];
  private long[] sizes = new long[1024];
  private float[] peaks = new float[1024];
  private boolean[] atBorder = new boolean[1024];
  private int[] labels = {};

  private record Side(int offset, BlockObjects.Face face) {}

  JoinedBlocks(Basins.Rule rule, double seed) {
    this.rule = rule;
    this.seed = seed;
  }

  /** Adds the next block, in any order. */
  public void add(BlockObjects block) {
    int offset = sets.last();
    offsets.add(offset);
    for (int piece = 1; piece <= block.last(); piece++) {
      int set = sets.add();
      if (set >= firsts.length) grow(set);
      firsts[set] = block.first(piece);
      sizes[set] = block.size(piece);
      peaks[set] = block.peak(piece);
      atBorder[set] = block.isAtBorder(piece);
    }
    for (BlockObjects.Pass pass : block.passes())
      passes.add(
          new BlockObjects.Pass(
              offset + pass.piece(), offset + pass.other(), pass.height(), pass.place()));
    for (BlockObjects.Face face : block.faces()) {
      List<Object> key = List.of(face.axis(), face.place());
      Side other = open.remove(key);
      Side side = new Side(offset, face);
      if (other == null) open.put(key, side);
      else join(side, other);
    }
  }

  private void grow(int set) {
    int capacity = DisjointSets.capacityAfter(set);
    firsts = Arrays.copyOf(firsts, capacity);
    sizes = Arrays.copyOf(sizes, capacity);
    peaks = Arrays.copyOf(peaks, capacity);
    atBorder = Arrays.copyOf(atBorder, capacity);
  }

  /** What is beyond the one is the other's own. */
  private void join(Side side, Side other) {
    join(side.offset(), side.face().own(), other.offset(), other.face().beyond());
    join(side.offset(), side.face().beyond(), other.offset(), other.face().own());
  }

  private void join(int offset, int[] pieces, int otherOffset, int[] others) {
    for (int i = 0; i < pieces.length; i++)
      if (pieces[i] > 0 && others[i] > 0) join(offset + pieces[i], otherOffset + others[i]);
  }

  private void join(int set, int other) {
    int a = sets.root(set);
    int b = sets.root(other);
    if (a == b) return;
    int joined = sets.join(a, b);
    firsts[joined] = Math.min(firsts[a], firsts[b]);
    sizes[joined] = sizes[a] + sizes[b];
    peaks[joined] = Math.max(peaks[a], peaks[b]);
    atBorder[joined] = atBorder[a] || atBorder[b];
  }

  /**
   * Joins the pieces, drops some objects and numbers the others.
   *
   * @param keep which are left; holes are not filled
   * @param firstLabel label of the first object, 1 or more; the others follow, in raster order of
   *     their first pixels
   * @return the number of objects
   * @throws IllegalStateException if blocks are missing
   * @throws UserException if holes are to be filled, or the last label were above 2^31 - 1
   */
  public int finish(ObjectFilter keep, int firstLabel) {
    if (!open.isEmpty()) throw new IllegalStateException("A block's neighbour is missing.");
    if (keep.fillHoles()) throw holes();
    Passes all = new Passes(sets);
    for (BlockObjects.Pass pass : passes) {
      int a = sets.root(pass.piece());
      int b = sets.root(pass.other());
      if (a != b) all.add(a, b, pass.height(), pass.place());
    }
    passes.clear();
    all.forEachDescending(
        (set, other, saddle, place) -> {
          int a = sets.root(set);
          int b = sets.root(other);
          if (a != b && !rule.separates(saddle, Math.min(peaks[a], peaks[b]))) join(a, b);
        });
    int[] kept =
        IntStream.rangeClosed(1, sets.last())
            .filter(set -> sets.isRoot(set) && isKept(set, keep))
            .boxed()
            .sorted(Comparator.comparingLong(set -> firsts[set]))
            .mapToInt(Integer::intValue)
            .toArray();
    if (kept.length - 1 > Integer.MAX_VALUE - firstLabel)
      throw new UserException(
          "There are too many objects: labels are at most "
              + Integer.MAX_VALUE
              + "; a larger minimum size leaves fewer.");
    labels = new int[sets.last() + 1];
    for (int i = 0; i < kept.length; i++) labels[kept[i]] = firstLabel + i;
    for (int set = 1; set <= sets.last(); set++) labels[set] = labels[sets.root(set)];
    return kept.length;
  }

  /** That holes are not filled. */
  public static UserException holes() {
    return new UserException(
        "Holes are not filled where an image is segmented in blocks: leave 'fill' out.");
  }

  private boolean isKept(int set, ObjectFilter keep) {
    return peaks[set] >= seed
        && sizes[set] > 0
        && keep.keeps(sizes[set])
        && !(keep.dropAtBorder() && atBorder[set]);
  }

  /**
   * Labels of a block's pieces.
   *
   * @param block in the order in which they were added, from 0
   * @return of each piece, from 1; 0 of background, and of what was dropped
   */
  public int[] labels(int block) {
    int from = offsets.get(block);
    int to = block + 1 < offsets.size() ? offsets.get(block + 1) : sets.last();
    int[] own = Arrays.copyOfRange(labels, from, to + 1);
    own[0] = 0;
    return own;
  }
}
