package sc.fiji.unet.imagej;

import ij.gui.Roi;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.converter.Converters;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import sc.fiji.unet.images.Doubt;
import sc.fiji.unet.images.FoundObjects;
import sc.fiji.unet.images.Sink;
import sc.fiji.unet.images.Storage;
import sc.fiji.unet.model.ModelDescription;
import sc.fiji.unet.progress.Throughput;

/** Collects what is found in an image, plane by plane, into ImageJ's images and ROIs. */
public final class ImagePlusSink implements Sink {

  /**
   * What is collected beside the label image.
   *
   * @param outlines of objects, for ROIs and measurements
   * @param probabilities the map
   * @param classMap the class of the object at each pixel, where the model tells several apart
   */
  public record Kept(boolean outlines, boolean probabilities, boolean classMap) {}

  /**
   * What a label means.
   *
   * @param volumes one object in all slices
   * @param linked one object in all frames
   */
  public record LabelMeaning(boolean volumes, boolean linked) {}

  private final Planes planes;
  private final LabelMeaning meaning;
  private final String model;
  private final List<String> classes;
  private final LabelImage labels;
  private final Optional<LabelImage> classMap;
  private final Optional<ProbabilityImage> probabilities;
  private final Optional<List<SortedMap<Integer, Roi>>> rois;
  private final List<NetworkColumns> said = new ArrayList<>();
  private final Doubt doubt;
  private long smallest;

  /**
   * @param source that is segmented
   * @throws sc.fiji.unet.progress.UserException if the results are too large for memory and for the
   *     disk
   */
  public ImagePlusSink(
      ImagePlusSource source, ModelDescription model, Kept kept, LabelMeaning meaning) {
    this(source, model, kept, meaning, Storage.automatic());
  }

  ImagePlusSink(
      ImagePlusSource source,
      ModelDescription model,
      Kept kept,
      LabelMeaning meaning,
      Storage storage) {
    this.meaning = meaning;
    planes = source.planes();
    doubt = new Doubt(planes.plane());
    this.model = model.name();
    classes = model.objectClasses();
    List<LabelImage> open = new ArrayList<>();
    try {
      labels = opened(ResultImages.Kind.LABELS, storage, open);
      classMap =
          kept.classMap() && !classes.isEmpty()
              ? Optional.of(opened(ResultImages.Kind.CLASSES, storage, open))
              : Optional.empty();
      probabilities =
          kept.probabilities()
              ? Optional.of(
                  new ProbabilityImage(
                      planes, source.selection().region(), model.channelNames(), storage))
              : Optional.empty();
    } catch (RuntimeException | Error e) {
      open.forEach(LabelImage::close);
      throw e;
    }
    rois = kept.outlines() ? Optional.of(new ArrayList<>()) : Optional.empty();
  }

  private LabelImage opened(ResultImages.Kind kind, Storage storage, List<LabelImage> open) {
    LabelImage image = new LabelImage(planes, kind, storage);
    open.add(image);
    return image;
  }

  @Override
  public void maps(int item, RandomAccessibleInterval<FloatType> part) {
    probabilities.ifPresent(map -> map.write(item, part));
  }

  @Override
  public void foreground(int item, RandomAccessibleInterval<FloatType> part) {
    doubt.add(item, part);
  }

  @Override
  public void smallest(long pixels) {
    smallest = pixels;
  }

  @Override
  public void labels(int item, RandomAccessibleInterval<IntType> plane, FoundObjects objects) {
    labels.add(plane);
    classMap.ifPresent(
        map ->
            map.add(
                Converters.convert(
                    plane,
                    (in, out) -> out.set(in.get() == 0 ? 0 : objects.objectClass(in.get())),
                    new IntType())));
    said.add(new NetworkColumns(objects, model, classes));
    rois.ifPresent(all -> all.add(trace(plane, item, objects)));
  }

  private SortedMap<Integer, Roi> trace(
      RandomAccessibleInterval<IntType> plane, int item, FoundObjects objects) {
    SortedMap<Integer, Roi> traced = LabelRois.trace(plane, planes, item);
    if (!classes.isEmpty()) LabelRois.classify(traced, objects, classes);
    else if (meaning.volumes() || meaning.linked()) LabelRois.group(traced);
    return traced;
  }

  @Override
  public void discard() {
    labels.close();
    classMap.ifPresent(LabelImage::close);
    probabilities.ifPresent(ProbabilityImage::close);
  }

  /** All that was found, when all planes are there. */
  public Segmentation finish(Throughput throughput) {
    return new Segmentation(
        planes,
        labels,
        classMap,
        probabilities,
        rois,
        said,
        doubt,
        meaning.volumes(),
        smallest,
        throughput);
  }
}
