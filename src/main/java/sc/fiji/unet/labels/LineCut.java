package sc.fiji.unet.labels;

import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.IntConsumer;

/** Cuts an object in two, or more, along a line. */
public final class LineCut {

  private LineCut() {}

  /**
   * The parts of an object, as connected by sides; the pixels of the line go to the part that they
   * are next to.
   *
   * @param object its pixels, row by row; changed by nobody
   * @param line the pixels of the line
   * @return the part of each pixel, from 1 in the order of their first pixels; 0 outside of the
   *     object
   */
  public static int[] parts(boolean[] object, boolean[] line, int width) {
    int[] parts = new int[object.length];
    int count = 0;
    Deque<Integer> edge = new ArrayDeque<>();
    for (int i = 0; i < parts.length; i++) {
      if (!object[i] || line[i] || parts[i] > 0) continue;
      parts[i] = ++count;
      edge.add(i);
      grow(edge, parts, object, line, width);
    }
    if (count == 0) { // all of it lies on the line
      for (int i = 0; i < parts.length; i++) if (object[i]) parts[i] = 1;
      return parts;
    }
    boolean[] none = new boolean[line.length];
    for (int i = 0; i < parts.length; i++) if (parts[i] > 0) edge.add(i);
    grow(edge, parts, object, none, width);
    return parts;
  }

  /** Gives neighbours in the object, but not on the line, the part of what they are next to. */
  private static void grow(
      Deque<Integer> edge, int[] parts, boolean[] object, boolean[] line, int width) {
    while (!edge.isEmpty()) {
      int i = edge.poll();
      IntConsumer visit =
          next -> {
            if (!object[next] || line[next] || parts[next] > 0) return;
            parts[next] = parts[i];
            edge.add(next);
          };
      if (i % width > 0) visit.accept(i - 1);
      if (i % width < width - 1) visit.accept(i + 1);
      if (i >= width) visit.accept(i - width);
      if (i + width < parts.length) visit.accept(i + width);
    }
  }

  /** How many parts there are. */
  public static int count(int[] parts) {
    return Arrays.stream(parts).max().orElse(0);
  }
}
