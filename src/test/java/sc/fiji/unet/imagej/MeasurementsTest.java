package sc.fiji.unet.imagej;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class MeasurementsTest {

  @Test
  void areaAndCentroidAreInTheImagesUnit() {
    ImagePlus image = image();
    image.getCalibration().setUnit("micron");
    image.getCalibration().pixelWidth = 0.5;
    image.getCalibration().pixelHeight = 2;
    ResultsTable table = new ResultsTable();
    Measurements.append(table, new Planes(image), 0, rois());
    assertEquals("Label\tObject\tSlice\tArea\tMean\tX\tY", table.getColumnHeadings().trim());
    assertEquals(2, table.size());
    assertEquals("image", table.getLabel(0));
    assertEquals(3, table.getValue("Object", 0));
    assertEquals(9, table.getValue("Object", 1));
    // Two pixels of 0.5 x 2, at 2 and 3: they meet at 3 * 0.5.
    assertEquals(2, table.getValue("Area", 1));
    assertEquals(35, table.getValue("Mean", 1));
    assertEquals(1.5, table.getValue("X", 1));
    assertEquals(1, table.getValue("Y", 1));
  }

  @Test
  void meanIsOfThePlaneOfTheRois() {
    ImagePlus image = PlanesTest.hyperstack(2, 3, 2);
    SortedMap<Integer, Roi> rois = new TreeMap<>();
    rois.put(1, new Roi(0, 0, 1, 1));
    ResultsTable table = new ResultsTable();
    Measurements.append(table, new Planes(image), 4, rois);
    assertEquals(2, table.getValue("Slice", 0));
    assertEquals(2, table.getValue("Frame", 0));
    assertEquals(9, table.getValue("Mean", 0));
  }

  @Test
  void meanIsCalibrated() {
    ImagePlus image =
        new ImagePlus("image", new ShortProcessor(1, 1, new short[] {(short) 32778}, null));
    image.getCalibration().setSigned16BitCalibration();
    SortedMap<Integer, Roi> rois = new TreeMap<>();
    rois.put(1, new Roi(0, 0, 1, 1));
    ResultsTable table = new ResultsTable();
    Measurements.append(table, new Planes(image), 0, rois);
    assertEquals(10, table.getValue("Mean", 0));
  }

  @Test
  void appends() {
    ResultsTable table = new ResultsTable();
    table.incrementCounter();
    table.addValue("Length", 7);
    Measurements.append(table, new Planes(image()), 0, rois());
    assertEquals(3, table.size());
    assertEquals(7, table.getValue("Length", 0));
    Measurements.append(table, new Planes(image()), 0, new TreeMap<>());
    assertEquals(3, table.size());
  }

  private static ImagePlus image() {
    return new ImagePlus("image", new ByteProcessor(4, 1, new byte[] {10, 20, 30, 40}));
  }

  private static SortedMap<Integer, Roi> rois() {
    SortedMap<Integer, Roi> rois = new TreeMap<>();
    rois.put(9, new Roi(2, 0, 2, 1));
    rois.put(3, new Roi(0, 0, 1, 1));
    return rois;
  }
}
