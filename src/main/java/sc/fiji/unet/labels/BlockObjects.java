package sc.fiji.unet.labels;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.blocks.PrimitiveBlocks;
import net.imglib2.blocks.PrimitiveBlocks.OnFallback;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.util.IntervalIndexer;
import net.imglib2.util.Intervals;
import net.imglib2.view.Views;

/**
 * What a {@link Block} says of its pieces of objects, which are numbered from 1: small enough for
 * one program to hold those of all blocks, which {@link JoinedBlocks} makes objects of.
 */
public final class BlockObjects {

  /** Two pieces that may be one object. */
  record Pass(int piece, int other, float height, long place) {}

  /**
   * An end of an axis where the image goes on.
   *
   * @param place of the first pixel beyond a lower end, or of an upper one, and of the other axes'
   *     first pixels, from the image's own on: two blocks that touch there have it in common
   * @param own pieces of the outermost pixels
   * @param beyond pieces of the pixels beyond them, which are the neighbour's
   */
  record Face(int axis, List<Long> place, int[] own, int[] beyond) {}

  /** Of the core, x fastest; not written. */
  private final int[] pieces;

  /** Of each piece its first pixel's index in the image; none has pixels of other blocks only. */
  private final long[] firsts;

  private final long[] sizes;
  private final float[] peaks;
  private final boolean[] atBorder;
  private final List<Pass> passes;
  private final List<Face> faces;

  private BlockObjects(
      int[] pieces,
      long[] firsts,
      long[] sizes,
      float[] peaks,
      boolean[] atBorder,
      List<Pass> passes,
      List<Face> faces) {
    this.pieces = pieces;
    this.firsts = firsts;
    this.sizes = sizes;
    this.peaks = peaks;
    this.atBorder = atBorder;
    this.passes = passes;
    this.faces = faces;
  }

  /**
   * @param pieces of {@link Block#outer}, wherever they begin; 0 is background
   * @param peaks of each piece, from 1
   */
  static BlockObjects of(
      Block block, RandomAccessibleInterval<IntType> pieces, float[] peaks, List<Pass> passes) {
    Interval outer = block.outer();
    PrimitiveBlocks<IntType> pixels =
        PrimitiveBlocks.of(
            Views.translate(Views.zeroMin(pieces), outer.minAsLongArray()), OnFallback.ACCEPT);
    long[] firsts = new long[peaks.length];
    Arrays.fill(firsts, Long.MAX_VALUE);
    BlockObjects objects =
        new BlockObjects(
            read(pixels, block.core()),
            firsts,
            new long[peaks.length],
            peaks,
            new boolean[peaks.length],
            passes,
            faces(block, pixels));
    objects.count(block);
    return objects;
  }

  private static int[] read(PrimitiveBlocks<IntType> pixels, Interval part) {
    int[] values = new int[Math.toIntExact(Intervals.numElements(part))];
    pixels.copy(part, values);
    return values;
  }

  private static List<Face> faces(Block block, PrimitiveBlocks<IntType> pixels) {
    List<Face> faces = new ArrayList<>();
    for (int axis = 0; axis < block.core().numDimensions(); axis++)
      for (boolean upper : new boolean[] {false, true}) {
        if (!(upper ? block.after() : block.before())[axis]) continue;
        List<Long> place = new ArrayList<>();
        for (int d = 0; d < block.core().numDimensions(); d++)
          place.add(
              (upper && d == axis ? block.core().max(d) + 1 : block.core().min(d))
                  - block.image().min(d));
        faces.add(
            new Face(
                axis,
                place,
                read(pixels, block.face(axis, upper, false)),
                read(pixels, block.face(axis, upper, true))));
      }
    return faces;
  }

  private void count(Block block) {
    long[] size = block.core().dimensionsAsLongArray();
    long[] whole = block.image().dimensionsAsLongArray();
    long[] min = block.core().minAsLongArray();
    Arrays.setAll(min, d -> min[d] - block.image().min(d));
    long[] position = new long[size.length];
    for (int start = 0; start < pieces.length; start += (int) size[0]) {
      IntervalIndexer.indexToPositionWithOffset(start, size, min, position);
      long index = IntervalIndexer.positionToIndex(position, whole);
      boolean isBorder = false;
      for (int d = 1; d < size.length; d++)
        isBorder |= whole[d] > 1 && (position[d] == 0 || position[d] == whole[d] - 1);
      for (int x = 0; x < size[0]; x++) {
        int piece = pieces[start + x];
        if (piece == 0) continue;
        sizes[piece]++;
        firsts[piece] = Math.min(firsts[piece], index + x);
        long column = min[0] + x;
        atBorder[piece] |= isBorder || whole[0] > 1 && (column == 0 || column == whole[0] - 1);
      }
    }
  }

  /** Of the core's pixels, x fastest; 0 is background. Empty where this was read. */
  public int[] pieces() {
    return pieces.clone();
  }

  /** The highest piece. */
  int last() {
    return sizes.length - 1;
  }

  long first(int piece) {
    return firsts[piece];
  }

  long size(int piece) {
    return sizes[piece];
  }

  float peak(int piece) {
    return peaks[piece];
  }

  boolean isAtBorder(int piece) {
    return atBorder[piece];
  }

  List<Pass> passes() {
    return passes;
  }

  List<Face> faces() {
    return faces;
  }

  public void write(DataOutput out) throws IOException {
    out.writeInt(last());
    for (int piece = 1; piece <= last(); piece++) {
      out.writeLong(firsts[piece]);
      out.writeLong(sizes[piece]);
      out.writeFloat(peaks[piece]);
      out.writeBoolean(atBorder[piece]);
    }
    out.writeInt(passes.size());
    for (Pass pass : passes) {
      out.writeInt(pass.piece());
      out.writeInt(pass.other());
      out.writeFloat(pass.height());
      out.writeLong(pass.place());
    }
    out.writeInt(faces.size());
    for (Face face : faces) {
      out.writeInt(face.axis());
      out.writeInt(face.place().size());
      for (long place : face.place()) out.writeLong(place);
      out.writeInt(face.own().length);
      for (int piece : face.own()) out.writeInt(piece);
      for (int piece : face.beyond()) out.writeInt(piece);
    }
  }

  /** What {@link #write} wrote. */
  public static BlockObjects read(DataInput in) throws IOException {
    int count = in.readInt() + 1;
    BlockObjects objects =
        new BlockObjects(
            new int[0],
            new long[count],
            new long[count],
            new float[count],
            new boolean[count],
            new ArrayList<>(),
            new ArrayList<>());
    for (int piece = 1; piece < count; piece++) {
      objects.firsts[piece] = in.readLong();
      objects.sizes[piece] = in.readLong();
      objects.peaks[piece] = in.readFloat();
      objects.atBorder[piece] = in.readBoolean();
    }
    for (int left = in.readInt(); left > 0; left--)
      objects.passes.add(new Pass(in.readInt(), in.readInt(), in.readFloat(), in.readLong()));
    for (int left = in.readInt(); left > 0; left--) {
      int axis = in.readInt();
      List<Long> place = new ArrayList<>();
      for (int d = in.readInt(); d > 0; d--) place.add(in.readLong());
      int pixels = in.readInt();
      objects.faces.add(new Face(axis, place, ints(in, pixels), ints(in, pixels)));
    }
    return objects;
  }

  private static int[] ints(DataInput in, int count) throws IOException {
    int[] values = new int[count];
    for (int i = 0; i < count; i++) values[i] = in.readInt();
    return values;
  }
}
