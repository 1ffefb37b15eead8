package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.ResultsTable;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import net.imglib2.Interval;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.jobs.SegmentationSettings;
import sc.fiji.unet.progress.Throughput;

/** What was found in an image, plane by plane. */
public final class Segmentation {

  private final Planes planes;
  private final LabelImage labels;
  private final ProbabilityImage probabilities;
  private final List<SortedMap<Integer, Roi>> rois = new ArrayList<>();
  private final boolean outlined;
  private int objects;
  private Throughput throughput;

  /** Null until they are asked for. */
  private ImagePlus labelImage;

  private ImagePlus probabilityImage;

  /**
   * @param region the part (x, y) of each plane that is segmented
   * @param settings what is kept
   * @param classNames of the probability map
   */
  public Segmentation(
      Planes planes,
      Interval region,
      Storage storage,
      SegmentationSettings settings,
      List<String> classNames) {
    this.planes = planes;
    outlined = settings.outlines();
    labels = new LabelImage(planes, storage);
    probabilities =
        settings.probabilities() ? new ProbabilityImage(planes, region, classNames, storage) : null;
  }

  /** Adds a strip of a plane's probability map, (x, y, class). */
  public void addProbabilities(int plane, RandomAccessibleInterval<FloatType> strip) {
    probabilities.write(plane, strip);
  }

  /** Adds the next plane's labels, (x, y), which are not needed afterwards. */
  public void addLabels(RandomAccessibleInterval<IntType> labelPlane, int objectsInPlane) {
    labels.add(labelPlane);
    if (outlined) rois.add(LabelRois.trace(labelPlane, planes, rois.size()));
    objects += objectsInPlane;
  }

  /** Says how fast it went, when all is there. */
  public void finish(Throughput speed) {
    throughput = speed;
  }

  /** How fast it went. */
  public Throughput throughput() {
    return throughput;
  }

  /** Deletes what is on disk, after a failure. */
  public void discard() {
    labels.close();
    if (probabilities != null) probabilities.close();
  }

  /** Number of objects in all planes; their labels are 1 to this. */
  public int objects() {
    return objects;
  }

  /**
   * The label image, "TITLE labels"; each object of each plane has a label of its own. The same one
   * each time: ImageJ holds a whole plane even of a virtual stack.
   */
  public ImagePlus labels() {
    if (labelImage == null) labelImage = labels.toImagePlus();
    return labelImage;
  }

  /**
   * The probability map, "TITLE probabilities", 32 bit, one channel a class; the same one each
   * time.
   *
   * @throws IllegalStateException if the settings were not to keep it
   */
  public ImagePlus probabilities() {
    if (probabilities == null) throw new IllegalStateException("The probability map was not kept.");
    if (probabilityImage == null) probabilityImage = probabilities.toImagePlus();
    return probabilityImage;
  }

  /**
   * The outlines of all objects, with their positions in the image.
   *
   * @throws IllegalStateException if the settings were not to trace them
   */
  public List<Roi> rois() {
    requireOutlines();
    return rois.stream().flatMap(plane -> plane.values().stream()).toList();
  }

  /**
   * Appends a row for each object: area, centroid and mean, in calibrated units.
   *
   * @throws IllegalStateException if the settings were not to trace outlines
   */
  public void measure(ResultsTable table) {
    requireOutlines();
    for (int index = 0; index < rois.size(); index++)
      Measurements.append(table, planes, index, rois.get(index));
  }

  private void requireOutlines() {
    if (!outlined) throw new IllegalStateException("The outlines were not traced.");
  }
}
