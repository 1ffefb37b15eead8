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

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import ij.plugin.filter.Analyzer;
import ij.process.ImageProcessor;
import java.util.Collection;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.IntStream;

/** Measures objects with ImageJ's Measure command. */
final class Measurements {

  private static final int SHAPE = AREA | CENTROID | PERIMETER | FERET | SHAPE_DESCRIPTORS;
  private static final int GREY = MEAN | STD_DEV | MIN_MAX | INTEGRATED_DENSITY;

  private Measurements() {}

  /**
   * Appends a row for each object: Label (the image's title), Object (its label), what the network
   * says ({@link NetworkColumns}), Slice, Frame (where there are several); Area, X, Y (the
   * centroid), Perimeter, Feret, MinFeret, in the image's unit, Circularity, Solidity, and of each
   * channel Mean, StdDev, Min, Max and IntDen, all as ImageJ's Measure gives them: calibrated where
   * the image has a calibration function.
   *
   * @param table for example {@link ResultsTable#getResultsTable()}; showing it is left to the
   *     caller
   * @param rois label to roi, of this plane
   */
  public static void append(
      ResultsTable table,
      Planes planes,
      int index,
      SortedMap<Integer, Roi> rois,
      NetworkColumns said) {
    Headings headings = Headings.of(planes.image(), planes.measuredChannels());
    ResultsTable shapes = measured(planes, planes.processor(index, 0), rois.values(), SHAPE);
    List<ResultsTable> greys =
        IntStream.range(0, planes.measuredChannels())
            .mapToObj(c -> measured(planes, planes.processor(index, c), rois.values(), GREY))
            .toList();
    int row = 0;
    for (int label : rois.keySet()) {
      table.incrementCounter();
      table.addLabel(planes.image().getTitle());
      table.addValue("Object", label);
      said.append(table, label);
      table.addValue("Slice", planes.slice(index));
      if (planes.image().getNFrames() > 1) table.addValue("Frame", planes.frame(index));
      table.addValue(headings.of("Area", 2), shapes.getValue("Area", row));
      table.addValue(headings.of("X", 1), shapes.getValue("X", row));
      table.addValue(headings.of("Y", 1), shapes.getValue("Y", row));
      table.addValue(headings.of("Perimeter", 1), shapes.getValue("Perim.", row));
      table.addValue(headings.of("Feret", 1), shapes.getValue("Feret", row));
      table.addValue(headings.of("MinFeret", 1), shapes.getValue("MinFeret", row));
      table.addValue("Circularity", shapes.getValue("Circ.", row));
      table.addValue("Solidity", shapes.getValue("Solidity", row));
      for (int c = 0; c < greys.size(); c++)
        for (String quantity : List.of("Mean", "StdDev", "Min", "Max", "IntDen"))
          table.addValue(headings.ofChannel(quantity, c), greys.get(c).getValue(quantity, row));
      row++;
    }
  }

  private static ResultsTable measured(
      Planes planes, ImageProcessor pixels, Collection<Roi> rois, int what) {
    ImagePlus plane = new ImagePlus(planes.image().getTitle(), pixels);
    plane.setCalibration(planes.image().getCalibration());
    ResultsTable table = new ResultsTable();
    Analyzer analyzer = new Analyzer(plane, what, table);
    for (Roi roi : rois) {
      // A roi that is set belongs to the image.
      plane.setRoi((Roi) roi.clone(), false);
      analyzer.saveResults(plane.getStatistics(what), plane.getRoi());
    }
    return table;
  }
}
