package sc.fiji.unet.labels;

import java.awt.Polygon;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A part of an object, as formats of geometry want it: no ring touches itself, and holes touch each
 * other and the outer ring in single points only.
 *
 * @param outer its outline, with the part on the right (Y points down)
 * @param holes outlines the other way round
 */
public record Part(Polygon outer, List<Polygon> holes) {

  private record Point(int x, int y) {}

  /**
   * The parts of an object, whose pixels share faces.
   *
   * @param outlines as {@link Contours} traces them, each part's and each hole's in any order
   */
  public static List<Part> of(List<Polygon> outlines) {
    List<Part> parts = new ArrayList<>();
    List<Polygon> holes = new ArrayList<>();
    for (Polygon outline : outlines)
      for (Polygon ring : simple(outline)) {
        if (area(ring) > 0) parts.add(new Part(ring, new ArrayList<>()));
        else holes.add(ring);
      }
    parts.sort(Comparator.comparingLong(part -> area(part.outer))); // the innermost first
    for (Polygon hole : holes) around(hole, parts).holes.add(hole);
    return parts;
  }

  /**
   * Cuts an outline where it comes back to a point: a hole may touch the outer edge, or another.
   */
  private static List<Polygon> simple(Polygon outline) {
    List<Polygon> rings = new ArrayList<>();
    Deque<Point> path = new ArrayDeque<>();
    Set<Point> onPath = new HashSet<>();
    for (int i = 0; i < outline.npoints; i++) {
      Point point = new Point(outline.xpoints[i], outline.ypoints[i]);
      if (!onPath.add(point)) {
        List<Point> loop = new ArrayList<>();
        while (!path.peekLast().equals(point)) loop.add(0, path.removeLast());
        onPath.removeAll(loop);
        loop.add(0, point);
        rings.add(ring(loop));
      } else {
        path.addLast(point);
      }
    }
    rings.add(ring(path));
    return rings;
  }

  private static Polygon ring(Iterable<Point> points) {
    Polygon ring = new Polygon();
    for (Point point : points) ring.addPoint(point.x, point.y);
    return ring;
  }

  /** Twice the area; negative of holes. */
  private static long area(Polygon ring) {
    long sum = 0;
    for (int i = 0; i < ring.npoints; i++) {
      int next = (i + 1) % ring.npoints;
      sum +=
          (long) ring.xpoints[i] * ring.ypoints[next] - (long) ring.xpoints[next] * ring.ypoints[i];
    }
    return sum;
  }

  /** The part that a hole is in: that of the pixel on the right of its first edge. */
  private static Part around(Polygon hole, List<Part> parts) {
    if (parts.size() == 1) return parts.get(0);
    int dx = Integer.signum(hole.xpoints[1] - hole.xpoints[0]);
    int dy = Integer.signum(hole.ypoints[1] - hole.ypoints[0]);
    double x = hole.xpoints[0] + (dx - dy) / 2.0;
    double y = hole.ypoints[0] + (dy + dx) / 2.0;
    return parts.stream().filter(part -> part.outer.contains(x, y)).findFirst().orElseThrow();
  }
}
