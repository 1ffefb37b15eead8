package sc.fiji.unet.jobs;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.imglib2.Cursor;
import net.imglib2.RandomAccessibleInterval;
import net.imglib2.img.array.ArrayImgs;
import net.imglib2.type.numeric.integer.IntType;
import net.imglib2.type.numeric.real.FloatType;
import net.imglib2.view.Views;
import sc.fiji.unet.images.Source;
import sc.fiji.unet.labels.Components;
import sc.fiji.unet.metrics.ContingencyTable;
import sc.fiji.unet.metrics.ObjectMatching;
import sc.fiji.unet.metrics.ObjectScores;
import sc.fiji.unet.progress.UserException;
import sc.fiji.unet.targets.AnnotatedStack;

/**
 * Compares the objects of label images, or of masks, with those of the ground truth. Of a mask (one
 * value but 0 in all planes) connected pixels are an object.
 */
public final class EvaluateObjects {

  /** Whether objects go on through the slices (z) of a stack. */
  public enum Slices {
    /** As the labels of the ground truth do. */
    AUTOMATIC,
    TOGETHER,
    APART
  }

  /**
   * The numbers of a plane, or a volume.
   *
   * @param image name of the prediction
   * @param plane from 1; 0 if all of the image is one
   */
  public record Row(String image, int plane, ObjectScores scores) {}

  /**
   * The objects of a plane, or a volume.
   *
   * @param predicted label image, axis order (x, y[, z])
   * @param expected label image of the ground truth
   */
  public record Matched(
      ObjectMatching matching,
      RandomAccessibleInterval<IntType> predicted,
      RandomAccessibleInterval<IntType> expected) {}

  private final Slices slices;
  private final List<Row> rows = new ArrayList<>();

  public EvaluateObjects(Slices slices) {
    this.slices = slices;
  }

  /**
   * Compares an image.
   *
   * @return the objects of each plane, or volume
   * @throws UserException if one of both has several channels, they differ in number of planes or
   *     size, or a value is no label
   */
  public List<Matched> add(Source prediction, Source truth) {
    ComparedPlanes planes = ComparedPlanes.of(prediction, truth);
    int depth = together(truth) ? truth.slices() : 1;
    List<RandomAccessibleInterval<IntType>> predicted =
        objects(prediction.name(), planes.predicted(), depth);
    List<RandomAccessibleInterval<IntType>> expected =
        objects(truth.name(), planes.expected(), depth);
    List<Matched> matched = new ArrayList<>();
    for (int i = 0; i < predicted.size(); i++) {
      ContingencyTable table = ContingencyTable.of(expected.get(i), predicted.get(i));
      int plane = predicted.size() > 1 ? i + 1 : 0;
      rows.add(new Row(prediction.name(), plane, ObjectScores.of(table)));
      matched.add(new Matched(ObjectMatching.of(table), predicted.get(i), expected.get(i)));
    }
    return matched;
  }

  private boolean together(Source truth) {
    return switch (slices) {
      case TOGETHER -> true;
      case APART -> false;
      case AUTOMATIC ->
          truth.slices() > 1 && new AnnotatedStack(truth, truth).continuesThroughSlices();
    };
  }

  /** In the order of the planes. */
  public List<Row> rows() {
    return List.copyOf(rows);
  }

  /** All objects together; empty if nothing was compared. */
  public Optional<ObjectScores> all() {
    return rows.stream().map(Row::scores).reduce(ObjectScores::plus);
  }

  private static List<RandomAccessibleInterval<IntType>> objects(
      String name, List<RandomAccessibleInterval<FloatType>> planes, int depth) {
    List<RandomAccessibleInterval<IntType>> numbers = new ArrayList<>();
    boolean mask = true;
    int one = 0;
    for (RandomAccessibleInterval<FloatType> plane : planes) {
      RandomAccessibleInterval<IntType> labels = ArrayImgs.ints(plane.dimensionsAsLongArray());
      Cursor<IntType> cursor = Views.flatIterable(labels).cursor();
      for (FloatType pixel : Views.flatIterable(plane)) {
        int label = label(name, pixel.get());
        cursor.next().set(label);
        mask &= label == 0 || one == 0 || label == one;
        if (label != 0) one = label;
      }
      numbers.add(labels);
    }
    List<RandomAccessibleInterval<IntType>> images = new ArrayList<>();
    for (int first = 0; first < numbers.size(); first += depth) {
      RandomAccessibleInterval<IntType> image =
          depth == 1 ? numbers.get(first) : Views.stack(numbers.subList(first, first + depth));
      images.add(mask ? components(image) : image);
    }
    return images;
  }

  private static RandomAccessibleInterval<IntType> components(
      RandomAccessibleInterval<IntType> mask) {
    RandomAccessibleInterval<IntType> labels = ArrayImgs.ints(mask.dimensionsAsLongArray());
    Components.label(mask, 1, 0, 1, labels);
    return labels;
  }

  private static int label(String name, float value) {
    int label = (int) value;
    if (label != value || label < 0)
      throw new UserException(
          String.format(
              "The label image '%s' has the value %s; labels are whole numbers, 0 for the background.",
              name, value));
    return label;
  }
}
