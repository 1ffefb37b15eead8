package sc.fiji.unet.labels;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import org.locationtech.jts.geom.Coordinate;
import org.locationtech.jts.geom.GeometryFactory;
import org.locationtech.jts.geom.LinearRing;
import org.locationtech.jts.geom.MultiPolygon;
import org.locationtech.jts.geom.Polygon;
import org.locationtech.jts.operation.valid.IsValidOp;

class PartTest {

  private static final GeometryFactory GEOMETRY = new GeometryFactory();

  /** A bow that closes in a corner: as one ring it would touch itself. */
  @Test
  void aHoleThatTouchesTheEdgeIsAHole() {
    List<Part> parts =
        parts(
                4, //
                1, 1, 1, 1, //
                1, 0, 0, 1, //
                1, 0, 0, 1, //
                1, 1, 1, 0)
            .get(1);
    assertEquals(1, parts.size());
    assertEquals(1, parts.get(0).holes().size());
    assertEquals(11, geometry(parts).getArea());
  }

  @Test
  void aPartWithinAHoleHasItsOwnHole() {
    int[] labels = new int[49];
    for (int y = 0; y < 7; y++)
      for (int x = 0; x < 7; x++) {
        int ring = Math.min(Math.min(x, 6 - x), Math.min(y, 6 - y));
        labels[y * 7 + x] = ring == 1 || ring == 3 ? 0 : 1;
      }
    List<Part> parts = parts(7, labels).get(1);
    assertEquals(2, parts.size());
    for (Part part : parts) assertEquals(1, part.holes().size());
    assertEquals(24 + 8, geometry(parts).getArea());
  }

  /** Of the geometry that QuPath uses, which refuses to measure or join what is not valid. */
  @Test
  void partsAreValidAndCoverTheirPixels() {
    Random random = new Random(1);
    for (int n = 0; n < 2000; n++) {
      int width = 1 + random.nextInt(9);
      int[] labels = new int[width * (1 + random.nextInt(9))];
      int numbers = 2 + random.nextInt(2);
      int rare = 1 + random.nextInt(4);
      for (int i = 0; i < labels.length; i++)
        labels[i] = random.nextInt(rare) == 0 ? random.nextInt(numbers) : 1;
      parts(width, labels)
          .forEach(
              (label, parts) -> {
                MultiPolygon object = geometry(parts);
                IsValidOp validity = new IsValidOp(object);
                assertTrue(
                    validity.isValid(),
                    () -> validity.getValidationError() + " in " + Arrays.toString(labels));
                assertEquals(
                    Arrays.stream(labels).filter(value -> value == label).count(),
                    object.getArea());
              });
    }
  }

  private static Map<Integer, List<Part>> parts(int width, int... labels) {
    Map<Integer, List<Part>> parts = new java.util.TreeMap<>();
    Contours.trace(ArrayImgs.ints(labels, width, labels.length / width))
        .forEach((label, outlines) -> parts.put(label, Part.of(outlines)));
    return parts;
  }

  private static MultiPolygon geometry(List<Part> parts) {
    return GEOMETRY.createMultiPolygon(
        parts.stream()
            .map(
                part ->
                    GEOMETRY.createPolygon(
                        ring(part.outer()),
                        part.holes().stream().map(PartTest::ring).toArray(LinearRing[]::new)))
            .toArray(Polygon[]::new));
  }

  private static LinearRing ring(java.awt.Polygon points) {
    Coordinate[] ring = new Coordinate[points.npoints + 1];
    for (int i = 0; i < ring.length; i++)
      ring[i] =
          new Coordinate(points.xpoints[i % points.npoints], points.ypoints[i % points.npoints]);
    return GEOMETRY.createLinearRing(ring);
  }
}
