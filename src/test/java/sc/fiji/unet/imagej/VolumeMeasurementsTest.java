package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import ij.ImageStack;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.FoundObjects;

class VolumeMeasurementsTest {

  /** Object 1: 2 x 2 pixels of 10 in slice 1, 1 of 40 in slice 2; object 2 in slice 2 alone. */
  @Test
  void byHand() {
    ImageStack stack = new ImageStack(6, 4);
    for (int value : new int[] {10, 40}) {
      ByteProcessor plane = new ByteProcessor(6, 4);
      plane.setValue(value);
      plane.fill();
      stack.addSlice(plane);
    }
    ImagePlus image = new ImagePlus("cells", stack);
    Calibration calibration = image.getCalibration();
    calibration.pixelWidth = calibration.pixelHeight = 0.5;
    calibration.pixelDepth = 2;
    calibration.setUnit("micron");
    ResultsTable table = new ResultsTable();
    NetworkColumns said =
        new NetworkColumns(
            new FoundObjects(new int[] {1, 2}, new float[] {0.75f, 0.5f}, new byte[] {1, 0}),
            "Model",
            List.of("round", "long"));
    VolumeMeasurements.append(
        table,
        new Planes(image),
        List.of(
            new TreeMap<>(Map.of(1, new Roi(0, 0, 2, 2))),
            new TreeMap<>(Map.of(1, new Roi(2, 2, 1, 1), 2, new Roi(4, 0, 2, 1)))),
        List.of(said, said));
    assertEquals(
        "Label Object Model Class Confidence Slice Slices Volume (um^3) X (um) Y (um) Z (um) Mean StdDev Min"
            + " Max IntDen",
        String.join(" ", table.getHeadings()));
    assertEquals(2, table.size());
    assertEquals("long", table.getStringValue("Class", 0));
    assertEquals("round", table.getStringValue("Class", 1));
    Map<String, double[]> expected =
        Map.of(
            "Object", new double[] {1, 2},
            "Confidence", new double[] {0.75, 0.5},
            "Slice", new double[] {1, 2},
            "Slices", new double[] {2, 1},
            "Volume (um^3)", new double[] {5 * 0.5, 2 * 0.5},
            "Mean", new double[] {16, 40},
            // Four times 6 below the mean and once 24 above it.
            "StdDev", new double[] {Math.sqrt((4 * 36 + 24 * 24) / 4.0), 0},
            "Min", new double[] {10, 40},
            "Max", new double[] {40, 40},
            "IntDen", new double[] {16 * 2.5, 40});
    for (String column : expected.keySet())
      for (int row = 0; row < 2; row++)
        assertEquals(expected.get(column)[row], table.getValue(column, row), 1e-9, column);
    // Centres in pixels: (1, 1, 0.5) four times and (2.5, 2.5, 1.5); (5, 0.5, 1.5).
    double[] centre = {
      table.getValue("X (um)", 0), table.getValue("Y (um)", 0), table.getValue("Z (um)", 0),
      table.getValue("X (um)", 1), table.getValue("Y (um)", 1), table.getValue("Z (um)", 1)
    };
    assertArrayEquals(new double[] {0.65, 0.65, 1.4, 2.5, 0.25, 3}, centre, 1e-9);
  }
}
