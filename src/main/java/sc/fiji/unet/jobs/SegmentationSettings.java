package sc.fiji.unet.jobs;

import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import sc.fiji.unet.labels.DistanceSeeds;
import sc.fiji.unet.labels.Separation;
import sc.fiji.unet.progress.UserException;

/**
 * From maps to objects. Begin with a model's own ({@link SegmentImage#defaults}) and change what
 * you like:
 *
 * <pre>{@code
 * model.defaults().threshold(0.7).minimumSize(50)
 * }</pre>
 *
 * @param separation what is foreground, and how objects that touch come apart
 * @param throughSlices whether objects go on through the slices (z) of a stack: each has one label
 *     in all of them
 * @param linked whether an object keeps its label through the frames (t) of a stack: {@link
 *     sc.fiji.unet.labels.Linking}
 * @param objects which are kept
 * @param diameter of the objects in pixels of the image, where the model is to see them as large as
 *     those it was trained on; if empty it is that of the training's images, or is measured where
 *     they differed
 * @param tileSize largest width and height the network is given at once, in pixels; 0 to choose by
 *     itself. The answer does not depend on it
 * @param testTimeAugmentation whether probabilities are averaged over the eight flips and rotations
 *     of the image (four where a model's sizes differ): better, and eight times as slow
 * @param outlines whether objects are outlined, for ROIs and measurements; a million of them take
 *     more than a gigabyte
 * @param probabilities whether the maps are kept
 * @param classMap whether a map of the objects' classes is kept, where there are several
 * @param channels of the image that the model is given, in its order, counted from 1; empty for
 *     all, or for the mean of an RGB image's if it takes one
 * @param wholeImage whether an area that is selected in the image is ignored
 */
public record SegmentationSettings(
    Separation separation,
    boolean throughSlices,
    boolean linked,
    ObjectRules objects,
    Optional<Double> diameter,
    int tileSize,
    boolean testTimeAugmentation,
    boolean outlines,
    boolean probabilities,
    boolean classMap,
    List<Integer> channels,
    boolean wholeImage) {

  /**
   * @throws UserException if a number is not allowed
   */
  public SegmentationSettings {
    channels = List.copyOf(channels);
    if (diameter.filter(d -> !(d > 0)).isPresent())
      throw new UserException("A diameter of " + diameter.get() + " is none; give more than 0.");
    if (tileSize < 0)
      throw new UserException("The tile size is " + tileSize + "; it may not be negative.");
  }

  /** What is at least as probable is foreground, 0 to 1. */
  public SegmentationSettings threshold(double probability) {
    requireProbability("threshold", probability);
    return separation(separation.withForeground(probability));
  }

  /**
   * An object begins where the distance reaches this, 0 to 1: less finds more objects, more joins
   * fewer of those that touch. Without effect on other separations.
   */
  public SegmentationSettings seeds(double distance) {
    requireProbability("threshold of the seeds", distance);
    return separation instanceof DistanceSeeds own ? separation(own.withSeeds(distance)) : this;
  }

  private static void requireProbability(String what, double value) {
    if (!(value >= 0 && value <= 1))
      throw new UserException("The " + what + " is " + value + "; allowed are 0 to 1.");
  }

  public SegmentationSettings separation(Separation other) {
    return with(draft -> draft.separation = other);
  }

  public SegmentationSettings throughSlices(boolean on) {
    return with(draft -> draft.throughSlices = on);
  }

  public SegmentationSettings linked(boolean on) {
    return with(draft -> draft.linked = on);
  }

  public SegmentationSettings objects(ObjectRules kept) {
    return with(draft -> draft.objects = kept);
  }

  /** In pixels of the image. */
  public SegmentationSettings minimumSize(int pixels) {
    return minimumSize(ObjectSize.pixels(pixels));
  }

  public SegmentationSettings minimumSize(ObjectSize size) {
    return objects(objects.withMinimum(size));
  }

  public SegmentationSettings maximumSize(ObjectSize size) {
    return objects(objects.withMaximum(size));
  }

  public SegmentationSettings dropAtBorder(boolean on) {
    return objects(objects.withDropAtBorder(on));
  }

  public SegmentationSettings fillHoles(boolean on) {
    return objects(objects.withFillHoles(on));
  }

  /** In pixels of the image. */
  public SegmentationSettings diameter(double pixels) {
    return with(draft -> draft.diameter = Optional.of(pixels));
  }

  public SegmentationSettings tileSize(int pixels) {
    return with(draft -> draft.tileSize = pixels);
  }

  public SegmentationSettings testTimeAugmentation(boolean average) {
    return with(draft -> draft.testTimeAugmentation = average);
  }

  public SegmentationSettings outlines(boolean keep) {
    return with(draft -> draft.outlines = keep);
  }

  public SegmentationSettings probabilities(boolean keep) {
    return with(draft -> draft.probabilities = keep);
  }

  public SegmentationSettings classMap(boolean keep) {
    return with(draft -> draft.classMap = keep);
  }

  public SegmentationSettings channels(List<Integer> numbers) {
    return with(draft -> draft.channels = numbers);
  }

  public SegmentationSettings wholeImage(boolean on) {
    return with(draft -> draft.wholeImage = on);
  }

  private SegmentationSettings with(Consumer<Draft> change) {
    Draft draft = new Draft(this);
    change.accept(draft);
    return draft.settings();
  }

  /** The same, while it is changed. */
  private static final class Draft {

    private Separation separation;
    private boolean throughSlices;
    private boolean linked;
    private ObjectRules objects;
    private Optional<Double> diameter;
    private int tileSize;
    private boolean testTimeAugmentation;
    private boolean outlines;
    private boolean probabilities;
    private boolean classMap;
    private List<Integer> channels;
    private boolean wholeImage;

    Draft(SegmentationSettings settings) {
      separation = settings.separation;
      throughSlices = settings.throughSlices;
      linked = settings.linked;
      objects = settings.objects;
      diameter = settings.diameter;
      tileSize = settings.tileSize;
      testTimeAugmentation = settings.testTimeAugmentation;
      outlines = settings.outlines;
      probabilities = settings.probabilities;
      classMap = settings.classMap;
      channels = settings.channels;
      wholeImage = settings.wholeImage;
    }

    SegmentationSettings settings() {
      return new SegmentationSettings(
          separation,
          throughSlices,
          linked,
          objects,
          diameter,
          tileSize,
          testTimeAugmentation,
          outlines,
          probabilities,
          classMap,
          channels,
          wholeImage);
    }
  }
}
