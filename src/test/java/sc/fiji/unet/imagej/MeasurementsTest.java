package sc.fiji.unet.imagej;

import static ij.measure.Measurements.AREA;
import static ij.measure.Measurements.CENTROID;
import static ij.measure.Measurements.FERET;
import static ij.measure.Measurements.INTEGRATED_DENSITY;
import static ij.measure.Measurements.MEAN;
import static ij.measure.Measurements.MIN_MAX;
import static ij.measure.Measurements.PERIMETER;
import static ij.measure.Measurements.SHAPE_DESCRIPTORS;
import static ij.measure.Measurements.STD_DEV;
import static org.junit.jupiter.api.Assertions.assertEquals;

import ij.IJ;
import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;
import ij.process.ByteProcessor;
import ij.process.ShortProcessor;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;
import net.imglib2.img.array.ArrayImgs;
import org.junit.jupiter.api.Test;
import sc.fiji.unet.images.FoundObjects;

class MeasurementsTest {

  /** Of the objects 1 to 12. */
  private static final NetworkColumns SAID =
      new NetworkColumns(
          new FoundObjects(IntStream.rangeClosed(1, 12).toArray(), new float[12], new byte[12]),
          "Round ones",
          List.of());

  @Test
  void areaAndCentroidAreInTheImagesUnit() {
    ImagePlus image = image();
    image.getCalibration().setUnit("µm");
    image.getCalibration().pixelWidth = 0.5;
    image.getCalibration().pixelHeight = 2;
    ResultsTable table = new ResultsTable();
    Measurements.append(table, new Planes(image), 0, rois(), SAID);
    assertEquals(
        "Label Object Model Confidence Slice Area (um^2) X (um) Y (um) Perimeter (um) Feret (um) MinFeret (um)"
            + " Circularity Solidity Mean StdDev Min Max IntDen",
        table.getColumnHeadings().trim().replace('\t', ' '));
    assertEquals(2, table.size());
    assertEquals("image", table.getLabel(0));
    assertEquals("Round ones", table.getStringValue("Model", 1));
    assertEquals(3, table.getValue("Object", 0));
    assertEquals(9, table.getValue("Object", 1));
    // Two pixels of 0.5 x 2, at 2 and 3: they meet at 3 * 0.5.
    assertEquals(2, table.getValue("Area (um^2)", 1));
    assertEquals(35, table.getValue("Mean", 1));
    assertEquals(1.5, table.getValue("X (um)", 1));
    assertEquals(1, table.getValue("Y (um)", 1));
  }

  @Test
  void eachChannelOfThePlaneOfTheRois() {
    ImagePlus image = PlanesTest.hyperstack(2, 3, 2);
    SortedMap<Integer, Roi> rois = new TreeMap<>();
    rois.put(1, new Roi(0, 0, 1, 1));
    ResultsTable table = new ResultsTable();
    Measurements.append(table, new Planes(image), 4, rois, SAID);
    assertEquals(2, table.getValue("Slice", 0));
    assertEquals(2, table.getValue("Frame", 0));
    assertEquals(9, table.getValue("Mean C1", 0));
    assertEquals(10, table.getValue("Mean C2", 0));
    assertEquals(1, table.getValue("Area (pixel^2)", 0));
  }

  /** Traced blobs with holes and corners, in a calibrated image, against Analyze > Measure. */
  @Test
  void isWhatMeasureGives() {
    Random random = new Random(2);
    ImagePlus image = IJ.createImage("image", 32, 24, 1, 32);
    for (int p = 0; p < 32 * 24; p++) image.getProcessor().setf(p, random.nextFloat());
    image.getCalibration().pixelWidth = image.getCalibration().pixelHeight = 0.3;
    image.getCalibration().setUnit("nm");
    int[] labels = new int[32 * 24];
    for (int p = 0; p < labels.length; p++)
      labels[p] = random.nextInt(4) == 0 ? 0 : 1 + p % 32 / 9 + 4 * (p / 32 / 9);
    Planes planes = new Planes(image);
    SortedMap<Integer, Roi> rois = LabelRois.trace(ArrayImgs.ints(labels, 32, 24), planes, 0);
    ResultsTable table = new ResultsTable();
    Measurements.append(table, planes, 0, rois, SAID);
    Map<String, String> columns =
        Map.of(
            "Area",
            "Area (nm^2)",
            "Perim.",
            "Perimeter (nm)",
            "Feret",
            "Feret (nm)",
            "Circ.",
            "Circularity",
            "Solidity",
            "Solidity",
            "X",
            "X (nm)",
            "Mean",
            "Mean",
            "StdDev",
            "StdDev",
            "IntDen",
            "IntDen",
            "Max",
            "Max");
    int what =
        AREA
            | CENTROID
            | PERIMETER
            | FERET
            | SHAPE_DESCRIPTORS
            | MEAN
            | STD_DEV
            | MIN_MAX
            | INTEGRATED_DENSITY;
    ResultsTable measured = new ResultsTable();
    Analyzer measure = new Analyzer(image, what, measured);
    int row = 0;
    for (Roi roi : rois.values()) {
      image.setRoi(roi);
      measure.measure();
      for (Map.Entry<String, String> column : columns.entrySet())
        assertEquals(
            measured.getValue(column.getKey(), row),
            table.getValue(column.getValue(), row),
            1e-9,
            column.getKey());
      row++;
    }
    assertEquals(12, row);
  }

  /** In the table as in a file: .0271234 is not .027, and 12 is not 12.000. */
  @Test
  void digitsFollowTheNumbers() {
    ResultsTable table = new ResultsTable();
    for (double value : new double[] {0.0271234, 3}) {
      table.incrementCounter();
      table.addValue("Area", value);
      table.addValue("Slice", 12);
      table.addValue("Mean", 100 * value);
    }
    table.setValue("Foreign", 0, 0.123);
    table.incrementCounter();
    table.setNaNEmptyCells(true);
    Headings.showDigits(table, 0);
    assertEquals("0.02712", table.getStringValue("Area", 0));
    assertEquals("12", table.getStringValue("Slice", 0));
    assertEquals("2.712", table.getStringValue("Mean", 0));
  }

  /** Square centimetres of a nucleus. */
  @Test
  void smallNumbersHaveAnExponent() {
    ResultsTable table = new ResultsTable();
    table.incrementCounter();
    table.addValue("Area", 4.2271e-9);
    Headings.showDigits(table, 0);
    assertEquals(4.227e-9, Double.parseDouble(table.getStringValue("Area", 0)), 1e-15);
  }

  @Test
  void meanIsCalibrated() {
    ImagePlus image =
        new ImagePlus("image", new ShortProcessor(1, 1, new short[] {(short) 32778}, null));
    image.getCalibration().setSigned16BitCalibration();
    SortedMap<Integer, Roi> rois = new TreeMap<>();
    rois.put(1, new Roi(0, 0, 1, 1));
    ResultsTable table = new ResultsTable();
    Measurements.append(table, new Planes(image), 0, rois, SAID);
    assertEquals(10, table.getValue("Mean", 0));
  }

  @Test
  void appends() {
    ResultsTable table = new ResultsTable();
    table.incrementCounter();
    table.addValue("Length", 7);
    Measurements.append(table, new Planes(image()), 0, rois(), SAID);
    assertEquals(3, table.size());
    assertEquals(7, table.getValue("Length", 0));
    Measurements.append(table, new Planes(image()), 0, new TreeMap<>(), SAID);
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
