package sc.fiji.unet.labels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.imglib2.FinalInterval;
import net.imglib2.Interval;
import net.imglib2.img.Img;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;

/**
 * Seconds in which one program joins the pieces of many blocks, and the memory it holds:
 * bench/spark join PAIRS. An image like a chessboard: each side of a block has 16 pieces that go on
 * in the next block, and every fourth piece touches the next one, as cells do.
 */
final class JoiningBenchmark {

  private static final int SIDE = 64;
  private static final int RUN = 4;
  private static final int PIECES = 4 * (SIDE / RUN - 1);

  private JoiningBenchmark() {}

  public static void main(String[] arguments) {
    double pairs = Double.parseDouble(arguments[0]);
    int blocks = (int) Math.ceil(Math.sqrt(pairs / (2 * SIDE / RUN)));
    long side = (long) blocks * SIDE;
    Interval image = new FinalInterval(side, side);
    JoinedBlocks joined = new DistanceSeeds(0.1, 0.6, 0).joining();
    long nanoseconds = 0;
    for (long y = 0; y < side; y += SIDE)
      for (long x = 0; x < side; x += SIDE) {
        Interval core = FinalInterval.createMinSize(x, y, SIDE, SIDE);
        BlockObjects objects = objects(new Block(core, image));
        long start = System.nanoTime();
        joined.add(objects);
        nanoseconds += System.nanoTime() - start;
      }
    long start = System.nanoTime();
    int found = joined.finish(ObjectFilter.minimum(1), 1);
    nanoseconds += System.nanoTime() - start;
    System.gc();
    Runtime java = Runtime.getRuntime();
    System.out.printf(
        "%d blocks, %d pieces, %d pairs: %d objects in %.1f s; %d MB of memory at the end%n",
        blocks * blocks,
        PIECES * blocks * blocks,
        2 * SIDE / RUN * blocks * (blocks - 1),
        found,
        nanoseconds / 1e9,
        (java.totalMemory() - java.freeMemory()) >> 20);
    joined.labels(0);
  }

  private static BlockObjects objects(Block block) {
    Interval outer = block.outer();
    Img<IntType> pieces = ArrayImgs.ints(outer.dimensionsAsLongArray());
    var cursor = pieces.localizingCursor();
    while (cursor.hasNext()) {
      cursor.fwd();
      cursor
          .get()
          .set(
              piece(
                  block,
                  cursor.getLongPosition(0) + outer.min(0),
                  cursor.getLongPosition(1) + outer.min(1)));
    }
    float[] peaks = new float[PIECES + 1];
    Arrays.fill(peaks, 0.9f);
    List<BlockObjects.Pass> passes = new ArrayList<>();
    for (int piece = 1; piece < PIECES; piece += 4)
      passes.add(new BlockObjects.Pass(piece, piece + 1, 0.3f, block.core().min(0) + piece));
    return BlockObjects.of(block, pieces, peaks, passes);
  }

  /** That of the nearest cell of the core's outer ones; the middle is background. */
  private static int piece(Block block, long x, long y) {
    int last = SIDE / RUN - 1;
    int column = (int) Math.max(0, Math.min(last, Math.floorDiv(x - block.core().min(0), RUN)));
    int row = (int) Math.max(0, Math.min(last, Math.floorDiv(y - block.core().min(1), RUN)));
    if (row == 0) return 1 + column;
    if (column == last) return 1 + last + row;
    if (row == last) return 1 + 2 * last + last - column;
    return column == 0 ? 1 + 3 * last + last - row : 0;
  }
}
