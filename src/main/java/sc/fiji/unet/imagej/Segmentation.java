package sc.fiji.unet.imagej;

import ij.ImagePlus;
import ij.gui.Roi;
import ij.measure.Calibration;
import ij.measure.ResultsTable;
import ij.process.ImageProcessor;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import sc.fiji.unet.images.Doubt;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.progress.Throughput;

/**
 * What was found in an image. Images that are too large for the memory are in files, which go with
 * the last one that is open, or at once with {@link #delete}.
 */
public final class Segmentation {

  private final Planes planes;
  private final LabelImage labels;
  private final Optional<LabelImage> classMap;
  private final Optional<ProbabilityImage> probabilities;
  private final Optional<List<SortedMap<Integer, Roi>>> rois;
  private final List<NetworkColumns> said;
  private final Doubt doubt;
  private final boolean volumes;
  private final long minimumSize;
  private final Throughput throughput;

  /** Null until they are asked for: ImageJ holds a whole plane even of a virtual stack. */
  private ImagePlus labelImage;

  private ImagePlus classImage;

  private ImagePlus probabilityImage;

  /**
   * @param classMap if it was kept
   * @param rois of each plane, by their labels
   * @param said of the objects of each plane
   * @param volumes whether a label means one object in all slices
   * @param minimumSize of objects, in pixels
   */
  Segmentation(
      Planes planes,
      LabelImage labels,
      Optional<LabelImage> classMap,
      Optional<ProbabilityImage> probabilities,
      Optional<List<SortedMap<Integer, Roi>>> rois,
      List<NetworkColumns> said,
      Doubt doubt,
      boolean volumes,
      long minimumSize,
      Throughput throughput) {
    this.planes = planes;
    this.labels = labels;
    this.classMap = classMap;
    this.probabilities = probabilities;
    this.rois = rois;
    this.said = List.copyOf(said);
    this.doubt = doubt;
    this.volumes = volumes;
    this.minimumSize = minimumSize;
    this.throughput = throughput;
  }

  /** How fast it went. */
  public Throughput throughput() {
    return throughput;
  }

  /** Number of objects in all planes; their labels are 1 to this. */
  public int objects() {
    return said.stream().mapToInt(plane -> plane.found().lastLabel()).max().orElse(0);
  }

  /** In pixels of the image (voxels, of volumes): smaller objects were dropped. */
  public long minimumSize() {
    return minimumSize;
  }

  /** How sure the network is of the image, and where least. */
  public Doubt doubt() {
    return doubt;
  }

  /** What is found, in numbers. */
  public Summary summary() {
    ImagePlus image = labels();
    long foreground = 0;
    for (int plane = 1; plane <= image.getStackSize(); plane++)
      foreground += foreground(image.getStack().getProcessor(plane));
    long regions = 0; // an object of a volume once, one that is linked in each frame
    for (int plane = 0; plane < said.size(); plane += volumes ? image.getNSlices() : 1)
      regions += said.get(plane).found().labels().length;
    long pixels = (long) image.getWidth() * image.getHeight() * image.getStackSize();
    Calibration scale = planes.image().getCalibration();
    double size = scale.pixelWidth * scale.pixelHeight * (volumes ? scale.pixelDepth : 1);
    return new Summary(
        objects(),
        (double) foreground / pixels,
        regions == 0 ? 0 : size * foreground / regions,
        Headings.of(planes.image(), 1).unit() + (volumes ? "^3" : "^2"));
  }

  private static long foreground(ImageProcessor labels) {
    long count = 0;
    for (int i = 0; i < labels.getPixelCount(); i++) if (labels.getf(i) > 0) count++;
    return count;
  }

  /**
   * @param objects in all planes
   * @param areaFraction share of the pixels that belong to one
   * @param meanSize area of an object in its plane, or its volume
   * @param unit of this: "um^2"
   */
  public record Summary(int objects, double areaFraction, double meanSize, String unit) {}

  /**
   * The label image, "TITLE labels"; each object has a label of its own. The same one each time.
   */
  public ImagePlus labels() {
    if (labelImage == null) labelImage = labels.toImagePlus();
    return labelImage;
  }

  /**
   * The class of the object at each pixel, "TITLE classes", 16 bit: 0 where there is none, 1 the
   * first class. The same one each time.
   *
   * @throws IllegalStateException if the model has but one class, or the settings were not to keep
   *     it
   */
  public ImagePlus classes() {
    LabelImage map =
        classMap.orElseThrow(() -> new IllegalStateException("The class map was not kept."));
    if (classImage == null) classImage = map.toImagePlus();
    return classImage;
  }

  /**
   * The probability map, "TITLE probabilities", 32 bit, one channel an output; the same one each
   * time.
   *
   * @throws IllegalStateException if the settings were not to keep it
   */
  public ImagePlus probabilities() {
    ProbabilityImage map =
        probabilities.orElseThrow(
            () -> new IllegalStateException("The probability map was not kept."));
    if (probabilityImage == null) probabilityImage = map.toImagePlus();
    return probabilityImage;
  }

  /**
   * The outlines of all objects, with their positions in the image.
   *
   * @throws IllegalStateException if the settings were not to trace them
   */
  public List<Roi> rois() {
    return outlines().stream().flatMap(plane -> plane.values().stream()).toList();
  }

  /**
   * A row for each object: class and confidence, size, place and shape in calibrated units, and the
   * values of each channel.
   *
   * @throws IllegalStateException if the settings were not to trace outlines
   */
  public ResultsTable table() {
    ResultsTable table = new ResultsTable();
    measure(table);
    if (table.size() == 0) addColumns(table);
    return table;
  }

  /** Those that a row would have. */
  private void addColumns(ResultsTable table) {
    SortedMap<Integer, Roi> one = new TreeMap<>(Map.of(1, new Roi(0, 0, 1, 1)));
    NetworkColumns columns =
        new NetworkColumns(
            new FoundObjects(new int[] {1}, new float[1], new byte[1]),
            said.get(0).model(),
            said.get(0).classes());
    if (volumes) VolumeMeasurements.append(table, planes, List.of(one), List.of(columns));
    else Measurements.append(table, planes, 0, one, columns);
    table.deleteRow(0);
  }

  /** Appends the rows of {@link #table} to another table. */
  public void measure(ResultsTable table) {
    List<SortedMap<Integer, Roi>> outlines = outlines();
    table.setNaNEmptyCells(true); // of images with other channels, or another unit
    int firstRow = table.size();
    if (volumes) VolumeMeasurements.append(table, planes, outlines, said);
    else
      for (int index = 0; index < outlines.size(); index++)
        Measurements.append(table, planes, index, outlines.get(index), said.get(index));
    Headings.showDigits(table, firstRow);
  }

  /** Deletes the files of large images, which then have no pixels any more. Others stay. */
  public void delete() {
    labels.delete();
    classMap.ifPresent(LabelImage::delete);
    probabilities.ifPresent(ProbabilityImage::delete);
  }

  private List<SortedMap<Integer, Roi>> outlines() {
    return rois.orElseThrow(() -> new IllegalStateException("The outlines were not traced."));
  }
}
