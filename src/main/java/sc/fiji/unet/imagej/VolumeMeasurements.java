package sc.fiji.unet.imagej;

import static ij.measure.Measurements.CENTROID;
import static ij.measure.Measurements.MEAN;
import static ij.measure.Measurements.MIN_MAX;
import static ij.measure.Measurements.STD_DEV;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import ij.process.ImageStatistics;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.IntStream;

/** Measures objects that go on through the slices of a stack. */
final class VolumeMeasurements {

  /** Where an object is; x, y and z are sums over its voxels. */
  private record Place(
      int slice, int lastSlice, int frame, long voxels, double x, double y, double z) {

    Place plus(Place other) {
      return new Place(
          Math.min(slice, other.slice),
          Math.max(lastSlice, other.lastSlice),
          frame,
          voxels + other.voxels,
          x + other.x,
          y + other.y,
          z + other.z);
    }
  }

  /** The values of an object in a channel: sums of them and of their squares. */
  private record Values(double sum, double squares, double min, double max) {

    Values plus(Values other) {
      return new Values(
          sum + other.sum,
          squares + other.squares,
          Math.min(min, other.min),
          Math.max(max, other.max));
    }
  }

  private record Sums(Place place, List<Values> channels) {

    Sums plus(Sums other) {
      return new Sums(
          place.plus(other.place),
          IntStream.range(0, channels.size())
              .mapToObj(c -> channels.get(c).plus(other.channels.get(c)))
              .toList());
    }
  }

  private VolumeMeasurements() {}

  /**
   * Appends a row for each object: Label (the image's title), Object (its label), what the network
   * says ({@link NetworkColumns}), Slice (the first one), Slices (their number), Frame (where there
   * are several); Volume, X, Y, Z (the centroid) in the image's unit, and of each channel Mean,
   * StdDev, Min, Max and IntDen (mean times volume), calibrated where the image has a calibration
   * function.
   *
   * @param rois label to roi, of each plane
   * @param said of each plane
   */
  static void append(
      ResultsTable table,
      Planes planes,
      List<SortedMap<Integer, Roi>> rois,
      List<NetworkColumns> said) {
    Headings headings = Headings.of(planes.image(), planes.measuredChannels());
    int slices = planes.image().getNSlices();
    for (int first = 0; first < rois.size(); first += slices) {
      NetworkColumns columns = said.get(first);
      sums(planes, rois, first, Math.min(first + slices, rois.size()))
          .forEach((label, sums) -> append(table, planes, headings, label, sums, columns));
    }
  }

  /** Of each object in the planes from first (included) to end (excluded). */
  private static SortedMap<Integer, Sums> sums(
      Planes planes, List<SortedMap<Integer, Roi>> rois, int first, int end) {
    SortedMap<Integer, Sums> objects = new TreeMap<>();
    for (int index = first; index < end; index++) {
      int plane = index;
      List<ImagePlus> channels =
          IntStream.range(0, planes.measuredChannels())
              .mapToObj(c -> image(planes, planes.processor(plane, c)))
              .toList();
      rois.get(index)
          .forEach(
              (label, roi) -> objects.merge(label, sums(planes, plane, channels, roi), Sums::plus));
    }
    return objects;
  }

  private static ImagePlus image(Planes planes, ImageProcessor pixels) {
    ImagePlus image = new ImagePlus("", pixels);
    image.setCalibration(planes.image().getCalibration());
    return image;
  }

  private static void append(
      ResultsTable table,
      Planes planes,
      Headings headings,
      int label,
      Sums sums,
      NetworkColumns said) {
    Calibration calibration = planes.image().getCalibration();
    Place place = sums.place();
    double voxels = place.voxels();
    double volume =
        voxels * calibration.pixelWidth * calibration.pixelHeight * calibration.pixelDepth;
    table.incrementCounter();
    table.addLabel(planes.image().getTitle());
    table.addValue("Object", label);
    said.append(table, label);
    table.addValue("Slice", place.slice());
    table.addValue("Slices", place.lastSlice() - place.slice() + 1);
    if (planes.image().getNFrames() > 1) table.addValue("Frame", place.frame());
    table.addValue(headings.of("Volume", 3), volume);
    table.addValue(headings.of("X", 1), place.x() / voxels);
    table.addValue(headings.of("Y", 1), place.y() / voxels);
    table.addValue(headings.of("Z", 1), place.z() / voxels);
    for (int c = 0; c < sums.channels().size(); c++) {
      Values values = sums.channels().get(c);
      double mean = values.sum() / voxels;
      // As ImageJ does it, of a sample.
      double variance =
          voxels > 1 ? Math.max(0, values.squares() - voxels * mean * mean) / (voxels - 1) : 0;
      table.addValue(headings.ofChannel("Mean", c), mean);
      table.addValue(headings.ofChannel("StdDev", c), Math.sqrt(variance));
      table.addValue(headings.ofChannel("Min", c), values.min());
      table.addValue(headings.ofChannel("Max", c), values.max());
      table.addValue(headings.ofChannel("IntDen", c), mean * volume);
    }
  }

  private static Sums sums(Planes planes, int index, List<ImagePlus> channels, Roi roi) {
    List<ImageStatistics> statistics =
        channels.stream()
            .map(
                image -> {
                  image.setRoi((Roi) roi.clone(), false);
                  return image.getStatistics(MEAN | STD_DEV | MIN_MAX | CENTROID);
                })
            .toList();
    ImageStatistics first = statistics.get(0);
    double count = first.longPixelCount;
    int slice = planes.slice(index);
    Place place =
        new Place(
            slice,
            slice,
            planes.frame(index),
            first.longPixelCount,
            first.xCentroid * count,
            first.yCentroid * count,
            planes.image().getCalibration().getZ(slice - 0.5) * count);
    return new Sums(place, statistics.stream().map(VolumeMeasurements::values).toList());
  }

  private static Values values(ImageStatistics of) {
    double count = of.longPixelCount;
    return new Values(
        of.mean * count,
        of.stdDev * of.stdDev * (count - 1) + count * of.mean * of.mean,
        of.min,
        of.max);
  }
}
