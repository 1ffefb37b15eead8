package sc.fiji.unet.imagej;

import static ij.measure.Measurements.AREA;
import static ij.measure.Measurements.CENTROID;
import static ij.measure.Measurements.MEAN;

import ij.gui.Roi;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import ij.process.ImageStatistics;
import java.util.SortedMap;

/** Measures objects the way ImageJ's Measure command does. */
final class Measurements {

  private Measurements() {}

  /**
   * Appends a row for each object: Label (the image's title), Object (its label), Slice, Frame
   * (where there are several), Area, Mean, X, Y. Area and centroid are in the image's calibrated
   * units, the mean is of the first channel, calibrated where the image has a calibration function.
   *
   * @param table for example {@link ResultsTable#getResultsTable()}; showing it is left to the
   *     caller
   * @param rois label to roi, of this plane
   */
  public static void append(
      ResultsTable table, Planes planes, int index, SortedMap<Integer, Roi> rois) {
    ImageProcessor pixels = planes.processor(index);
    Calibration calibration = planes.image().getCalibration();
    pixels.setCalibrationTable(calibration.getCTable());
    rois.forEach(
        (label, roi) -> {
          pixels.setRoi(roi);
          ImageStatistics statistics =
              ImageStatistics.getStatistics(pixels, AREA | MEAN | CENTROID, calibration);
          table.incrementCounter();
          table.addLabel(planes.image().getTitle());
          table.addValue("Object", label);
          table.addValue("Slice", planes.slice(index));
          if (planes.image().getNFrames() > 1) {
            table.addValue("Frame", planes.frame(index));
          }
          table.addValue("Area", statistics.area);
          table.addValue("Mean", statistics.mean);
          table.addValue("X", statistics.xCentroid);
          table.addValue("Y", statistics.yCentroid);
        });
  }
}
