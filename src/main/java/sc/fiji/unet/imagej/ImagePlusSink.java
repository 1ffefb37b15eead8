package sc.fiji.unet.imagej;

import ij.gui.Roi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.progress.Throughput;

/** Collects what is found in an image, plane by plane, into ImageJ's images and ROIs. */
public final class ImagePlusSink implements Sink {

  private final Planes planes;
  private final LabelImage labels;
  private final Optional<ProbabilityImage> probabilities;
  private final Optional<List<SortedMap<Integer, Roi>>> rois;
  private final boolean volumes;
  private int objects;

  /**
   * @param source that is segmented
   * @param classNames of the probability map
   * @param outlined whether objects are outlined, for ROIs and measurements
   * @param mapped whether the probability map is kept
   * @param volumes whether a label means one object in all slices
   * @throws sc.fiji.unet.progress.UserException if the results are too large for memory and for the
   *     disk
   */
  public ImagePlusSink(
      ImagePlusSource source,
      List<String> classNames,
      boolean outlined,
      boolean mapped,
      boolean volumes) {
    this(source, classNames, outlined, mapped, volumes, Storage.automatic());
  }

  ImagePlusSink(
      ImagePlusSource source,
      List<String> classNames,
      boolean outlined,
      boolean mapped,
      boolean volumes,
      Storage storage) {
    this.volumes = volumes;
    planes = source.planes();
    labels = new LabelImage(planes, storage);
    try {
      probabilities =
          mapped
              ? Optional.of(
                  new ProbabilityImage(planes, source.selection().region(), classNames, storage))
              : Optional.empty();
    } catch (RuntimeException | Error e) {
      labels.close();
      throw e;
    }
    rois = outlined ? Optional.of(new ArrayList<>()) : Optional.empty();
  }

  @Override
  public void maps(int item, RandomAccessibleInterval<FloatType> part) {
    probabilities.ifPresent(map -> map.write(item, part));
  }

  @Override
  public void labels(int item, RandomAccessibleInterval<IntType> labelPlane, int found) {
    labels.add(labelPlane);
    rois.ifPresent(all -> all.add(trace(labelPlane, item)));
    objects += found;
  }

  private SortedMap<Integer, Roi> trace(RandomAccessibleInterval<IntType> labelPlane, int item) {
    SortedMap<Integer, Roi> traced = LabelRois.trace(labelPlane, planes, item);
    if (volumes) LabelRois.group(traced);
    return traced;
  }

  @Override
  public void discard() {
    labels.close();
    probabilities.ifPresent(ProbabilityImage::close);
  }

  /** All that was found, when all planes are there. */
  public Segmentation finish(Throughput throughput) {
    return new Segmentation(planes, labels, probabilities, rois, objects, volumes, throughput);
  }
}
