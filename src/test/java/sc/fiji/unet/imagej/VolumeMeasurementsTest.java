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
    VolumeMeasurements.append(
        table,
        new Planes(image),
        List.of(
            new TreeMap<>(Map.of(1, new Roi(0, 0, 2, 2))),
            new TreeMap<>(Map.of(1, new Roi(2, 2, 1, 1), 2, new Roi(4, 0, 2, 1)))));
    assertEquals(
        List.of("Label", "Object", "Slice", "Slices", "Volume", "Mean", "X", "Y", "Z"),
        List.of(table.getHeadings()));
    assertEquals(2, table.size());
    double[] first = {1, 1, 2, 5 * 0.5, (4 * 10 + 40) / 5.0};
    double[] second = {2, 2, 1, 2 * 0.5, 40};
    for (int i = 0; i < first.length; i++) {
      String column = table.getHeadings()[i + 1];
      assertEquals(first[i], table.getValue(column, 0), 1e-9, column);
      assertEquals(second[i], table.getValue(column, 1), 1e-9, column);
    }
    // Centres in pixels: (1, 1, 0.5) four times and (2.5, 2.5, 1.5); (5, 0.5, 1.5).
    double[] centre = {
      table.getValue("X", 0), table.getValue("Y", 0), table.getValue("Z", 0),
      table.getValue("X", 1), table.getValue("Y", 1), table.getValue("Z", 1)
    };
    assertArrayEquals(new double[] {0.65, 0.65, 1.4, 2.5, 0.25, 3}, centre, 1e-9);
  }
}
