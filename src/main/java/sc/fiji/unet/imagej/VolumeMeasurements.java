package sc.fiji.unet.imagej;

import static ij.measure.Measurements.CENTROID;
import static ij.measure.Measurements.MEAN;

import ij.gui.Roi;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import ij.process.ImageStatistics;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Measures objects that go on through the slices of a stack. */
final class VolumeMeasurements {

  /** What is known of an object so far; x, y and z are sums over its voxels. */
  private record Sums(
      int slice, int lastSlice, int frame, long voxels, double grey, double x, double y, double z) {

    Sums plus(Sums other) {
      return new Sums(
          Math.min(slice, other.slice),
          Math.max(lastSlice, other.lastSlice),
          frame,
          voxels + other.voxels,
          grey + other.grey,
          x + other.x,
          y + other.y,
          z + other.z);
    }
  }

  private VolumeMeasurements() {}

  /**
   * Appends a row for each object: Label (the image's title), Object (its label), Slice (the first
   * one), Slices (their number), Frame (where there are several), Volume, Mean, X, Y, Z. Volume and
   * centroid are in the image's calibrated units, the mean is of the first channel, calibrated
   * where the image has a calibration function.
   *
   * @param rois label to roi, of each plane
   */
  static void append(ResultsTable table, Planes planes, List<SortedMap<Integer, Roi>> rois) {
    Calibration calibration = planes.image().getCalibration();
    SortedMap<Integer, Sums> objects = new TreeMap<>();
    for (int index = 0; index < rois.size(); index++) {
      ImageProcessor pixels = planes.processor(index);
      pixels.setCalibrationTable(calibration.getCTable());
      int slice = planes.slice(index);
      int frame = planes.frame(index);
      rois.get(index)
          .forEach(
              (label, roi) -> {
                pixels.setRoi(roi);
                objects.merge(label, sums(pixels, calibration, slice, frame), Sums::plus);
              });
    }
    double voxel = calibration.pixelWidth * calibration.pixelHeight * calibration.pixelDepth;
    objects.forEach(
        (label, sums) -> {
          table.incrementCounter();
          table.addLabel(planes.image().getTitle());
          table.addValue("Object", label);
          table.addValue("Slice", sums.slice());
          table.addValue("Slices", sums.lastSlice() - sums.slice() + 1);
          if (planes.image().getNFrames() > 1) table.addValue("Frame", sums.frame());
          table.addValue("Volume", sums.voxels() * voxel);
          table.addValue("Mean", sums.grey() / sums.voxels());
          table.addValue("X", sums.x() / sums.voxels());
          table.addValue("Y", sums.y() / sums.voxels());
          table.addValue("Z", sums.z() / sums.voxels());
        });
  }

  private static Sums sums(ImageProcessor pixels, Calibration calibration, int slice, int frame) {
    ImageStatistics statistics =
        ImageStatistics.getStatistics(pixels, MEAN | CENTROID, calibration);
    long count = statistics.longPixelCount;
    return new Sums(
        slice,
        slice,
        frame,
        count,
        statistics.mean * count,
        statistics.xCentroid * count,
        statistics.yCentroid * count,
        calibration.getZ(slice - 0.5) * count);
  }
}
